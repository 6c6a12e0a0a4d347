import { promisify } from 'node:util'
import { zstdCompress, zstdDecompress } from 'node:zlib'
import { lz4Compress, lz4Decompress, snappyCompress, snappyDecompress } from '@platformatic/wasm-utils'
import kafkajs from 'kafkajs'

/** What kafkajs calls for a compressed record set. */
export interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(bytes: Buffer): Promise<Buffer>
}

const zstd = promisify(zstdCompress)
const unzstd = promisify(zstdDecompress)

// Java frames snappy in blocks behind this header (xerial's snappy-java), librdkafka writes it plain.
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const xerialHeader = Buffer.concat([xerialMagic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])])
const xerialBlock = 32_768 // bytes

/** Snappy: writes xerial's framing, reads it and plain snappy. */
export const snappy: Codec = {
  async compress({ buffer }) {
    const parts: Buffer[] = [xerialHeader]
    for (let at = 0; at < buffer.length; at += xerialBlock) {
      const block = snappyCompress(buffer.subarray(at, at + xerialBlock))
      const length = Buffer.alloc(4)
      length.writeUInt32BE(block.length)
      parts.push(length, block)
    }
    return Buffer.concat(parts)
  },
  async decompress(bytes) {
    if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return snappyDecompress(bytes)
    const parts: Buffer[] = []
    for (let at = xerialHeader.length; at < bytes.length; ) {
      const length = bytes.readUInt32BE(at)
      at += 4
      parts.push(snappyDecompress(bytes.subarray(at, at + length)))
      at += length
    }
    return Buffer.concat(parts)
  },
}

/** LZ4 in its frame format. */
export const lz4: Codec = {
  async compress({ buffer }) {
    return lz4Compress(buffer)
  },
  async decompress(bytes) {
    return lz4Decompress(bytes)
  },
}

/** Zstandard. */
export const zstandard: Codec = {
  compress: ({ buffer }) => zstd(buffer),
  decompress: bytes => unzstd(bytes),
}

/** Teaches kafkajs the codecs that it lacks; gzip it has. Idempotent. */
export function installCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.Snappy] = () => snappy
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstandard
}
