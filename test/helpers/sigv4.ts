import { createHash, createHmac } from 'node:crypto'
import type { Received } from './http-server.ts'

/** Who signed a request, and whether it did so with this secret (AWS Signature Version 4). */
export interface SignedBy {
  readonly accessKeyId: string
  readonly sessionToken: string | undefined
  /** Milliseconds since the epoch, as the signer says. */
  readonly at: number
  /** `region/service` */
  readonly scope: string
  fits(secret: string): boolean
}

/** Undefined where a request is not signed. Queries are not looked at: what is sent here has none. */
export function signedBy({ method, url, headers, body }: Received): SignedBy | undefined {
  const found =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (found === null) return undefined
  const [, accessKeyId, day, region, service, names, signature] = found as unknown as string[]
  const date = String(headers['x-amz-date'])
  const canonical = [
    method,
    url,
    '',
    ...names!.split(';').map(name => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    names,
    sha256(body),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', date, scope, sha256(Buffer.from(canonical))].join('\n')
  return {
    accessKeyId: accessKeyId!,
    sessionToken: headers['x-amz-security-token']?.toString(),
    at: Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')),
    scope: `${region}/${service}`,
    fits: secret => {
      const parts = [day!, region!, service!, 'aws4_request']
      const key = parts.reduce<string | Buffer>(hmac, `AWS4${secret}`)
      return hmac(key, text).toString('hex') === signature
    },
  }
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
