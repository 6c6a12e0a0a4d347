import { SluiceError } from '../../errors.ts'
import type { Header, Log, LogRecord } from '../../types.ts'

/** Where a record stands, as the command line names it. */
export interface RecordPlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** A record of a log. @throws SluiceError `topic_missing`, `offset_out_of_range`, `log_unreachable`, `log_refused`. */
export async function recordAt(log: Log, { topic, partition, offset }: RecordPlace): Promise<LogRecord> {
  const bounds = await log.bounds(topic)
  if (bounds === undefined)
    throw new SluiceError('topic_missing', `topic ${topic} does not exist in the log (${log.name})`)
  const held = bounds[partition]
  if (held === undefined) {
    const last = bounds.length === 1 ? 'the one partition 0' : `the partitions 0 to ${bounds.length - 1}`
    throw new SluiceError('offset_out_of_range', `${topic} has ${last}, not ${partition}`)
  }
  if (offset >= held.start && offset < held.end)
    for await (const record of log.scan(topic, partition, offset, offset + 1)) return record
  throw new SluiceError('offset_out_of_range', `${topic}/${partition} has no record ${offset}`, {
    hint: held.start === held.end ? 'it is empty' : `it holds ${held.start} to ${held.end - 1}`,
  })
}

/** What makes a record of a message that is in no log. */
export interface LooseMessage {
  readonly topic: string
  readonly value: Buffer
  readonly headers: readonly Header[]
  readonly key: Buffer | null
}

/** A message as if it were the first record of its topic, written now. */
export function looseRecord({ topic, value, headers, key }: LooseMessage, now: number): LogRecord {
  return { topic, partition: 0, offset: 0, timestamp: now, key, value, headers }
}
