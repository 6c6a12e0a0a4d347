import { gzipSync, constants as zlib, zstdCompressSync } from 'node:zlib'

/** How bodies are compressed. */
export interface Encoding {
  readonly name: 'gzip' | 'zstd'
  /** Bytes: smaller bodies go as they are. */
  readonly above: number
}

/** A body as it is sent, and the `Content-Encoding` it has then; empty where it goes as it is. */
export interface Encoded {
  readonly body: Buffer
  readonly name: string
}

/** Compresses a body where that is worth it. Level 1 of each: what more would save is less than what it costs here. */
export function encode(body: Buffer, encoding: Encoding | undefined): Encoded {
  if (encoding === undefined || body.length < encoding.above) return { body, name: '' }
  const packed =
    encoding.name === 'gzip'
      ? gzipSync(body, { level: 1 })
      : zstdCompressSync(body, { params: { [zlib.ZSTD_c_compressionLevel]: 1 } })
  return packed.length < body.length ? { body: packed, name: encoding.name } : { body, name: '' }
}
