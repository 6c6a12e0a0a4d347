import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Share } from './budget.ts'
import { Refusal, unavailable } from './refusal.ts'

const inflate = promisify(gunzip)

/** The connection ended before the body did: there is nobody to answer. */
export class Gone extends Error {}

/**
 * Reads a request's body, decompressed. `limit` holds for what comes over the wire and for what it decompresses to.
 * @throws Refusal 400, 413, 415 or 503; Gone
 */
export async function readBody(request: IncomingMessage, limit: number, share: Share): Promise<Buffer> {
  const encoding = encodingOf(request)
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const bytes = await collected(request, limit, share)
  if (encoding === 'identity') return bytes
  if (!share.take(limit)) throw crowded()
  try {
    return await inflate(bytes, { maxOutputLength: limit })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit)
    throw new Refusal(400, 'not_gzip', 'Content-Encoding is gzip, but the body is not, or not to its end')
  }
}

/** 413: over `limits.max_record_bytes`, or over the limit of a request with many records. */
export function tooLarge(limit: number): Refusal {
  return new Refusal(413, 'too_large', `the body is larger than ${limit} bytes`, { details: { limit } })
}

function encodingOf(request: IncomingMessage): 'identity' | 'gzip' {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '') return 'identity'
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip'
  const headers = { 'Accept-Encoding': 'gzip' } // RFC 9110, 12.5.3: what would have been accepted
  throw new Refusal(415, 'unsupported_encoding', 'the body may be plain or gzip', { headers })
}

function collected(request: IncomingMessage, limit: number, share: Share): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const refuse = (refusal: Refusal) => {
      request.off('data', take)
      request.resume() // the rest is read and dropped, so that the answer arrives; the request's timeout bounds it
      reject(refusal)
    }
    const take = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) refuse(tooLarge(limit))
      else if (!share.take(chunk.length)) refuse(crowded())
      else chunks.push(chunk)
    }
    request.on('data', take)
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.once('error', () => reject(new Gone()))
    request.once('close', () => reject(new Gone()))
  })
}

function crowded(): Refusal {
  return unavailable('too many requests are under way')
}
