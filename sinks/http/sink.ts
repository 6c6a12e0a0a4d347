import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Sink, SinkType } from '../../src/types.ts'
import { reach } from './check.ts'
import { type Connection, Connections, type Request } from './connections.ts'
import { Dialer } from './dialer.ts'
import { Exchange, type Wire } from './exchange.ts'
import { headersOf } from './headers.ts'
import { type HttpOptions, httpOptions } from './options.ts'
import { outcomeOf } from './outcome.ts'
import { UnderWay } from './under-way.ts'

/** Sends each event as a POST with the envelope as its body. Options: schemas/sink-http.schema.json. */
export const httpSink: SinkType = {
  type: 'http',
  create: (options, context) => new HttpSink(context.name, httpOptions(options, context)),
}

class HttpSink implements Sink, Wire {
  readonly origin: string
  readonly responseLimit: number
  readonly #name: string
  readonly #options: HttpOptions
  readonly #dialer: Dialer
  readonly #connections: Connections
  readonly #underWay: UnderWay
  readonly #request: Request
  #closing: Promise<void> | undefined

  constructor(name: string, options: HttpOptions) {
    this.#name = name
    this.#options = options
    this.origin = options.target.origin
    this.responseLimit = options.responseLimit
    this.#dialer = new Dialer(options.target)
    this.#connections = new Connections(this.origin, this.#dialer)
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(options.timeout / 10, 5), 100), () => performance.now())
    this.#request = { path: options.path, method: 'POST', headers: [], body: Buffer.alloc(0) }
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    return deliveries.length === 1 ? this.#send(deliveries[0]!, signal) : this.#sendEach(deliveries, signal)
  }

  check(signal: AbortSignal): Promise<void> {
    return reach(this.#dialer, this.origin, this.#options.timeout, signal)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  outcomeOf(status: number, retryAfter: string | undefined): Outcome {
    return outcomeOf(status, retryAfter, this.#options.overrides)
  }

  ended(exchange: Exchange, connection: Connection, reusable: boolean): void {
    this.#underWay.delete(exchange)
    if (reusable) this.#connections.release(connection)
    else this.#connections.drop(connection)
  }

  #send(delivery: Delivery, signal: AbortSignal): Promise<readonly [Outcome]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closing !== undefined) return Promise.reject(this.#closed())
    const request = this.#requestOf(delivery) // first: should it throw, nothing is held yet
    const deadline = performance.now() + this.#options.timeout
    const exchange = new Exchange(this.#connections.take(), this, deadline, signal)
    this.#underWay.add(exchange)
    exchange.start(request)
    return exchange.outcomes
  }

  /** One object for all requests: undici has copied what it needs when `dispatch` returns. */
  #requestOf(delivery: Delivery): Request {
    this.#request.headers = headersOf(delivery, this.#options.headers)
    this.#request.body = delivery.body
    return this.#request
  }

  /** One after the other: a batch is one place of the outbox's concurrency. */
  async #sendEach(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    for (const delivery of deliveries) outcomes.push(...(await this.#send(delivery, signal)))
    return outcomes
  }

  async #close(): Promise<void> {
    this.#underWay.close(this.#closed())
    await this.#connections.close()
  }

  #closed(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}
