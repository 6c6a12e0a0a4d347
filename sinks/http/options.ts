import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { ConfigError, messageOf, type Problem } from '../../src/errors.ts'
import type { SinkContext, SinkOptions } from '../../src/types.ts'
import { connectionHeaders, type FlatHeaders, fixedHeaders, ownHeaders } from './headers.ts'
import type { Overrides } from './outcome.ts'

/** What schemas/sink-http.schema.json lets through, with its defaults. */
interface WrittenOptions {
  readonly url: string
  readonly headers?: { readonly [name: string]: string }
  readonly tls?: WrittenTls
  /** Milliseconds. */
  readonly timeout?: number
  /** Bytes. */
  readonly response_limit?: number
  readonly outcomes?: { readonly [kind in keyof Overrides]?: readonly number[] }
}

/** Paths of PEM files. */
interface WrittenTls {
  readonly verify?: boolean
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly server_name?: string
}

/** Where requests go, and how they are secured. */
export interface Target {
  /** Scheme, host and port: all of the address that may be shown. */
  readonly origin: string
  /** An IP address without brackets, or a name. */
  readonly host: string
  readonly port: number
  /** Undefined: plain HTTP. */
  readonly tls: TargetTls | undefined
}

export interface TargetTls {
  readonly context: SecureContext
  readonly verify: boolean
  /** Undefined: the host's own. */
  readonly serverName: string | undefined
}

/** An HTTP sink's options, ready for use. */
export interface HttpOptions {
  readonly target: Target
  /** With its query; it may carry secrets. */
  readonly path: string
  readonly headers: FlatHeaders
  /** Milliseconds, from the call to the answer's last byte. */
  readonly timeout: number
  /** Bytes of an answer's body. */
  readonly responseLimit: number
  readonly overrides: Overrides
}

/** Checks what a schema cannot, and reads the PEM files. @throws ConfigError with everything that is wrong. */
export function httpOptions(options: SinkOptions, context: SinkContext): HttpOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(`sinks.${context.name}`)
  const url = urlOf(written.url, problems)
  const headers = headersOf(written.headers ?? {}, problems)
  const overrides = overridesOf(written.outcomes ?? {}, problems)
  const tls = url?.protocol === 'https:' ? tlsOf(written.tls ?? {}, problems) : undefined
  if (url?.protocol === 'http:' && written.tls !== undefined)
    problems.add('tls', 'the address begins with http://, so nothing is encrypted', 'https:// or no `tls`')
  if (url === undefined || problems.found.length > 0) throw new ConfigError(problems.found)
  return {
    target: {
      origin: url.origin,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? (tls === undefined ? 80 : 443) : Number(url.port),
      tls,
    },
    path: url.pathname + url.search,
    headers: fixedHeaders(headers, context.userAgent),
    timeout: written.timeout ?? 10_000, // ten seconds
    responseLimit: written.response_limit ?? 65_536,
    overrides,
  }
}

class Problems {
  readonly found: Problem[] = []
  readonly #prefix: string

  constructor(prefix: string) {
    this.#prefix = prefix
  }

  add(path: string, message: string, hint = ''): void {
    this.found.push({ file: '', line: 0, path: `${this.#prefix}.${path}`, message, hint })
  }
}

/** Problems never show the address: its path, query and user part may be secrets. */
function urlOf(text: string, problems: Problems): URL | undefined {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    problems.add('url', 'no address that begins with http:// or https:// and names a host')
    return undefined
  }
  if (url.username !== '' || url.password !== '')
    problems.add('url', 'has a user name or password in it', 'put them into an Authorization header')
  return url
}

function headersOf(written: NonNullable<WrittenOptions['headers']>, problems: Problems): Map<string, string> {
  const headers = new Map<string, string>()
  for (const [name, value] of Object.entries(written)) {
    const path = `headers.${name}`
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) problems.add(path, 'no name of a header')
    else if (connectionHeaders.has(name.toLowerCase()))
      problems.add(path, 'belongs to the connection; cannot be set')
    else if (ownHeaders.test(name.toLowerCase()))
      problems.add(path, 'is set by Sluice on every request; cannot be set', 'leave it out, or rename it')
    else if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      problems.add(path, 'has a line break, a control character or one beyond Latin-1 in its value')
    else headers.set(name, value)
  }
  return headers
}

function overridesOf(written: NonNullable<WrittenOptions['outcomes']>, problems: Problems): Overrides {
  const kinds = ['delivered', 'retry', 'refused'] as const
  const seen = new Map<number, string>()
  for (const kind of kinds)
    for (const status of written[kind] ?? []) {
      const other = seen.get(status)
      if (other !== undefined) problems.add(`outcomes.${kind}`, `${status} stands under ${other} too`)
      seen.set(status, kind)
    }
  const [delivered, retry, refused] = kinds.map(kind => new Set(written[kind]))
  return { delivered: delivered!, retry: retry!, refused: refused! }
}

function tlsOf(written: WrittenTls, problems: Problems): TargetTls | undefined {
  const before = problems.found.length
  const verify = written.verify ?? true
  if (!verify && written.ca !== undefined)
    problems.add(
      'tls.ca',
      'says whom to trust, and `verify: false` to trust everybody',
      'leave one of them out',
    )
  const ca = pem('ca', written, problems)
  const cert = pem('cert', written, problems)
  const key = pem('key', written, problems)
  if (problems.found.length > before) return undefined
  try {
    // Node takes a file without certificates, and then trusts nobody.
    if (ca !== undefined) new X509Certificate(ca)
    const context = createSecureContext({ ca, cert, key, minVersion: 'TLSv1.2' })
    return { context, verify, serverName: written.server_name }
  } catch (error) {
    problems.add(
      'tls',
      `the PEM files cannot be used: ${messageOf(error)}`,
      'do key and certificate belong together?',
    )
    return undefined
  }
}

function pem(name: 'ca' | 'cert' | 'key', written: WrittenTls, problems: Problems): Buffer | undefined {
  const path = written[name]
  if (path === undefined) return undefined
  try {
    return readFileSync(path)
  } catch (error) {
    problems.add(`tls.${name}`, `cannot be read: ${messageOf(error)}`)
    return undefined
  }
}
