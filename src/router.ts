import { SluiceError } from './errors.ts'
import type { EventWork, UndecodableWork } from './outbox/owed.ts'
import type { Format, LogRecord, Matcher, ReaderMeter } from './types.ts'

/** Who is owed a record: nobody, some sinks, or, where it is no event, `undecodable`. */
export type Routed = undefined | EventWork | UndecodableWork

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
    let event: EventWork['event']
    try {
      event = this.#formatOf(record).decode(record)
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'undecodable') throw error
      return this.#undecodable(record, error)
    }
    const match = this.#matcher.match(event)
    if (match.sinks.length === 0) {
      this.#meter.unmatched()
      return undefined
    }
    this.#meter.matched()
    for (const rule of match.rules) this.#meter.ruleMatched(rule.name)
    return { record, event, match, egressId: '' }
  }

  /** The same work over a copy of its bytes, so that what waits long does not keep the whole fetch it came in. */
  detach<W extends EventWork | UndecodableWork>(work: W): W {
    const { record } = work
    const { value } = record
    if (value === null || value.buffer.byteLength <= value.length * 2) return work
    const copy = { ...record, key: record.key && Buffer.from(record.key), value: Buffer.from(value) }
    return 'event' in work
      ? { ...work, record: copy, event: this.#formatOf(copy).decode(copy) }
      : { ...work, record: copy }
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

function tooLarge(value: Buffer, limit: number): SluiceError {
  return new SluiceError(
    'undecodable',
    `record of ${value.length} bytes is larger than limits.max_record_bytes (${limit})`,
  )
}
