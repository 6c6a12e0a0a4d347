import type { Batch, LogRecord } from '../../types.ts'
import { unpack } from './chunk.ts'
import type { Fetched } from './types.ts'

/** Which records of a fetch are wanted: those of `from` to before `to`. */
export interface Wanted {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** The records of a fetch. What the log has forgotten meanwhile is a gap. */
export function batchOf({ data, chunks, start }: Fetched, wanted: Wanted): Batch {
  const { topic, partition, to } = wanted
  const from = Math.max(wanted.from, start)
  const bytes = Buffer.from(data)
  const records: LogRecord[] = []
  let next = from
  for (const { base, count, start: at } of chunks) {
    unpack(bytes, at, { topic, partition, base, count, from, to }, records)
    next = Math.max(next, base + count)
  }
  return { records, next }
}
