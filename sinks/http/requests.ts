import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Template } from '../../src/types.ts'
import type { Signer } from '../signatures.ts'
import { type Address, addressOf } from './address.ts'
import { type BatchForm, batchBody, batchType } from './batch-body.ts'
import { type Encoding, encode } from './encoding.ts'
import { headerProblem } from './header-text.ts'
import {
  batchHeaders,
  cloudEventHeaders,
  connectionHeaders,
  type FlatHeaders,
  fixedHeaders,
  headersOf,
  ownHeaders,
} from './headers.ts'

/** What every request of a sink is made of. */
export interface RequestOptions {
  readonly method: string
  readonly url: Template
  /** Headers of the configuration, for one delivery. */
  readonly headers:
    | { readonly fixed: ReadonlyMap<string, string> }
    | { render(delivery: Delivery): Map<string, string> }
  readonly userAgent: string
  /** Undefined: the body's own. */
  readonly contentType: string | undefined
  /** Who we are, where it is the same for every request; over a configured header of that name. */
  readonly auth: readonly [name: string, value: string] | undefined
  readonly signers: readonly Signer[]
  /** In lower case: a signature's header is never the configuration's. */
  readonly signatureNames: ReadonlySet<string>
  readonly encoding: Encoding | undefined
  /** Undefined: a batch is as many requests. */
  readonly batch: BatchForm | undefined
  readonly batchId: (dedupIds: readonly string[]) => string
}

/** A request ready to be sent. */
export interface MadeRequest {
  readonly address: Address
  readonly method: string
  readonly headers: FlatHeaders
  readonly body: Buffer
}

/** Makes requests of deliveries: address, headers and body filled in, then compressed, then signed. */
export class Requests {
  readonly #options: RequestOptions
  /** Where nothing is filled in. */
  readonly #address: Address | undefined
  /** By media type: headers where nothing is filled in. */
  readonly #fixed = new Map<string, FlatHeaders>()

  constructor(options: RequestOptions) {
    this.#options = options
    const address = options.url.fixed === undefined ? '' : addressOf(options.url.fixed)
    if (typeof address === 'object') this.#address = address
  }

  /** Whether several deliveries can go in one request. */
  get batches(): boolean {
    return this.#options.batch !== undefined
  }

  /** What goes along with a request that is no delivery: those headers of the configuration that are the same for all. */
  get plainHeaders(): { readonly [name: string]: string } {
    const { headers, userAgent, auth } = this.#options
    const own = 'fixed' in headers ? this.#checked(headers.fixed) : new Map(auth === undefined ? [] : [auth])
    return { 'User-Agent': userAgent, ...Object.fromEntries(own) }
  }

  /** @throws SluiceError `template_failed`, `address_invalid`. `now` in milliseconds since the epoch. */
  one(delivery: Delivery, now: number): MadeRequest {
    const { cloudEvent, contentType = 'application/json' } = delivery
    const { body, name } = encode(delivery.body, this.#options.encoding)
    const headers = headersOf(delivery, this.#configured(delivery, contentType))
    if (cloudEvent !== undefined) headers.push(...cloudEventHeaders(cloudEvent))
    if (name !== '') headers.push('Content-Encoding', name)
    this.#sign(headers, delivery.dedupId, body, now)
    return { address: this.#addressFor(delivery), method: this.#options.method, headers, body }
  }

  /** All in one request. Nothing of it may differ between its deliveries. @throws SluiceError `address_invalid` */
  batch(deliveries: readonly Delivery[], now: number): MadeRequest {
    const { batch = 'array', batchId, encoding, method } = this.#options
    const first = deliveries[0]!
    const id = batchId(deliveries.map(({ dedupId }) => dedupId))
    const { body, name } = encode(batchBody(deliveries, batch), encoding)
    const type = batchType(first.contentType ?? 'application/json', batch)
    const attempt = Math.max(...deliveries.map(({ attempt }) => attempt))
    const headers = batchHeaders(id, deliveries.length, attempt, this.#configured(first, type))
    if (name !== '') headers.push('Content-Encoding', name)
    this.#sign(headers, id, body, now)
    return { address: this.#addressFor(first), method, headers, body }
  }

  #addressFor(delivery: Delivery): Address {
    if (this.#address !== undefined) return this.#address
    const { url } = this.#options
    const address = addressOf(url.fixed ?? url.render(delivery))
    if (typeof address === 'object' && (url.fixed !== undefined || address.userinfo === '')) return address
    const problem = typeof address === 'object' ? 'has a user name or password in it' : address
    throw new SluiceError(url.fixed === undefined ? 'template_failed' : 'address_invalid', `url: ${problem}`)
  }

  #configured(delivery: Delivery, bodyType: string): FlatHeaders {
    const { headers, userAgent, contentType = bodyType } = this.#options
    if ('render' in headers)
      return fixedHeaders(this.#checked(headers.render(delivery)), userAgent, contentType)
    let fixed = this.#fixed.get(contentType)
    if (fixed === undefined) {
      fixed = fixedHeaders(this.#checked(headers.fixed), userAgent, contentType)
      this.#fixed.set(contentType, fixed) // as many as there are media types: a handful
    }
    return fixed
  }

  /** What may be sent of the configuration's headers; those that are ours or the connection's are left out. */
  #checked(headers: ReadonlyMap<string, string>): Map<string, string> {
    const { auth, signatureNames } = this.#options
    const sent = new Map<string, string>()
    for (const [name, value] of headers) {
      const lower = name.toLowerCase()
      if (connectionHeaders.has(lower) || ownHeaders.test(lower) || signatureNames.has(lower)) continue
      const problem = headerProblem(name, value)
      if (problem !== undefined) throw new SluiceError('template_failed', problem)
      sent.set(name, value)
    }
    if (auth !== undefined) sent.set(...auth)
    return sent
  }

  #sign(headers: FlatHeaders, id: string, body: Buffer, now: number): void {
    const at = Math.floor(now / 1000)
    for (const signer of this.#options.signers) headers.push(...signer({ id, at, body }))
  }
}
