import type { Outcome } from '../src/types.ts'
import type { Pending } from './under-way.ts'

// Made once: an error of its own for each call would cost more than all the rest of it.
const over = new Error('the call is over')

/** A message, and where its outcome belongs among those of its call. */
export interface Placed<Message> {
  readonly at: number
  readonly message: Message
}

type Refused = Outcome & { readonly kind: 'refused' }

/** One call of `send`, from its messages to their outcomes. It ends exactly once. */
export class Call implements Pending {
  /** One outcome each, in the order of the deliveries. */
  readonly outcomes: Promise<readonly Outcome[]>
  readonly deadline: number
  readonly signal: AbortSignal
  readonly #outcomes: (Outcome | undefined)[]
  readonly #late: () => Outcome
  readonly #work = new AbortController()
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (reason: unknown) => void
  #over = false

  /** `late` is asked at the deadline: what becomes of those without an outcome. */
  constructor(size: number, late: () => Outcome, deadline: number, signal: AbortSignal) {
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

  /** Aborts when the call is over: what is still done or kept for it goes with it. */
  get work(): AbortSignal {
    return this.#work.signal
  }

  /** Nothing, once the call is over. */
  set(at: number, outcome: Outcome): void {
    if (!this.#over) this.#outcomes[at] = outcome
  }

  /** Sets what can never be sent; the rest, with their places. `shown` makes a reason fit to be shown. */
  place<Message extends object>(
    prepared: readonly (Message | Refused)[],
    shown: (outcome: Refused) => Outcome = outcome => outcome,
  ): readonly Placed<Message>[] {
    const placed: Placed<Message>[] = []
    for (const [at, message] of prepared.entries())
      if (isRefused(message)) this.set(at, shown(message))
      else placed.push({ at, message })
    return placed
  }

  /** Every delivery has its outcome. */
  done(): void {
    if (this.#end()) this.#resolve(this.#outcomes as readonly Outcome[])
  }

  /** What has an outcome keeps it. */
  expire(): void {
    if (this.#over) return
    const late = this.#late()
    for (const [at, outcome] of this.#outcomes.entries()) this.#outcomes[at] = outcome ?? late
    this.done()
  }

  abort(reason: unknown): void {
    if (this.#end()) this.#reject(reason)
  }

  /** Whether this call ended it. */
  #end(): boolean {
    if (this.#over) return false
    this.#over = true
    this.#work.abort(over)
    return true
  }
}

function isRefused(message: object): message is Refused {
  return 'kind' in message && message.kind === 'refused'
}
