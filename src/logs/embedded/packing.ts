import type { NewRecord, Place } from '../../types.ts'
import { pack } from './chunk.ts'
import type { ChunkSpan } from './types.ts'

/** One call of `append`. */
export interface Append {
  readonly topic: string
  readonly records: readonly NewRecord[]
  /** Partition of each record, as people count them and as the file does. */
  readonly numbers: readonly number[]
  readonly ids: readonly number[]
  /** Packed size of the records. */
  readonly bytes: number
}

/** Appends as they go to the file. */
export interface Packed {
  readonly data: ArrayBuffer
  readonly chunks: readonly ChunkSpan[]
  /** The places of each append's records, once the chunks' first offsets are known. */
  places(bases: readonly number[]): Place[][]
}

// A record that somebody keeps keeps its chunk in memory, and retention deletes whole chunks.
const chunkBytes = 256 * 1024
const chunkCount = 1_000

/** Packs appends by partition, in order, into chunks of bounded size. */
export function packAppends(appends: readonly Append[], now: number): Packed {
  const slots = appends.map(({ records }) => new Array<{ chunk: number; index: number }>(records.length))
  const byPartition = new Map<number, { append: number; index: number }[]>()
  let size = 0
  for (const [append, { ids, bytes }] of appends.entries()) {
    size += bytes
    for (const [index, id] of ids.entries()) {
      const of = byPartition.get(id)
      if (of === undefined) byPartition.set(id, [{ append, index }])
      else of.push({ append, index })
    }
  }
  // A buffer of its own, not from Node's pool: it goes to the other thread.
  const into = Buffer.allocUnsafeSlow(size)
  const chunks: ChunkSpan[] = []
  let end = 0
  for (const [partition, entries] of byPartition) {
    let start = end
    let count = 0
    let highest = 0
    for (const [i, { append, index }] of entries.entries()) {
      const record = appends[append]!.records[index]!
      const timestamp = record.timestamp ?? now
      end = pack(into, end, record, timestamp)
      slots[append]![index] = { chunk: chunks.length, index: count++ }
      highest = Math.max(highest, timestamp)
      if (i + 1 < entries.length && count < chunkCount && end - start < chunkBytes) continue
      chunks.push({ partition, start, end, count, timestamp: highest })
      start = end
      count = 0
      highest = 0
    }
  }
  const places = (bases: readonly number[]) =>
    appends.map(({ topic, numbers }, append) =>
      slots[append]!.map(({ chunk, index }, i) => ({
        topic,
        partition: numbers[i]!,
        offset: bases[chunk]! + index,
      })),
    )
  return { data: into.buffer, chunks, places }
}
