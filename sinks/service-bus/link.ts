import type { ServiceBusMessageBatch, ServiceBusSender } from '@azure/service-bus'
import { failureOf, Lost, verdictOf } from './failure.ts'
import { watchLink } from './internals.ts'
import type { Message } from './message.ts'

/** What goes in one transfer. */
export type Cargo = Message | ServiceBusMessageBatch

interface Flight {
  readonly startedAt: number
  fail(error: unknown): void
}

// The service gives credit for a thousand or so. More under way brings nothing, and the SDK sleeps where credit is used up.
const mostUnderWay = 250
const bytesOfBatch = 1_048_576 // the service takes no larger batch, whatever a single message may have

const detached = { class: 'network', reason: 'the link was detached' } as const

/** One attachment of a sender to its topic or queue: ends when it is detached, and a new one takes its place. */
export class Link {
  /** Bytes of a message, as the service says; infinite where it names no limit. */
  readonly maxBytes: number
  /** Whether the SDK can fill batches for it: not where the limit is written as 0, which is none. */
  readonly batches: boolean
  readonly #sender: ServiceBusSender
  readonly #sendable: () => boolean
  readonly #flights = new Set<Flight>()
  readonly #waiting: (() => void)[] = []
  /** Transfers that go one at a time: the link before ended, and one message may be why. */
  #careful: number
  #settled = 0
  #heardAt = 0
  #lost: Lost | undefined

  /** Of a sender that has just been opened. @throws Lost where it is gone again. */
  constructor(sender: ServiceBusSender, maxBytes: number | undefined, careful: number) {
    this.#sender = sender
    this.maxBytes = maxBytes || Number.POSITIVE_INFINITY
    this.batches = maxBytes !== 0
    this.#careful = careful
    const sendable = watchLink(sender, {
      sendable: () => this.#wake(),
      settled: () => {
        this.#settled++
        this.#heardAt = performance.now()
      },
      ended: error => this.end(error),
    })
    if (sendable === undefined) throw new Lost(detached)
    this.#sendable = sendable
  }

  get open(): boolean {
    return this.#lost === undefined
  }

  /** Transfers that have been answered. */
  get settled(): number {
    return this.#settled
  }

  /** Transfers that go alone over the link after this one. */
  get suspects(): number {
    return this.#careful
  }

  /** A batch to be filled. */
  batch(): Promise<ServiceBusMessageBatch> {
    const maxSizeInBytes = Math.min(this.maxBytes, bytesOfBatch)
    return this.#sender.createMessageBatch({ maxSizeInBytes })
  }

  /** Resolves once the service has all of it. The signal ends the waiting. @throws what the SDK does; Lost. */
  async send(cargo: Cargo, signal: AbortSignal): Promise<void> {
    while (this.open && !signal.aborted && this.#full) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.push(resolve)
      await promise
    }
    if (this.#lost !== undefined) throw this.#lost
    signal.throwIfAborted()
    const { promise, reject } = Promise.withResolvers<never>()
    const flight: Flight = { startedAt: performance.now(), fail: reject }
    this.#flights.add(flight)
    try {
      await Promise.race([this.#sender.sendMessages(cargo, { abortSignal: signal }), promise])
    } finally {
      this.#flights.delete(flight)
      if (this.open && this.#careful > 0) this.#careful--
      this.#wake()
    }
  }

  /** Whether the service has said nothing since `time`. */
  silentSince(time: number): boolean {
    return this.#heardAt < time
  }

  /** Ends it: what is under way fails. The first error counts. */
  end(error: unknown): void {
    if (this.#lost !== undefined) return
    this.#lost = new Lost(error === undefined ? detached : failureOf(error))
    const several = this.#flights.size > 1
    this.#careful = several && error !== undefined && verdictOf(error).split ? this.#flights.size : 0
    // The only one that was under way is what the error is about.
    const told = several || error === undefined ? this.#lost : error
    for (const flight of this.#flights) flight.fail(told)
    this.#wake()
    this.#sender.close().catch(() => {})
  }

  get #full(): boolean {
    const most = this.#careful > 0 ? 1 : mostUnderWay
    return this.#flights.size >= most || !this.#sendable()
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
