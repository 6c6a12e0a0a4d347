import { ConfigError, messageOf } from '../../src/errors.ts'
import type { Delivery, SinkContext, SinkOptions, Template, TemplateOptions } from '../../src/types.ts'
import { Problems } from '../problems.ts'
import { signatureNames, signersOf, type WrittenSignature } from '../signatures.ts'
import { type Tls, tlsOf, type WrittenTls } from '../tls.ts'
import { type Address, addressOf, isStorable, templateProblem } from './address.ts'
import { authHeader, type WrittenAuth } from './auth.ts'
import type { BatchForm } from './batch-body.ts'
import { type Challenge, challengeOf, type WrittenChallenge } from './challenge.ts'
import type { Encoding } from './encoding.ts'
import { asLines, headerLines, headerProblem } from './header-text.ts'
import { connectionHeaders, ownHeaders } from './headers.ts'
import { type Overrides, overridesOf } from './overrides.ts'
import type { RequestOptions } from './requests.ts'
import { type Routing, routingOf, type WrittenRouting } from './routing.ts'
import type { AwsScope } from './sigv4.ts'
import { type Grant, grantOf } from './tokens.ts'

/** What schemas/sink-http.schema.json lets through, with its defaults. */
interface WrittenOptions extends WrittenRouting {
  readonly url: string
  readonly method?: string
  readonly content_type?: string
  readonly headers?: string | { readonly [name: string]: string }
  readonly auth?: WrittenAuth
  readonly signatures?: readonly WrittenSignature[]
  readonly tls?: WrittenTls
  readonly compression?: 'none' | Encoding['name']
  /** Bytes. */
  readonly compression_above?: number
  readonly batch?: { readonly max_count: number; readonly as?: BatchForm }
  readonly challenge?: WrittenChallenge
  /** Milliseconds. */
  readonly timeout?: number
  /** Bytes. */
  readonly response_limit?: number
  readonly outcomes?: { readonly [kind in keyof Overrides]?: readonly number[] }
}

/** Where requests go, and how they are secured. */
export interface Target {
  /** Scheme, host and port: all of the address that may be shown. */
  readonly origin: string
  /** An IP address without brackets, or a name. */
  readonly host: string
  readonly port: number
  /** Undefined: plain HTTP. */
  readonly tls: Tls | undefined
}

/** An HTTP sink's options, ready for use. */
export interface HttpOptions {
  readonly request: RequestOptions
  /** Where every request goes; undefined where that is each delivery's own. */
  readonly address: Address | undefined
  readonly tls: Tls
  readonly routing: Routing
  /** Tokens are asked for with it; undefined where there are none. */
  readonly grant: Grant | undefined
  /** Requests are signed for it, with the AWS SDK's own credentials; undefined: they are not. */
  readonly aws: AwsScope | undefined
  /** What the other side has to do first. */
  readonly challenge: Challenge | undefined
  /** Milliseconds, from the call to the answer's last byte. */
  readonly timeout: number
  /** Bytes of an answer's body. */
  readonly responseLimit: number
  readonly overrides: Overrides
}

/** Checks what a schema cannot, and reads the PEM files. @throws ConfigError with everything that is wrong. */
export function httpOptions(options: SinkOptions, context: SinkContext): HttpOptions {
  const written = options as SinkOptions & WrittenOptions
  const problems = new Problems(context.name)
  const url = templateAt('url', written.url, context, problems)
  const address = urlOf(written.url, url, context, problems)
  const auth = written.auth ?? { type: 'none' }
  const signatures = written.signatures ?? []
  const headers = headersOf(written.headers ?? {}, context, problems)
  const signers = signersOf(signatures, problems)
  const request = {
    method: written.method ?? 'POST',
    url,
    headers,
    userAgent: context.userAgent,
    contentType: written.content_type,
    auth: userinfoOf(address, auth, problems) ?? authHeader(auth, problems),
    signers: signers ?? [],
    signatureNames: signatureNames(signatures),
    encoding: encodingOf(written),
    batch: written.batch === undefined ? undefined : (written.batch.as ?? 'array'),
    batchId: context.batchId ?? (() => ''),
  } as const
  checkBatch(written, request, problems)
  const overrides = overridesOf(written.outcomes ?? {}, problems)
  const tls = tlsOf(certificates(written, auth, problems), problems)
  if (address !== undefined && !address.secure && (written.tls !== undefined || auth.type === 'mtls'))
    problems.add('tls', 'the address begins with http://, so nothing is encrypted', 'https:// or no `tls`')
  const routing = routingOf(written, url.fixed === undefined, problems)
  const challenge = written.challenge && challengeOf(written.challenge, url.fixed === undefined, problems)
  const grant = auth.type === 'oauth2' ? grantOf(auth, problems) : undefined
  if (tls === undefined || problems.found.length > 0) throw new ConfigError(problems.found)
  return {
    request,
    address,
    tls,
    routing,
    grant,
    aws: auth.type === 'aws_sigv4' ? { service: auth.service, region: auth.region } : undefined,
    challenge,
    timeout: written.timeout ?? 10_000, // ten seconds
    responseLimit: written.response_limit ?? 65_536,
    overrides,
  }
}

