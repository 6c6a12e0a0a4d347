import type { Outcome } from '../../src/types.ts'
import type { Pending } from '../under-way.ts'

/** One call of `send`, from its messages to their outcomes. It ends exactly once. */
export class Call implements Pending {
  /** One outcome each, in the order of the deliveries. */
  readonly outcomes: Promise<readonly Outcome[]>
  readonly deadline: number
  readonly signal: AbortSignal
  readonly #outcomes: (Outcome | undefined)[]
  readonly #late: Outcome
  readonly #request = new AbortController()
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (reason: unknown) => void
  #over = false

  /** `late`: what becomes of those without an outcome when the deadline passes. */
  constructor(size: number, late: Outcome, deadline: number, signal: AbortSignal) {
    this.#outcomes = new Array<Outcome | undefined>(size).fill(undefined)
    this.#late = late
    this.deadline = deadline
    this.signal = signal
    this.outcomes = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  get over(): boolean {
    return this.#over
  }

  /** Ends its requests when it ends. */
  get requests(): AbortSignal {
    return this.#request.signal
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
    this.#request.abort()
    this.done()
  }

  abort(reason: unknown): void {
    this.#request.abort()
    if (this.#end()) this.#reject(reason)
  }

  /** Whether this call ended it. */
  #end(): boolean {
    const ended = !this.#over
    this.#over = true
    return ended
  }
}
