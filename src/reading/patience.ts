import type { Signal } from './signal.ts'

const most = 100 // ms
const within = 1_000 // ms

/** How long the head may wait for sinks that are full for a moment: 100 ms in each second. */
export class Patience {
  #left = most
  #refill: NodeJS.Timeout | undefined

  get isLeft(): boolean {
    return this.#left > 0
  }

  /** Waits for the signal, for as long as patience is left at most. */
  async wait(signal: Signal): Promise<void> {
    this.#refill ??= setTimeout(() => {
      this.#refill = undefined
      this.#left = most
    }, within)
    const since = Date.now()
    await signal.waitAtMost(this.#left)
    // A clock that was set must neither use it up nor prolong it.
    const passed = Math.max(0, Date.now() - since)
    this.#left -= Math.max(1, Math.min(this.#left, passed))
  }

  end(): void {
    clearTimeout(this.#refill)
  }
}
