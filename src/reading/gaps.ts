import { errorFields } from '../errors.ts'
import { pause } from '../outbox/pause.ts'
import { delayAfter, type RetrySettings } from '../outbox/retry.ts'
import type { Gap } from '../outbox/types.ts'
import type { Logger, ReaderMeter } from '../types.ts'

export interface GapsParts {
  /** Writes a gap's dead letter; resolves once it is durable. */
  readonly writeGap: (gap: Gap) => Promise<void>
  /** Why a gap cannot be told at present; undefined once it is, or is not any more to be. */
  readonly alarm: (gap: Gap, reason: string | undefined) => void
  readonly meter: ReaderMeter
  readonly logger: Logger
}

const mostNames = 20 // in a log line
// Tried until it is durable: until then the commit says where the gap begins, and it is found again after a crash.
const schedule: RetrySettings = {
  initial: 500,
  max: 30_000, // half a minute
  factor: 2,
  max_elapsed: 0,
  max_attempts: 0,
}

/** What the log lost of one partition while sinks were still owed it: counted, and told in a dead letter each. */
export class Gaps {
  readonly #parts: GapsParts
  readonly #untold = new Set<Gap>()
  readonly #over = new AbortController()

  constructor(parts: GapsParts) {
    this.#parts = parts
  }

  /** A sink was owed what the log does not hold any more. */
  add(gap: Gap): void {
    this.#parts.meter.missed(gap.sink, gap.to - gap.from)
    this.#untold.add(gap)
    void this.#tell(gap)
  }

  /** Where the first gap of a sink begins whose dead letter is not durable; undefined where all are. */
  untold(sink: string): number | undefined {
    let first: number | undefined
    for (const gap of this.#untold)
      if (gap.sink === sink && (first === undefined || gap.from < first)) first = gap.from
    return first
  }

  /** An operator has moved the sink: where its gaps began does not count any more. */
  forget(sink: string): void {
    for (const gap of this.#untold) if (gap.sink === sink) this.#untold.delete(gap)
  }

  /** The tenure has ended: nothing is tried again. */
  end(): void {
    this.#over.abort()
    for (const gap of this.#untold) this.#parts.alarm(gap, undefined)
  }

  /** Never rejects. */
  async #tell(gap: Gap): Promise<void> {
    const { signal } = this.#over
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.#parts.writeGap(gap)
        this.#untold.delete(gap)
        this.#parts.alarm(gap, undefined)
        return
      } catch (error) {
        const { sink, topic, partition, from } = gap
        const why = errorFields(error)
        const hint = why.hint === undefined ? '' : ` (${why.hint})`
        if (!signal.aborted) this.#parts.alarm(gap, `dead letter of a gap not written: ${why.error}${hint}`)
        this.#parts.logger.error({ sink, topic, partition, offset: from, ...why }, 'dead_letter.failed')
      }
      await pause(delayAfter(failures, schedule, Math.random()), signal)
    }
  }
}

/** One line for what several sinks have lost of a partition at a time. */
export function logGap(logger: Logger, gaps: readonly Gap[]): void {
  const position = Math.min(...gaps.map(({ from }) => from))
  const [{ topic, partition, to: start } = { topic: '', partition: 0, to: 0 }] = gaps
  const sinks = gaps.slice(0, mostNames).map(({ sink }) => sink)
  const fields = { topic, partition, start, sinks, count: gaps.length, position, missing: start - position }
  logger.error(
    fields,
    'position.gap: the log no longer holds what these sinks are owed; they go on at its start',
  )
}
