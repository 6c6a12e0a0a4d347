import type { Outcome } from '../../src/types.ts'
import type { Pending } from '../under-way.ts'
import type { Fault } from './failure.ts'
import type { Message } from './message.ts'
import type { Answer, Cancel } from './publisher.ts'
import { mostMessages } from './size.ts'

/** What is published of one call: a message, or the outcome of what cannot be one. */
export type Prepared = Message | (Outcome & { kind: 'refused' })

/** What a publishing needs of its sink. */
export interface PublishingOwner {
  /** Bytes that a request may have for messages. */
  readonly room: number
  /** Scheme and host, for reasons. */
  readonly origin: string
  publish(messages: readonly Message[], answered: (answer: Answer) => void): Cancel
  /** Everything has its outcome. */
  ended(publishing: Publishing): void
}

/**
 * The deliveries of one call, until each has its outcome. All messages of a request have the same ordering key; the
 * requests of one key go one after the other, and none behind one that failed, so that nothing is overtaken.
 */
export class Publishing implements Pending {
  /** One outcome each, in the order of the deliveries. */
  readonly outcomes: Promise<readonly Outcome[]>
  readonly deadline: number
  readonly signal: AbortSignal
  readonly #prepared: readonly Prepared[]
  readonly #owner: PublishingOwner
  readonly #outcomes: (Outcome | undefined)[]
  readonly #cancels = new Set<Cancel>()
  #left: number
  #over = false
  #resolve!: (outcomes: readonly Outcome[]) => void
  #reject!: (reason: unknown) => void

  constructor(prepared: readonly Prepared[], owner: PublishingOwner, deadline: number, signal: AbortSignal) {
    this.#prepared = prepared
    this.#owner = owner
    this.deadline = deadline
    this.signal = signal
    this.#outcomes = new Array<undefined>(prepared.length).fill(undefined)
    this.#left = prepared.length
    this.outcomes = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  start(): void {
    const keys = new Map<string, number[]>()
    for (const [at, one] of this.#prepared.entries()) {
      if ('kind' in one) this.#settle(at, one)
      else {
        const line = keys.get(one.orderingKey)
        if (line === undefined) keys.set(one.orderingKey, [at])
        else line.push(at)
      }
    }
    for (const line of keys.values()) this.#next(this.#requestsOf(line))
  }

  expire(): void {
    if (!this.#end(true)) return
    const late: Outcome = {
      kind: 'retry',
      class: 'timeout',
      reason: `${this.#owner.origin}: no answer in time`,
    }
    this.#resolve(this.#outcomes.map(outcome => outcome ?? late))
  }

  /** An abort is no outcome: the call as a whole rejects. */
  abort(reason: unknown): void {
    if (this.#end(false)) this.#reject(reason)
  }

  /** Requests for the messages of one key, those to be sent first at the end. */
  #requestsOf(line: readonly number[]): number[][] {
    const requests: number[][] = []
    let request: number[] = []
    let bytes = 0
    for (const at of line) {
      const { size } = this.#message(at)
      if (request.length === mostMessages || (request.length > 0 && bytes + size > this.#owner.room)) {
        requests.push(request)
        request = []
        bytes = 0
      }
      request.push(at)
      bytes += size
    }
    requests.push(request)
    return requests.reverse()
  }

  /** Sends the next request of a key. */
  #next(requests: number[][]): void {
    const request = this.#over ? undefined : requests.pop()
    if (request === undefined) return
    const messages = request.map(at => this.#message(at))
    const cancel = this.#owner.publish(messages, answer => {
      this.#cancels.delete(cancel)
      if ('failure' in answer) this.#failed(request, answer, requests)
      else this.#stored(request, answer, requests)
    })
    this.#cancels.add(cancel)
  }

  #stored(request: readonly number[], ids: readonly string[], requests: number[][]): void {
    // An answer that does not name every message says nothing about any.
    if (ids.length !== request.length) {
      const reason = `${this.#owner.origin}: answered with ${ids.length} ids for ${request.length} messages`
      this.#stop([request, ...requests], { kind: 'retry', class: 'other', reason, alarm: true })
      return
    }
    for (const at of request) this.#settle(at, { kind: 'delivered' })
    this.#next(requests)
  }

  #failed(request: readonly number[], { failure, message }: Fault, requests: number[][]): void {
    const why = { ...failure, reason: `${this.#owner.origin}: ${failure.reason}` }
    if (!message) {
      this.#stop([request, ...requests], { kind: 'retry', ...why })
      return
    }
    if (request.length === 1) this.#settle(request[0]!, { kind: 'refused', ...why })
    else {
      // A request is taken as a whole or not at all. It is halved until the message is found that is to blame.
      const half = Math.ceil(request.length / 2)
      requests.push(request.slice(half), request.slice(0, half))
    }
    this.#next(requests)
  }

  /** What stands behind a request that failed is not sent: it would overtake. */
  #stop(requests: readonly (readonly number[])[], outcome: Outcome): void {
    for (const request of requests) for (const at of request) this.#settle(at, outcome)
  }

  #settle(at: number, outcome: Outcome): void {
    this.#outcomes[at] = outcome
    if (--this.#left > 0 || this.#over) return
    this.#over = true
    this.#owner.ended(this)
    this.#resolve(this.#outcomes as readonly Outcome[])
  }

  /** Takes back what is under way. Whether this call ended it. */
  #end(late: boolean): boolean {
    if (this.#over) return false
    this.#over = true
    for (const cancel of this.#cancels) cancel(late)
    this.#cancels.clear()
    return true
  }

  #message(at: number): Message {
    return this.#prepared[at] as Message
  }
}
