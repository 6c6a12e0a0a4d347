import type { Outcome } from '../types.ts'
import type { Breaker } from './breaker.ts'
import type { Concurrency } from './concurrency.ts'
import type { Owed } from './owed.ts'
import { delayAfter, holdFor, type RetrySettings } from './retry.ts'
import { longestWait, verdictOf } from './verdict.ts'

export interface HealthParts {
  readonly breaker: Breaker
  readonly concurrency: Concurrency
  readonly retry: RetrySettings
  /** 0 … 1; for jitter. */
  readonly random: () => number
  readonly holding: () => boolean
  /** Starts nothing for so many milliseconds. */
  readonly hold: (milliseconds: number) => void
}

/** What answers say of the sink as a whole: is it there, and how much does it take? */
export class Health {
  readonly #parts: HealthParts
  #throttled = 0

  constructor(parts: HealthParts) {
    this.#parts = parts
  }

  /** A request ended; `startedAt` is when it began, on the clock of `performance.now`. */
  answered(batch: readonly Owed[], outcomes: readonly Outcome[], startedAt: number): void {
    const { breaker, concurrency, holding, hold, retry, random } = this.#parts
    const verdict = verdictOf(outcomes)
    const wait = holdFor(longestWait(outcomes), retry)
    if (wait > 0) hold(wait)
    if (verdict.kind === 'delivered') {
      this.#throttled = 0
      concurrency.grow()
      breaker.delivered()
      return
    }
    const { kind, failure, at } = verdict
    if (kind === 'throttled' || failure.class === 'timeout') concurrency.cut(startedAt, performance.now())
    if (kind === 'failed') {
      breaker.failed(batch[at]!, failure)
      return
    }
    breaker.throttled(failure.reason)
    // Those under way together are told so together; it is one row, and one wait.
    if (!holding()) hold(delayAfter(++this.#throttled, retry, random()))
  }
}
