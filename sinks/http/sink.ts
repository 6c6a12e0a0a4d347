import { type ErrorClass, messageOf, SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Preview, Sink, SinkType } from '../../src/types.ts'
import { UnderWay } from '../under-way.ts'
import { type Authority, awsAuthority, tokenAuthority } from './authority.ts'
import { prove } from './challenge.ts'
import { reach } from './check.ts'
import type { Connection } from './connections.ts'
import { Exchange, type Wire } from './exchange.ts'
import { type HttpOptions, httpOptions } from './options.ts'
import { Origins } from './origins.ts'
import { outcomeOf } from './outcome.ts'
import { previewOf } from './preview.ts'
import { Proof } from './proof.ts'
import { type MadeRequest, Requests } from './requests.ts'
import { Tokens } from './tokens.ts'

/** Sends events as HTTP requests. Options: schemas/sink-http.schema.json. */
export const httpSink: SinkType = {
  type: 'http',
  create: (options, context) => new HttpSink(context.name, httpOptions(options, context)),
}

// A challenge that has failed is made again after this; the sink waits so long.
const provedAgain = 5_000 // ms

class HttpSink implements Sink, Wire {
  readonly responseLimit: number
  readonly #name: string
  readonly #options: HttpOptions
  readonly #requests: Requests
  readonly #origins: Origins
  readonly #authority: Authority | undefined
  readonly #proof: Proof | undefined
  readonly #underWay: UnderWay
  #closing: Promise<void> | undefined

  constructor(name: string, options: HttpOptions) {
    const { address, aws, challenge, grant, request, responseLimit, routing, timeout, tls } = options
    this.#name = name
    this.#options = options
    this.responseLimit = responseLimit
    this.#requests = new Requests(request)
    this.#origins = new Origins(routing, tls)
    this.#authority =
      aws !== undefined
        ? awsAuthority(aws)
        : grant && tokenAuthority(new Tokens(grant, this.#origins.dialer(grant.address)))
    if (challenge !== undefined && address !== undefined)
      this.#proof = new Proof(signal =>
        prove(challenge, this.#origins.dialer(address), address, this.#requests.plainHeaders, signal),
      )
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closing !== undefined) return Promise.reject(this.#closed())
    if (deliveries.length === 0) return Promise.resolve([])
    if (this.#proof !== undefined && !this.#proof.given)
      return this.#proveFirst(this.#proof, deliveries, signal)
    return this.#sendAll(deliveries, signal)
  }

  /** Nothing goes to whom has not proved that it wants it; a failure holds the sink, and drops nothing. */
  async #proveFirst(
    proof: Proof,
    deliveries: readonly Delivery[],
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> {
    try {
      await within(proof.demand(), signal)
    } catch (error) {
      if (signal.aborted || this.#closing !== undefined) throw error
      const reason = messageOf(error)
      return deliveries.map(() => ({
        kind: 'retry',
        class: 'permission',
        reason,
        wait: provedAgain,
        alarm: true,
      }))
    }
    return this.#sendAll(deliveries, signal)
  }

  #sendAll(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (deliveries.length === 1) return this.#request(deliveries, signal)
    return this.#requests.batches ? this.#batch(deliveries, signal) : this.#each(deliveries, signal)
  }

  async check(signal: AbortSignal): Promise<void> {
    const { address, timeout } = this.#options
    if (address === undefined) return // each event has its own
    await reach(this.#origins.dialer(address), address.origin, timeout, signal)
    await this.#authority?.ready()
    await this.#proof?.demand()
  }

  preview(delivery: Delivery): Preview {
    return previewOf(this.#requests.one(delivery, Date.now()), this.#options)
  }

  start(): void {
    this.#proof?.demand().catch(() => {}) // whoever sends asks again, and tells why
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
    if (reusable) connection.pool.release(connection)
    else connection.pool.drop(connection)
  }

  /** One after the other: a batch is one place of the outbox's concurrency. */
  async #each(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = []
    for (const delivery of deliveries) outcomes.push(...(await this.#request([delivery], signal)))
    return outcomes
  }

  /** A batch that is refused is halved, until the one is found that is at fault. */
  async #batch(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const outcomes = await this.#request(deliveries, signal)
    if (deliveries.length === 1 || !outcomes.every(({ kind }) => kind === 'refused')) return outcomes
    const half = Math.ceil(deliveries.length / 2)
    const first = await this.#batch(deliveries.slice(0, half), signal)
    return [...first, ...(await this.#batch(deliveries.slice(half), signal))]
  }

  /** One request for all of them. */
  #request(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    let request: MadeRequest
    try {
      const now = Date.now()
      request =
        deliveries.length === 1
          ? this.#requests.one(deliveries[0]!, now)
          : this.#requests.batch(deliveries, now)
    } catch (error) {
      const outcome = unmade(error)
      return outcome === undefined ? Promise.reject(error) : Promise.resolve(deliveries.map(() => outcome))
    }
    const deadline = performance.now() + this.#options.timeout
    return this.#authority === undefined
      ? this.#exchange(request, deliveries.length, deadline, signal)
      : this.#authorized(this.#authority, request, deliveries.length, deadline, signal)
  }

  /** With what says who we are; where that is refused, once more with another proof. */
  async #authorized(
    authority: Authority,
    request: MadeRequest,
    count: number,
    deadline: number,
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> {
    for (let again = false; ; again = true) {
      let authorized: MadeRequest
      try {
        const made = authority.authorize(request)
        authorized = made instanceof Promise ? await within(made, signal) : made
      } catch (error) {
        if (signal.aborted) throw signal.reason
        const { hint = '' } = error as SluiceError
        const reason = hint === '' ? messageOf(error) : `${messageOf(error)} (${hint})`
        return Array<Outcome>(count).fill({ kind: 'retry', class: 'permission', reason, alarm: true })
      }
      const outcomes = await this.#exchange(authorized, count, deadline, signal)
      const unauthorized = outcomes.every(outcome => outcome.kind !== 'delivered' && outcome.status === 401)
      if (!unauthorized) return outcomes
      if (!authority.refused(authorized) || again) return outcomes
    }
  }

  #exchange(
    { address, method, headers, body }: MadeRequest,
    count: number,
    deadline: number,
    signal: AbortSignal,
  ): Promise<readonly Outcome[]> {
    const { origin, path } = address
    const connection = this.#origins.to(address).take()
    const templated = this.#options.address === undefined
    const exchange = new Exchange(connection, this, { origin, count, templated, deadline, signal })
    this.#underWay.add(exchange)
    exchange.start({ path, method, headers, body })
    return exchange.outcomes
  }

  async #close(): Promise<void> {
    this.#authority?.close()
    this.#proof?.close()
    this.#underWay.close(this.#closed())
    await this.#origins.close()
  }

  #closed(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}

/** A request that cannot be made of this delivery will never be made of it; undefined where it is a defect. */
function unmade(error: unknown): Outcome | undefined {
  if (!(error instanceof SluiceError)) return undefined
  const { code, message } = error
  const kinds: { readonly [code: string]: ErrorClass } = {
    template_failed: 'template',
    address_invalid: 'config',
  }
  const errorClass = kinds[code]
  if (errorClass === undefined) return undefined
  return errorClass === 'template'
    ? { kind: 'refused', class: errorClass, reason: message }
    : { kind: 'retry', class: errorClass, reason: message, alarm: true }
}

/** What the promise gives, unless the signal aborts before. */
function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
