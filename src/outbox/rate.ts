// What may go at once after a pause: a tenth of a second's worth, and one at least.
const burst = 0.1 // s
const longest = 3_600_000 // ms; a timer's own limit is some weeks

/** A bucket of tokens, one for each delivery, that fills at a steady rate. */
export class Rate {
  readonly #perSecond: number
  readonly #now: () => number
  readonly #most: number
  #tokens: number
  #at: number

  /** `now` is in milliseconds, on a clock that nobody sets. */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond
    this.#now = now
    this.#most = Math.max(1, perSecond * burst)
    this.#tokens = this.#most
    this.#at = now()
  }

  /** Takes a token for each of a batch. It may leave a debt, which the next one waits for. */
  take(count: number): void {
    this.#fill()
    this.#tokens -= count
  }

  /** Milliseconds until it is worth asking again whether the next batch may go; 0: it may now. */
  wait(): number {
    this.#fill()
    const missing = 1 - this.#tokens
    return missing <= 1e-9 ? 0 : Math.min(longest, Math.ceil((missing / this.#perSecond) * 1_000))
  }

  #fill(): void {
    const now = this.#now()
    this.#tokens = Math.min(this.#most, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
  }
}
