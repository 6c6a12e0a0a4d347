import type { IncomingHttpHeaders } from 'node:http'
import type { Outcome } from '../../src/types.ts'
import type { Dispatcher } from '../../src/undici.ts'
import type { Pending } from '../under-way.ts'
import type { Connection, Request } from './connections.ts'
import { failureOf } from './failure.ts'
import { statusList } from './status-list.ts'

/** What an exchange needs of its sink. */
export interface Wire {
  /** Bytes of an answer's body. */
  readonly responseLimit: number
  outcomeOf(status: number, retryAfter: string | undefined): Outcome
  /** It is over; its connection can be used again or not. */
  ended(exchange: Exchange, connection: Connection, reusable: boolean): void
}

/** What one exchange is about. */
export interface ExchangeOptions {
  /** Scheme and host, for reasons. */
  readonly origin: string
  /** Deliveries in the request. */
  readonly count: number
  /** The address came out of the event: one that may not be gone to will never be right. */
  readonly templated: boolean
  /** In milliseconds, of the clock of `UnderWay`. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/**
 * One request and its answer. It ends exactly once: with an outcome for each of its deliveries, or rejected by an abort.
 *
 * The status decides. Only an answer that says `delivered` has to be complete: one that breaks off or is late may be the
 * other side's way to say that it failed after all. A body over the limit is cut off by us, and says nothing.
 */
export class Exchange implements Pending, Dispatcher.DispatchHandler {
  readonly outcomes: Promise<readonly Outcome[]>
  readonly deadline: number
  readonly signal: AbortSignal
  readonly #connection: Connection
  readonly #wire: Wire
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (reason: unknown) => void
  #over = false
  /** Of the final answer; 0 before it. */
  #status = 0
  #retryAfter: string | undefined
  #received = 0
  readonly #origin: string
  readonly #count: number
  readonly #templated: boolean
  /** The answer's body, where it may speak of each delivery on its own. */
  readonly #body: Buffer[] = []

  constructor(connection: Connection, wire: Wire, options: ExchangeOptions) {
    this.#connection = connection
    this.#wire = wire
    this.#origin = options.origin
    this.#count = options.count
    this.#templated = options.templated
    this.deadline = options.deadline
    this.signal = options.signal
    this.outcomes = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Sends the request, which is not needed once this returns. */
  start(request: Request): void {
    this.#connection.dispatch(request, this)
  }

  expire(): void {
    this.#fail({
      class: 'timeout',
      reason: this.#status === 0 ? 'no answer in time' : 'answer not complete in time',
    })
  }

  abort(reason: unknown): void {
    if (this.#end(false)) this.#reject(reason)
  }

  onRequestStart(): void {}

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return // interim; the answer is still to come
    this.#status = status
    const retryAfter = headers['retry-after']
    this.#retryAfter = Array.isArray(retryAfter) ? retryAfter[0] : retryAfter
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.length
    if (this.#count > 1) this.#body.push(chunk)
    if (this.#received <= this.#wire.responseLimit || !this.#end(false)) return
    this.#body.length = 0
    this.#answered()
  }

  onResponseEnd(): void {
    if (this.#end(true)) this.#answered()
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(failureOf(this.#connection.broke ?? error))
  }

  #answered(): void {
    const list = this.#body.length === 0 ? undefined : this.#statuses()
    if (list === undefined) this.#settle(this.#wire.outcomeOf(this.#status, this.#retryAfter))
    else this.#resolve(list.map(status => this.#shown(this.#wire.outcomeOf(status, this.#retryAfter))))
  }

  /** What a success says of each delivery, if it does. */
  #statuses(): readonly number[] | undefined {
    const success = this.#status >= 200 && this.#status < 300
    return success ? statusList(Buffer.concat(this.#body), this.#count) : undefined
  }

  #fail(failure: Omit<Outcome & { kind: 'retry' }, 'kind'>): void {
    if (!this.#end(false)) return
    const status = this.#status
    const said = status === 0 ? undefined : this.#wire.outcomeOf(status, this.#retryAfter)
    if (said !== undefined && said.kind !== 'delivered') this.#settle(said)
    else if (failure.class === 'config' && this.#templated)
      this.#settle({ kind: 'refused', class: failure.class, reason: failure.reason })
    else this.#settle({ kind: 'retry', ...failure, ...(status === 0 ? {} : { status }) })
  }

  #settle(outcome: Outcome): void {
    this.#resolve(Array<Outcome>(this.#count).fill(this.#shown(outcome)))
  }

  #shown(outcome: Outcome): Outcome {
    return outcome.kind === 'delivered'
      ? outcome
      : { ...outcome, reason: `${this.#origin}: ${outcome.reason}` }
  }

  /** Whether this call ended it. */
  #end(reusable: boolean): boolean {
    if (this.#over) return false
    this.#over = true
    this.#wire.ended(this, this.#connection, reusable)
    return true
  }
}
