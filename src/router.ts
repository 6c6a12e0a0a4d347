import { messageOf, SluiceError } from './errors.ts'
import type { EventWork, Work } from './outbox/owed.ts'
import type { Format, LogRecord, Matcher, ReaderMeter } from './types.ts'

/** Who is owed a record: nobody, some sinks, or, where it is no event, `undecodable`. */
export type Routed = Work | undefined

/** What reading needs of a router. */
export type RecordRouter = Pick<Router, 'route' | 'routeAgain' | 'detach'>

export interface RouterParts {
  /** By topic. */
  readonly formats: ReadonlyMap<string, Format>
  readonly matcher: Matcher
  readonly maxRecordBytes: number
  /** Undefined where the same records are counted by another read. */
  readonly meter: ReaderMeter | undefined
}

/** Decodes a record and asks the rules who wants it. Pure but for its counts. */
export class Router {
  readonly #formats: ReadonlyMap<string, Format>
  readonly #maxRecordBytes: number
  readonly #meter: ReaderMeter | undefined
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

  /** Decides, and counts what came of it. Never throws for what a record holds. */
  route(record: LogRecord): Routed {
    const routed = this.#decide(record)
    this.#count(record, routed)
    return routed !== undefined && 'match' in routed && routed.match.sinks.length === 0 ? undefined : routed
  }

  /** The same for a record that has been counted: it is read a second time. */
  routeAgain(record: LogRecord): Routed {
    return this.#decide(record)
  }

  /** The same work over a copy of its bytes, so that what waits long does not keep the whole fetch it came in. */
  detach(work: Work): Work {
    const copy = ownCopy(work.record)
    if (copy === undefined) return work
    if (!('event' in work)) return { ...work, record: copy }
    return { ...work, record: copy, event: this.#formatOf(copy).decode(copy) }
  }

  /** Undefined for a tombstone. */
  #decide(record: LogRecord): Routed {
    const { value } = record
    if (value === null) return undefined
    if (value.length > this.#maxRecordBytes) return { record, problem: tooLarge(value, this.#maxRecordBytes) }
    const format = this.#formatOf(record)
    let event: EventWork['event']
    try {
      event = format.decode(record)
    } catch (error) {
      return { record, problem: problemOf(error) }
    }
    return { record, event, match: this.#matcher.match(event) }
  }

  #count({ topic, value }: LogRecord, routed: Routed): void {
    const meter = this.#meter
    if (meter === undefined) return
    meter.received(topic, value?.length ?? 0)
    if (routed === undefined) meter.tombstone()
    else if (!('match' in routed)) meter.undecodable()
    else {
      const { rules } = routed.match
      // Those that only a catch-all sink takes are unmatched all the same.
      if (rules.length === 0) meter.unmatched()
      else meter.matched()
      for (const rule of rules) meter.ruleMatched(rule.name)
    }
  }

  #formatOf(record: LogRecord): Format {
    const format = this.#formats.get(record.topic)
    if (format === undefined) throw new Error(`no source for topic ${record.topic}`)
    return format
  }
}

/** A copy of a record that does not hold on to the fetch it came in; undefined where it hardly does. */
export function ownCopy(record: LogRecord): LogRecord | undefined {
  const { value } = record
  if (value === null || value.buffer.byteLength <= value.length * 2) return undefined
  return {
    ...record,
    key: record.key && Buffer.from(record.key),
    value: Buffer.from(value),
    headers: record.headers.map(({ name, value }) => ({ name, value: Buffer.from(value) })),
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
