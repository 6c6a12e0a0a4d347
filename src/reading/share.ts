import { setImmediate as nextTurn } from 'node:timers/promises'

// What catching up may be ahead of the head: so little that nobody notices, enough to be worth a measurement.
const slack = 2 // ms

/**
 * Divides the reading time of one process: while the head has something to read, catching up takes at most half of it.
 */
export class Share {
  readonly #now: () => number
  /** Heads that are at work on a batch. */
  #heads = 0
  /** Milliseconds that catching up has had more than the heads. */
  #ahead = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** A head has something to read, or no more. */
  head(working: boolean): void {
    this.#heads += working ? 1 : -1
    if (this.#heads === 0) this.#ahead = 0
  }

  /** The time, to be given to `headWorked` or `caughtUp` at the end of a piece of work. */
  begin(): number {
    return this.#now()
  }

  headWorked(since: number): void {
    this.#ahead = Math.max(-slack, this.#ahead - (this.#now() - since))
  }

  caughtUp(since: number): void {
    if (this.#heads > 0) this.#ahead += this.#now() - since
  }

  /** Resolves, after a turn of the event loop at least, when catching up may go on. */
  async turn(): Promise<void> {
    do await nextTurn()
    while (this.#ahead > slack && this.#heads > 0)
  }
}
