import type { Outcome } from '../../src/types.ts'
import type { Pending } from '../under-way.ts'
import type { Message } from './message.ts'
import type { Publication } from './publication.ts'

/** The deliveries of one call, which ends when all of them have an outcome. */
export class Batch {
  /** One outcome each, in the order of the deliveries. */
  readonly outcomes: Promise<readonly Outcome[]>
  readonly #outcomes: Outcome[]
  #left: number
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (reason: unknown) => void

  constructor(size: number) {
    this.#outcomes = new Array<Outcome>(size)
    this.#left = size
    this.outcomes = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** To be called once for each. */
  settle(at: number, outcome: Outcome): void {
    this.#outcomes[at] = outcome
    if (--this.#left === 0) this.#resolve(this.#outcomes)
  }

  /** An abort is no outcome: the call as a whole rejects. */
  abort(reason: unknown): void {
    this.#reject(reason)
  }
}

/** What a sending needs of its sink. */
export interface SendingOwner {
  /** It is over; `how` it ended from outside, or undefined where it has its outcome from the broker. */
  ended(sending: Sending, how: 'late' | 'aborted' | undefined): void
}

/** One message from the call to its outcome. It ends exactly once. */
export class Sending implements Pending, Publication {
  readonly message: Message
  readonly deadline: number
  readonly signal: AbortSignal
  readonly #batch: Batch
  readonly #at: number
  readonly #owner: SendingOwner
  #over = false
  /** Whether it has been given to a connection. */
  sent = false

  /** `at`: its place in the batch. */
  constructor(
    message: Message,
    batch: Batch,
    at: number,
    owner: SendingOwner,
    deadline: number,
    signal: AbortSignal,
  ) {
    this.message = message
    this.#batch = batch
    this.#at = at
    this.#owner = owner
    this.deadline = deadline
    this.signal = signal
  }

  settle(outcome: Outcome): void {
    if (this.#end(undefined)) this.#batch.settle(this.#at, outcome)
  }

  expire(): void {
    const reason = this.sent ? 'no acknowledgement in time' : 'no connection with room in time'
    if (this.#end('late')) this.#batch.settle(this.#at, { kind: 'retry', class: 'timeout', reason })
  }

  abort(reason: unknown): void {
    if (this.#end('aborted')) this.#batch.abort(reason)
  }

  /** Whether this call ended it. */
  #end(how: 'late' | 'aborted' | undefined): boolean {
    if (this.#over) return false
    this.#over = true
    this.#owner.ended(this, how)
    return true
  }
}
