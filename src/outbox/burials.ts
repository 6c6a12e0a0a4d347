import { errorFields } from '../errors.ts'
import type { Logger, SinkMeter } from '../types.ts'
import type { Burial } from './burial.ts'
import { pause } from './pause.ts'
import { delayAfter, type RetrySettings } from './retry.ts'

export interface BurialsParts {
  /** Writes a dead letter; resolves once it is durable. */
  readonly write: (burial: Burial) => Promise<void>
  readonly meter: SinkMeter
  readonly logger: Logger
  /** 0 … 1; for jitter. */
  readonly random: () => number
  /** They can be written again. */
  readonly unblocked: () => void
}

// No limit: a record whose dead letter is not durable stays unsettled, and its sink holds.
const schedule: RetrySettings = {
  initial: 500,
  max: 30_000,
  factor: 2,
  max_elapsed: 0,
  max_attempts: 0,
}

// Where nothing can be written, so many wait and no more: then the sink holds, and is left behind.
const mostUnwritten = 10

/** The dead letters that a sink is writing. */
export class Burials {
  readonly #parts: BurialsParts
  readonly #stopping = new AbortController()
  #pending = 0
  #unwritten = 0
  #alarm: string | undefined

  constructor(parts: BurialsParts) {
    this.#parts = parts
  }

  /** How many are not durable yet. */
  get pending(): number {
    return this.#pending
  }

  /** Too many could not be written: nothing more is to be taken that could need one. */
  get blocked(): boolean {
    return this.#unwritten >= mostUnwritten
  }

  /** Why dead letters cannot be written at present; undefined where they can. */
  get alarm(): string | undefined {
    return this.#alarm
  }

  /**
   * Writes until it succeeds (true), or until it is not wanted any more (false): the log still has the record then.
   * Never rejects.
   */
  async untilDurable(burial: Burial, wanted: () => boolean): Promise<boolean> {
    const { write, random } = this.#parts
    this.#pending++
    let failures = 0
    try {
      for (;;) {
        try {
          await write(burial)
          this.#alarm = undefined
          return true
        } catch (error) {
          if (failures++ === 0) this.#unwritten++
          this.#failed(burial, error)
        }
        if (this.#stopping.signal.aborted || !wanted()) return false
        await pause(delayAfter(failures, schedule, random()), this.#stopping.signal)
        if (this.#stopping.signal.aborted || !wanted()) return false
      }
    } finally {
      this.#pending--
      if (failures > 0 && this.#unwritten-- === mostUnwritten) this.#parts.unblocked()
    }
  }

  /** Tries nothing again; a write under way may still succeed. */
  stop(): void {
    this.#stopping.abort()
  }

  #failed(burial: Burial, error: unknown): void {
    const { meter, logger } = this.#parts
    const { topic, partition, offset } = burial.work.record
    const { error: message, hint } = errorFields(error)
    this.#alarm = `dead letter not written: ${message}${hint === undefined ? '' : ` (${hint})`}`
    meter.deadLetterFailed()
    logger.error({ sink: burial.sink, topic, partition, offset, ...errorFields(error) }, 'dead_letter.failed')
  }
}