const literal = (source: string): Template => ({ fixed: source, render: () => source })

function templateAt(
  path: string,
  source: string,
  context: SinkContext,
  problems: Problems,
  options: TemplateOptions = {},
): Template {
  try {
    return context.template?.(source, options) ?? literal(source)
  } catch (error) {
    problems.add(path, messageOf(error))
    return literal('')
  }
}

/** Problems never show the address: its path, query and user part may be secrets. */
function urlOf(
  written: string,
  url: Template,
  { warn }: SinkContext,
  problems: Problems,
): Address | undefined {
  if (url.fixed === undefined) {
    const problem = templateProblem(written)
    if (problem !== undefined) problems.add('url', problem)
    return undefined
  }
  const address = addressOf(url.fixed)
  if (typeof address === 'object') return address
  if (isStorable(url.fixed)) warn?.('url', address, 'each request will fail')
  else if (problems.found.length === 0) problems.add('url', address)
  return undefined
}

/** A user name and a password in the address are Basic authentication, as browsers and NetBox take them. */
function userinfoOf(
  address: Address | undefined,
  auth: WrittenAuth,
  problems: Problems,
): readonly [string, string] | undefined {
  if (address === undefined || address.userinfo === '') return undefined
  if (auth.type !== 'none')
    problems.add('url', 'has a user name or password in it, beside `auth`', 'leave one of them out')
  return ['Authorization', `Basic ${Buffer.from(address.userinfo).toString('base64')}`]
}

/** Text is NetBox's: rendered as a whole, then split into lines. */
function headersOf(
  written: string | { readonly [name: string]: string },
  context: SinkContext,
  problems: Problems,
): RequestOptions['headers'] {
  if (typeof written === 'string') {
    const text = templateAt('headers', asLines(written), context, problems, { mode: 'headers' })
    if (text.fixed === undefined) return { render: delivery => headerLines(text.render(delivery)) }
    const fixed = headerLines(text.fixed)
    for (const [name, value] of fixed) checkHeader('headers', name, value, problems)
    return { fixed }
  }
  const templates = Object.entries(written).map(
    ([name, value]) =>
      [name, templateAt(`headers.${name}`, value, context, problems, { mode: 'headers' })] as const,
  )
  for (const [name, { fixed = '' }] of templates) checkHeader(`headers.${name}`, name, fixed, problems)
  if (templates.every(([, { fixed }]) => fixed !== undefined))
    return { fixed: new Map(templates.map(([name, { fixed = '' }]) => [name, fixed])) }
  return {
    render: (delivery: Delivery) => new Map(templates.map(([name, value]) => [name, value.render(delivery)])),
  }
}

function checkHeader(path: string, name: string, value: string, problems: Problems): void {
  const lower = name.toLowerCase()
  const shown = path.startsWith('headers.') ? '' : `${name}: `
  const problem = headerProblem(name, value)
  if (problem !== undefined) problems.add(path, problem)
  else if (connectionHeaders.has(lower))
    problems.add(path, `${shown}belongs to the connection; cannot be set`)
  else if (ownHeaders.test(lower))
    problems.add(
      path,
      `${shown}is set by Sluice on every request; cannot be set`,
      'leave it out, or rename it',
    )
}

function encodingOf({
  compression = 'none',
  compression_above = 1024,
}: WrittenOptions): Encoding | undefined {
  return compression === 'none' ? undefined : { name: compression, above: compression_above }
}

/** A batch is one request: it has one address, and one set of headers. */
function checkBatch({ batch }: WrittenOptions, { url, headers }: RequestOptions, problems: Problems): void {
  if (batch === undefined || batch.max_count <= 1) return
  if (url.fixed === undefined)
    problems.add('batch', 'the address is each event’s own, so no two go together', 'max_count: 1')
  if ('render' in headers)
    problems.add('batch', 'the headers are each event’s own, so no two go together', 'max_count: 1')
}

/** The client certificate may stand under `auth` too. */
function certificates({ tls = {} }: WrittenOptions, auth: WrittenAuth, problems: Problems): WrittenTls {
  if (auth.type !== 'mtls') return tls
  if (tls.cert !== undefined || tls.key !== undefined)
    problems.add('auth', 'names a client certificate, as `tls` does', 'leave one of them out')
  return { ...tls, cert: auth.cert, key: auth.key }
}
