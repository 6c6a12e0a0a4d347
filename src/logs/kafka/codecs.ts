import { promisify } from 'node:util'
import { gunzip as gunzipOf, gzip as gzipOf, zstdCompress, zstdDecompress } from 'node:zlib'
import { lz4Compress, lz4Decompress, snappyCompress, snappyDecompress } from '@platformatic/wasm-utils'
import kafkajs from 'kafkajs'

/** What kafkajs calls for a compressed record set. */
export interface Codec {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(bytes: Buffer): Promise<Buffer>
}

const gzipped = promisify(gzipOf)
const gunzipped = promisify(gunzipOf)
const zstd = promisify(zstdCompress)
const unzstd = promisify(zstdDecompress)

// A few kilobytes can stand for gigabytes: a record set that unpacks to more is not read.
const mostUnpacked = 128 * 1024 * 1024 // bytes

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
    if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return unsnapped(bytes, 0)
    const parts: Buffer[] = []
    let unpacked = 0
    for (let at = xerialHeader.length; at < bytes.length; ) {
      const length = bytes.readUInt32BE(at)
      at += 4
      const part = unsnapped(bytes.subarray(at, at + length), unpacked)
      parts.push(part)
      unpacked += part.length
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
    bounded(lz4Most(bytes))
    return lz4Decompress(bytes)
  },
}

/** Gzip: kafkajs has it, but without a bound. */
export const gzip: Codec = {
  compress: ({ buffer }) => gzipped(buffer),
  decompress: bytes => gunzipped(bytes, { maxOutputLength: mostUnpacked }),
}

/** Zstandard. */
export const zstandard: Codec = {
  compress: ({ buffer }) => zstd(buffer),
  decompress: bytes => unzstd(bytes, { maxOutputLength: mostUnpacked }),
}

/** Teaches kafkajs the codecs that it lacks, and a gzip with a bound. Idempotent. */
export function installCodecs(): void {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  CompressionCodecs[CompressionTypes.GZIP] = () => gzip
  CompressionCodecs[CompressionTypes.Snappy] = () => snappy
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstandard
}

function bounded(bytes: number): void {
  if (bytes > mostUnpacked) throw new Error(`unpacks to ${bytes} bytes, at most ${mostUnpacked} are read`)
}

/** A block of snappy begins with its unpacked length as a varint. */
function unsnapped(block: Buffer, before: number): Buffer {
  let length = 0
  for (let at = 0, scale = 1; at < Math.min(block.length, 5); at++, scale *= 128) {
    length += (block[at]! & 0x7f) * scale
    if (block[at]! < 0x80) break
  }
  bounded(before + length)
  return snappyDecompress(block)
}

/** The most that an LZ4 frame can unpack to: its blocks times their largest size (LZ4 Frame Format 1.6). */
function lz4Most(frame: Buffer): number {
  if (frame.length < 7) return 0
  const flags = frame[4]!
  const largest = 4 ** (((frame[5]! >> 4) & 7) - 4) * 65_536
  const checksum = (flags & 0x10) === 0 ? 0 : 4
  let at = 7 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4)
  let most = 0
  while (at + 4 <= frame.length) {
    const size = frame.readUInt32LE(at) & 0x7fffffff
    if (size === 0) break
    most += largest
    at += 4 + size + checksum
  }
  return most
}
