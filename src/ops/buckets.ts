/** A histogram's counts: an increment per observation, nothing else. */
export class Buckets {
  sum = 0
  readonly #bounds: readonly number[]
  readonly #counts: Float64Array

  /** `bounds` rise; one bucket without bound is added. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  /** Counts one value. What is below 0 or no number counts as 0: a clock ahead of ours is no age. */
  observe(value: number): void {
    let seconds = 0
    if (value > 0) seconds = value
    const bounds = this.#bounds
    let n = 0
    while (n < bounds.length && seconds > bounds[n]!) n++
    this.#counts[n]!++
    if (seconds < Number.POSITIVE_INFINITY) this.sum += seconds
  }

  /** Each bucket's upper bound and its own count (not cumulated), rising; the last bound is Infinity. */
  *counts(): Iterable<readonly [bound: number, count: number]> {
    for (const [n, count] of this.#counts.entries())
      yield [this.#bounds[n] ?? Number.POSITIVE_INFINITY, count]
  }
}

/** Seconds of one attempt: a receiver next door answers in half a millisecond, the total deadline is some ten seconds. */
export const ATTEMPT_SECONDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
]

/** Seconds from the event's own timestamp to its delivery: up to a day behind. */
export const AGE_SECONDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400,
]

/** Attempts that one delivery took until it was settled. */
export const ATTEMPTS: readonly number[] = [1, 2, 3, 5, 10, 20, 50, 100, 1_000]
