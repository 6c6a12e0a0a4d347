/**
 * Records of one partition, one behind the other:
 *
 *     f64 timestamp, u32 key length + 1, u32 value length + 1 (0: null), u32 headers, key, value,
 *     then for each header: u32 name length, u32 value length, name, value
 *
 * Little-endian. Offsets are not written: a chunk has a base, and its records follow it without a gap.
 */
import type { Header, LogRecord, NewRecord } from '../../types.ts'

const fixed = 20
const fixedOfHeader = 8
const noHeaders: readonly Header[] = []

/** Bytes that a record takes in a chunk. */
export function packedSize({ key, value, headers = noHeaders }: NewRecord): number {
  let size = fixed + (key?.length ?? 0) + (value?.length ?? 0)
  for (const header of headers) size += fixedOfHeader + Buffer.byteLength(header.name) + header.value.length
  return size
}

/** Writes a record at `at`; gives the end of what it wrote. */
export function pack(into: Buffer, at: number, record: NewRecord, timestamp: number): number {
  const { key, value, headers = noHeaders } = record
  into.writeDoubleLE(timestamp, at)
  into.writeUInt32LE(key === null ? 0 : key.length + 1, at + 8)
  into.writeUInt32LE(value === null ? 0 : value.length + 1, at + 12)
  into.writeUInt32LE(headers.length, at + 16)
  let end = at + fixed
  if (key !== null) {
    into.set(key, end)
    end += key.length
  }
  if (value !== null) {
    into.set(value, end)
    end += value.length
  }
  for (const header of headers) {
    const length = into.write(header.name, end + fixedOfHeader)
    into.writeUInt32LE(length, end)
    into.writeUInt32LE(header.value.length, end + 4)
    end += fixedOfHeader + length
    into.set(header.value, end)
    end += header.value.length
  }
  return end
}

/** Where the records of a chunk stand, and which of them are wanted: from `from` to before `to`. */
export interface ChunkPlace {
  readonly topic: string
  readonly partition: number
  readonly base: number
  readonly count: number
  readonly from: number
  readonly to: number
}

/** Reads a chunk that begins at `at` and adds the wanted records to `records`. They share the bytes of `from`. */
export function unpack(bytes: Buffer, at: number, place: ChunkPlace, records: LogRecord[]): void {
  const { topic, partition, base } = place
  const last = Math.min(base + place.count, place.to)
  let start = at
  for (let offset = base; offset < last; offset++) {
    const keyEnd = start + fixed + lengthAt(bytes, start + 8)
    const end = keyEnd + lengthAt(bytes, start + 12)
    const count = bytes.readUInt32LE(start + 16)
    if (offset < place.from) {
      start = count === 0 ? end : skipHeaders(bytes, end, count)
      continue
    }
    const headers: Header[] = []
    let next = end
    for (let i = 0; i < count; i++) {
      const name = next + fixedOfHeader
      const value = name + bytes.readUInt32LE(next)
      next = value + bytes.readUInt32LE(next + 4)
      headers.push({ name: bytes.toString('utf8', name, value), value: bytes.subarray(value, next) })
    }
    records.push({
      topic,
      partition,
      offset,
      timestamp: bytes.readDoubleLE(start),
      key: bytes.readUInt32LE(start + 8) === 0 ? null : bytes.subarray(start + fixed, keyEnd),
      value: bytes.readUInt32LE(start + 12) === 0 ? null : bytes.subarray(keyEnd, end),
      headers: count === 0 ? noHeaders : headers,
    })
    start = next
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32LE(at)
  return length === 0 ? 0 : length - 1
}

function skipHeaders(bytes: Buffer, at: number, count: number): number {
  let next = at
  for (let i = 0; i < count; i++)
    next += fixedOfHeader + bytes.readUInt32LE(next) + bytes.readUInt32LE(next + 4)
  return next
}
