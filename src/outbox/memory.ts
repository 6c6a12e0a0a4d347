/** `limits.memory`: bytes held unsettled for all sinks together. */
export class Memory {
  readonly limit: number
  readonly #waiting = new Set<() => void>()
  #used = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get used(): number {
    return this.#used
  }

  /** Whether it is worth waiting for others to free some: a quarter has to be free before anyone is woken. */
  get short(): boolean {
    return this.#used > this.limit * 0.75
  }

  take(bytes: number): void {
    this.#used += bytes
  }

  give(bytes: number): void {
    this.#used -= bytes
    if (this.#waiting.size === 0 || this.short) return
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }

  /** Calls `wake` once, when memory is short no more. The same function is kept once, however often it is given. */
  whenFreed(wake: () => void): void {
    this.#waiting.add(wake)
  }
}
