import type { ServiceBusClient } from '@azure/service-bus'
import { failureOf, Lost } from './failure.ts'
import { ClientConnection } from './internals.ts'
import { Link } from './link.ts'

/** How the service is reached. */
export interface ConnectionOptions {
  /** Makes a client of the SDK; nothing is connected yet. */
  client(): ServiceBusClient
  /** Name of the topic or queue. */
  readonly entity: string
  /** Milliseconds for connection, token and link together. */
  readonly connectTimeout: number
}

const gracePeriod = 1_000 // ms for the service to close its side

/**
 * A client of the SDK with one connection, which is made with the first link. It lives as long as its connection: the
 * SDK's own way back leaves what was under way waiting, and a client that is closed while it connects keeps its socket.
 */
export class Connection {
  readonly #options: ConnectionOptions
  readonly #client: ServiceBusClient
  readonly #connection: ClientConnection
  readonly #ending = new AbortController()
  readonly #lost = Promise.withResolvers<never>()
  /** It has no connection any more. */
  readonly #gone = Promise.withResolvers<void>()
  #link: Link | undefined
  #state: 'open' | 'lost' | 'closed' = 'open'
  #closing: Promise<void> | undefined

  /** Connects to nothing yet. @throws what the SDK does, for a connection string that is none. */
  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#client = options.client()
    this.#connection = new ClientConnection(this.#client, error => {
      this.#gone.resolve()
      this.#end(error)
    })
    this.#lost.promise.catch(() => {}) // told to those who attach, if anybody does
  }

  /** Whether a link can be made. */
  get alive(): boolean {
    return this.#state === 'open'
  }

  /** The link that there is, or was last. */
  get link(): Link | undefined {
    return this.#link
  }

  /**
   * Makes a link, and what it needs: connection, token. `careful`: how many transfers go one at a time. The SDK renews
   * the token while the link is there, and begins with a new one for each link.
   * @throws what the SDK does; Lost.
   */
  async attach(careful: number): Promise<Link> {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      const lost = new Lost({ class: 'timeout', reason: 'no connection in time' })
      late.reject(lost)
      this.#end(lost)
    }, this.#options.connectTimeout)
    // Each link has a sender of its own: when a link ends, the SDK's sender closes whichever it has by then.
    const sender = this.#client.createSender(this.#options.entity)
    try {
      const opening = sender.createMessageBatch({ abortSignal: this.#ending.signal })
      const { maxSizeInBytes } = await Promise.race([opening, late.promise, this.#lost.promise])
      this.#link = new Link(sender, maxSizeInBytes, careful)
      return this.#link
    } catch (error) {
      sender.close().catch(() => {})
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  /** Ends it now: nothing is answered on it. */
  giveUp(): void {
    this.#end(new Lost({ class: 'timeout', reason: 'no answers in time; connection given up' }))
  }

  /** Closes it in good order, but does not wait long for the service. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closed'
    this.#link?.end(new Lost(ended))
    this.#lost.reject(new Lost(ended))
    this.#ending.abort()
    const timer = setTimeout(this.#gone.resolve, this.#state === 'lost' ? 0 : gracePeriod)
    // The SDK waits for ever where the connection breaks meanwhile.
    await Promise.race([this.#client.close().catch(() => {}), this.#gone.promise])
    clearTimeout(timer)
    this.#connection.destroy()
  }

  #end(error: unknown): void {
    if (this.#state !== 'open') return
    this.#state = 'lost'
    const lost = error === undefined ? new Lost(broke) : new Lost(failureOf(error))
    this.#lost.reject(lost)
    this.#link?.end(lost)
    void this.close()
  }
}

const broke = { class: 'network', reason: 'connection closed by the service' } as const
const ended = { class: 'network', reason: 'the connection was closed' } as const
