import type { Tls } from '../tls.ts'
import type { Address } from './address.ts'
import { Connections } from './connections.ts'
import { Dialer, type Route } from './dialer.ts'

// Templated addresses may lead to any number of hosts; connections are kept to this many.
const mostKept = 64

/** The connections of a sink, by the origins that it has sent to. */
export class Origins {
  readonly #route: (address: Address) => Route
  readonly #tls: Tls
  /** The one used last stands last. */
  readonly #known = new Map<string, Connections>()
  readonly #closing = new Set<Promise<void>>()

  /** `tls` is for those that begin with https. */
  constructor(route: (address: Address) => Route, tls: Tls) {
    this.#route = route
    this.#tls = tls
  }

  /** Connections to where a request goes. */
  to(address: Address): Connections {
    const { origin } = address
    const known = this.#known.get(origin)
    if (known !== undefined) {
      if (this.#known.size > 1) {
        this.#known.delete(origin)
        this.#known.set(origin, known)
      }
      return known
    }
    if (this.#known.size >= mostKept) this.#forget()
    const connections = new Connections(origin, this.dialer(address))
    this.#known.set(origin, connections)
    return connections
  }

  /** A dialer of its own, for what is no delivery. */
  dialer(address: Address): Dialer {
    const { origin, host, port, secure } = address
    const tls = secure ? this.#tls : undefined
    return new Dialer({ origin, host, port, tls }, this.#route(address))
  }

  /** Closes all; resolves once their sockets are closed. */
  async close(): Promise<void> {
    for (const connections of this.#known.values()) this.#close(connections)
    this.#known.clear()
    await Promise.all(this.#closing)
  }

  /** Closes the connections that were used longest ago, of those that nobody uses. */
  #forget(): void {
    for (const [origin, connections] of this.#known) {
      if (!connections.idle) continue
      this.#known.delete(origin)
      this.#close(connections)
      return
    }
  }

  #close(connections: Connections): void {
    const closed = connections.close().finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }
}
