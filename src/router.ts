import { messageOf, SluiceError } from './errors.ts'
import type { EventWork, UndecodableWork, Work } from './outbox/owed.ts'
import type { Format, LogRecord, Matcher, ReaderMeter } from './types.ts'

/** Who is owed a record: nobody, some sinks, or, where it is no event, `undecodable`. */
export type Routed = Work | undefined

export interface RouterParts {
  /** By topic. */
  readonly formats: ReadonlyMap<string, Format>
  readonly matcher: Matcher
  readonly maxRecordBytes: number
  readonly meter: ReaderMeter
}

/** Decodes a record and asks the rules who wants it. Pure but for its counts. */
export class Router {
  readonly #formats: ReadonlyMap<string, Format>
  readonly #maxRecordBytes: number
  readonly #meter: ReaderMeter
  #matcher: Matcher

  constructor({ formats, matcher, maxRecordBytes, meter }: RouterParts) {
    this.#formats = formats
    this.#matcher = matcher
    this.#maxRecordBytes = maxRecordBytes
    this.#meter = meter
  }

  /** Decides by other rules from the next record on. */
  use(matcher: Matcher): void {
    this.#matcher = matcher
  }

  /** Never throws for what a record holds. */
  route(record: LogRecord): Routed {
    const { value } = record
    this.#meter.received(record.topic, value?.length ?? 0)
    if (value === null) {
      this.#meter.tombstone()
      return undefined
    }
    if (value.length > this.#maxRecordBytes)
      return this.#undecodable(record, tooLarge(value, this.#maxRecordBytes))
    const format = this.#formatOf(record)
    let event: EventWork['event']
    try {
      event = format.decode(record)
    } catch (error) {
      return this.#undecodable(record, problemOf(error))
    }
    const match = this.#matcher.match(event)
    // Those that only a catch-all sink takes are unmatched all the same.
    if (match.rules.length === 0) this.#meter.unmatched()
    else this.#meter.matched()
    for (const rule of match.rules) this.#meter.ruleMatched(rule.name)
    return match.sinks.length === 0 ? undefined : { record, event, match }
  }

  /** The same work over a copy of its bytes, so that what waits long does not keep the whole fetch it came in. */
  detach(work: Work): Work {
    const { record } = work
    const { value } = record
    if (value === null || value.buffer.byteLength <= value.length * 2) return work
    const copy = {
      ...record,
      key: record.key && Buffer.from(record.key),
      value: Buffer.from(value),
      headers: record.headers.map(({ name, value }) => ({ name, value: Buffer.from(value) })),
    }
    if (!('event' in work)) return { ...work, record: copy }
    return { ...work, record: copy, event: this.#formatOf(copy).decode(copy) }
  }

  #undecodable(record: LogRecord, problem: SluiceError): UndecodableWork {
    this.#meter.undecodable()
    return { record, problem }
  }

  #formatOf(record: LogRecord): Format {
    const format = this.#formats.get(record.topic)
    if (format === undefined) throw new Error(`no source for topic ${record.topic}`)
    return format
  }
}

/** A record that a defect of ours cannot decode must not block the others either. */
function problemOf(error: unknown): SluiceError {
  if (error instanceof SluiceError && error.code === 'undecodable') return error
  return new SluiceError('undecodable', `internal error while decoding: ${messageOf(error)}`, {
    cause: error,
  })
}

function tooLarge(value: Buffer, limit: number): SluiceError {
  return new SluiceError(
    'undecodable',
    `record of ${value.length} bytes is larger than limits.max_record_bytes (${limit})`,
  )
}
