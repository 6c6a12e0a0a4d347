import type { Outcome } from '../../src/types.ts'
import type { Pending } from '../under-way.ts'

/** One call of `send`: its lines, and the outcome that they share. It ends exactly once. */
export class Append implements Pending {
  readonly lines: readonly Buffer[]
  readonly deadline: number
  readonly signal: AbortSignal
  readonly outcomes: Promise<readonly Outcome[]>
  readonly #late: Outcome
  readonly #resolve: (outcomes: readonly Outcome[]) => void
  readonly #reject: (reason: unknown) => void
  #over = false

  /** `late`: the outcome when the deadline passes. */
  constructor(lines: readonly Buffer[], late: Outcome, deadline: number, signal: AbortSignal) {
    this.lines = lines
    this.deadline = deadline
    this.signal = signal
    this.#late = late
    const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>()
    this.outcomes = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Whether there is nothing to do for it any more. */
  get over(): boolean {
    return this.#over
  }

  done(outcome: Outcome): void {
    this.#over = true
    this.#resolve(this.lines.map(() => outcome))
  }

  expire(): void {
    this.done(this.#late)
  }

  abort(reason: unknown): void {
    this.#over = true
    this.#reject(reason)
  }
}
