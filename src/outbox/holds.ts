/** Pauses of the whole sink that its other side asked for. It holds while any of them lasts. */
export class Holds {
  readonly #over: () => void
  // A timer for each and no look at a clock: a clock that is set back must not prolong a pause.
  readonly #timers = new Set<NodeJS.Timeout>()

  /** `over` is called when the last one ends. */
  constructor(over: () => void) {
    this.#over = over
  }

  get active(): boolean {
    return this.#timers.size > 0
  }

  add(milliseconds: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      if (!this.active) this.#over()
    }, milliseconds)
    this.#timers.add(timer)
  }

  /** Forgets them all, without a call. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}
