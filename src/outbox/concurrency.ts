/**
 * How many requests may be under way: between 1 and a limit. Half after an answer that says too much, one more after
 * each round of good ones.
 */
export class Concurrency {
  readonly #most: number
  #allowed: number
  #cutAt = Number.NEGATIVE_INFINITY

  constructor(most: number) {
    this.#most = most
    this.#allowed = most
  }

  /** At present; a whole number. */
  get allowed(): number {
    return Math.floor(this.#allowed)
  }

  /** An answer was good. */
  grow(): void {
    if (this.#allowed < this.#most)
      this.#allowed = Math.min(this.#most, this.#allowed + 1 / Math.floor(this.#allowed))
  }

  /**
   * An answer said too much. Counts once for all that were under way together: `startedAt` is when its request began,
   * on the clock of `now`.
   */
  cut(startedAt: number, now: number): void {
    if (startedAt < this.#cutAt) return
    this.#cutAt = now
    this.#allowed = Math.max(1, this.#allowed / 2)
  }
}
