/** Something under way that ends by itself, or is ended from outside. */
export interface Pending {
  /** In milliseconds of the clock of `UnderWay`. */
  readonly deadline: number
  readonly signal: AbortSignal
  expire(): void
  abort(reason: unknown): void
}

/**
 * What is under way at a sink: ends what is past its deadline or aborted. One timer and one listener for each signal
 * serve them all, since one of each per request would be a good part of what a request costs.
 */
export class UnderWay {
  readonly #pending = new Set<Pending>()
  /** Those listened to. */
  readonly #signals = new Set<AbortSignal>()
  readonly #every: number
  readonly #now: () => number
  #latest: AbortSignal | undefined
  #timer: NodeJS.Timeout | undefined

  /** Looks every `every` milliseconds: so much later than its deadline a thing may be ended. */
  constructor(every: number, now: () => number) {
    this.#every = every
    this.#now = now
  }

  add(pending: Pending): void {
    if (pending.signal !== this.#latest) this.#listen(pending.signal)
    this.#pending.add(pending)
    // Sockets keep the process alive while something is under way; the timer need not.
    this.#timer ??= setInterval(this.#sweep, this.#every).unref()
  }

  delete(pending: Pending): void {
    this.#pending.delete(pending)
  }

  /** Ends all, and holds on to nothing. */
  close(reason: unknown): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    for (const pending of this.#pending) pending.abort(reason)
    this.#pending.clear()
    this.#forget()
  }

  readonly #sweep = (): void => {
    const now = this.#now()
    for (const pending of this.#pending) {
      if (pending.deadline > now) continue
      this.#pending.delete(pending)
      pending.expire()
    }
    if (this.#pending.size > 0) return
    // Only when nothing is under way: between requests the timer goes on, rather than being made for each.
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  readonly #aborted = (event: globalThis.Event): void => {
    const signal = event.target as AbortSignal
    this.#signals.delete(signal)
    if (this.#latest === signal) this.#latest = undefined
    for (const pending of this.#pending) {
      if (pending.signal !== signal) continue
      this.#pending.delete(pending)
      pending.abort(signal.reason)
    }
  }

  #listen(signal: AbortSignal): void {
    this.#latest = signal
    if (this.#signals.has(signal)) return
    this.#forget()
    signal.addEventListener('abort', this.#aborted, { once: true })
    this.#signals.add(signal)
  }

  /** Stops listening to signals that nothing under way has. */
  #forget(): void {
    const used = new Set<AbortSignal>()
    for (const { signal } of this.#pending) used.add(signal)
    for (const signal of this.#signals) {
      if (used.has(signal)) continue
      signal.removeEventListener('abort', this.#aborted)
      this.#signals.delete(signal)
    }
  }
}
