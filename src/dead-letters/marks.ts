import type { Log, LogRecord, NewRecord } from '../types.ts'

/** The header of a record that says what became of dead letters of its partition: it has neither key nor value. */
export const markHeader = 'sluice-dead-letter-mark'

/** redriven: delivered after all; replaced: given up again, with a letter of its own; discarded: an operator's word. */
export type MarkKind = 'redriven' | 'replaced' | 'discarded'

/** What became of some dead letters of a partition. */
export interface Mark {
  readonly version: 1
  readonly mark: MarkKind
  /** Of the letters, in the partition of the mark. */
  readonly offsets: readonly number[]
  /** Name of the token with which it was asked for. */
  readonly by: string
  /** RFC 3339. */
  readonly at: string
  readonly reason?: string
  readonly job?: string
}

/** Most offsets of one mark: some 6 KB. */
export const mostMarked = 500

/** The mark that a record carries; undefined where it has none that can be read. */
export function parseMark({ headers }: Pick<LogRecord, 'headers'>): Mark | undefined {
  const header = headers.find(({ name }) => name === markHeader)
  if (header === undefined) return undefined
  try {
    const mark: unknown = JSON.parse(header.value.toString('utf8'))
    return isMark(mark) ? mark : undefined
  } catch {
    return undefined
  }
}

/** Appends marks for letters of one partition; resolves once they are durable. @throws SluiceError as `Log.append`. */
export async function appendMark(
  log: Log,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  mark: Omit<Mark, 'version' | 'at'>,
): Promise<void> {
  const records: NewRecord[] = []
  for (let from = 0; from < mark.offsets.length; from += mostMarked) {
    const offsets = mark.offsets.slice(from, from + mostMarked)
    const whole: Mark = { ...mark, version: 1, offsets, at: new Date().toISOString() }
    const headers = [{ name: markHeader, value: Buffer.from(JSON.stringify(whole)) }]
    records.push({ key: null, value: null, headers, partition })
  }
  if (records.length > 0) await log.append(topic, records)
}

function isMark(mark: unknown): mark is Mark {
  if (typeof mark !== 'object' || mark === null) return false
  const { version, mark: kind, offsets } = mark as Partial<Mark>
  return (
    version === 1 &&
    typeof kind === 'string' &&
    Array.isArray(offsets) &&
    offsets.every(offset => Number.isSafeInteger(offset) && offset >= 0)
  )
}
