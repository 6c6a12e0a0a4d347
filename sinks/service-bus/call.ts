import type { Outcome } from '../../src/types.ts'
import type { Pending } from '../under-way.ts'
import type { Message } from './message.ts'

/** A message, and where its outcome belongs. */
export interface Placed {
  readonly at: number
  readonly message: Message
}

// Made once: an error of its own for each call would cost more than all the rest of it.
const over = new Error('the call is over')

/** One call of `send`, from its messages to their outcomes. It ends exactly once. */
export class Call implements Pending {
  /** One outcome each, in the order of the deliveries. */
  readonly outcomes: Promise<readonly Outcome[]>
  readonly deadline: number
  readonly signal: AbortSignal
  readonly #outcomes: (Outcome | undefined)[]
  readonly #late: Outcome
  readonly #transfers = new AbortController()
  readonly #expired: () => void
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (reason: unknown) => void
  #over = false

  /** `late`: what becomes of those without an outcome at the deadline; `expired` is told that it passed. */
  constructor(size: number, late: Outcome, deadline: number, signal: AbortSignal, expired: () => void) {
    this.#outcomes = new Array<Outcome | undefined>(size).fill(undefined)
    this.#late = late
    this.deadline = deadline
    this.signal = signal
    this.#expired = expired
    this.outcomes = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get over(): boolean {
    return this.#over
  }

  /** Aborts when the call is over: what the SDK still keeps for its transfers goes with it. */
  get transfers(): AbortSignal {
    return this.#transfers.signal
  }

  set(at: number, outcome: Outcome): void {
    this.#outcomes[at] = outcome
  }

  /** Every delivery has its outcome. */
  done(): void {
    if (this.#end()) this.#resolve(this.#outcomes.map(outcome => outcome ?? this.#late))
  }

  /** What has an outcome keeps it. */
  expire(): void {
    if (this.#over) return
    this.done()
    this.#expired()
  }

  abort(reason: unknown): void {
    if (this.#end()) this.#reject(reason)
  }

  /** Whether this call ended it. */
  #end(): boolean {
    if (this.#over) return false
    this.#over = true
    this.#transfers.abort(over)
    return true
  }
}
