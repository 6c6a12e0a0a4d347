/** AWS Signature Version 4 (IAM User Guide, "Create a signed AWS API request"), in the header `Authorization`. */
import { createHash, createHmac } from 'node:crypto'
import type { FlatHeaders } from './headers.ts'

/** Which service's requests are signed, and where it runs. */
export interface AwsScope {
  readonly service: string
  readonly region: string
}

/** Who signs. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** What is signed: a request as it is sent, `Host` and `X-Amz-Date` among its headers. */
export interface Signable {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: FlatHeaders
  readonly body: Buffer
}

// Proxies and tracing change these on the way.
const unsigned =
  /^(authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|traceparent|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|proxy-.*|sec-.*)$/

/** The value of `Authorization`. `date` as `X-Amz-Date` has it: `20150830T123600Z`. */
export function awsAuthorization(
  request: Signable,
  scope: AwsScope,
  credentials: AwsCredentials,
  date: string,
): string {
  const parts = [date.slice(0, 8), scope.region, scope.service, 'aws4_request']
  const headers = signedHeaders(request.headers)
  const names = headers.map(([name]) => name).join(';')
  const [path = '', query = ''] = split(request.path, '?')
  const canonical = [
    request.method,
    canonicalPath(path, scope.service),
    canonicalQuery(query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(request.body),
  ].join('\n')
  // Headers go out as Latin-1, and everything else is ASCII.
  const text = ['AWS4-HMAC-SHA256', date, parts.join('/'), sha256(Buffer.from(canonical, 'latin1'))].join(
    '\n',
  )
  const key = parts.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  const credential = [credentials.accessKeyId, ...parts].join('/')
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${hmac(key, text).toString('hex')}`
}

/** The moment as `X-Amz-Date` has it. */
export function awsDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** A body's hash, as `X-Amz-Content-Sha256` has it. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** In lower case, sorted, blanks in a row as one; several of one name together. */
function signedHeaders(flat: FlatHeaders): [name: string, value: string][] {
  const byName = new Map<string, string[]>()
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!.toLowerCase()
    const value = flat[i + 1]!.trim().replace(/ +/g, ' ')
    if (!unsigned.test(name)) byName.set(name, [...(byName.get(name) ?? []), value])
  }
  return [...byName].map(([name, values]): [string, string] => [name, values.join(',')]).sort(byCode)
}

/** Every service but S3 wants the path without empty segments, and what is encoded encoded again. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path
  const segments = path.split('/').filter(segment => segment !== '')
  const end = path.endsWith('/') && segments.length > 0 ? '/' : ''
  return `/${segments.map(encoded).join('/')}${end}`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  const pairs = query.split('&').map((pair): [string, string] => {
    const [name = '', value = ''] = split(pair, '=').map(part => encoded(decoded(part)))
    return [name, value]
  })
  return pairs
    .sort((a, b) => byCode(a, b) || byCode([a[1]], [b[1]]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** At its first occurrence. */
function split(text: string, by: string): readonly string[] {
  const at = text.indexOf(by)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

/** Servers read `+` in a query as a blank. */
function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced // a lone percent sign stands for itself
  }
}

/** Everything but RFC 3986's unreserved characters. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function byCode([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
