import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import type { Tls } from '../tls.ts'
import { type AddressGuard, lookupOf } from './address-guard.ts'
import type { Target } from './options.ts'
import { connectThrough, type ForwardProxy } from './proxy.ts'

/** Told once: how an attempt to connect ended. */
export type Dialled = (error: Error | null, socket: Socket | undefined) => void

/** An attempt to connect that is under way. */
export interface Dialling {
  /** Ends it, whatever it does; nobody is told. */
  destroy(): void
}

/** The way to a target. */
export interface Route {
  /** Undefined: any address is good. */
  readonly guard?: AddressGuard | undefined
  /** Undefined: directly. */
  readonly proxy?: ForwardProxy | undefined
  /** The proxy is given the name, and resolves it: nobody here sees the address that it then connects to. */
  readonly proxyResolves?: boolean
}

/** Opens connections to one target, over the route it is given. */
export class Dialer {
  readonly #target: Target
  readonly #route: Route
  /** Of the last connection: the next one's handshake costs less. */
  #session: Buffer | undefined

  constructor(target: Target, route: Route = {}) {
    this.#target = target
    this.#route = route
  }

  /**
   * Begins to connect. `done` is called once the connection is up, with TLS where the target has it, or has failed.
   * There is no timeout: whoever waits no longer destroys the attempt.
   */
  dial(done: Dialled): Dialling {
    const attempt = new Attempt(done)
    this.#begin(attempt).catch(error => attempt.fail(error))
    return attempt
  }

  async #begin(attempt: Attempt): Promise<void> {
    const { host, port, tls } = this.#target
    const { guard, proxy, proxyResolves } = this.#route
    const addresses =
      guard === undefined || (proxy !== undefined && proxyResolves === true)
        ? undefined
        : await guard.addresses(host)
    if (attempt.over) return
    if (proxy === undefined) {
      const lookup = addresses === undefined ? {} : { lookup: lookupOf(addresses) }
      attempt.connecting(
        tls === undefined ? connectTcp({ host, port, ...lookup }) : this.#tls(tls, { host, port, ...lookup }),
        tls === undefined ? 'connect' : 'secureConnect',
      )
      return
    }
    const socket = await connectThrough(proxy, addresses?.[0]?.address ?? host, port, attempt.signal)
    if (attempt.over) socket.destroy()
    else if (tls === undefined) attempt.connected(socket)
    else attempt.connecting(this.#tls(tls, { socket }), 'secureConnect')
  }

  #tls({ context, verify, serverName }: Tls, where: ConnectionOptions & Lookup): Socket {
    const { host } = this.#target
    const socket = connectTls({
      ...where,
      secureContext: context,
      rejectUnauthorized: verify,
      // SNI carries names only (RFC 6066 §3).
      ...(serverName !== undefined || isIP(host) === 0 ? { servername: serverName ?? host } : {}),
      ...(this.#session === undefined ? {} : { session: this.#session }),
      ALPNProtocols: ['http/1.1'],
    })
    return socket.on('session', (session: Buffer) => {
      this.#session = session
    })
  }
}

interface Lookup {
  readonly lookup?: LookupFunction
}

class Attempt implements Dialling {
  readonly #done: Dialled
  readonly #abort = new AbortController()
  #socket: Socket | undefined

  constructor(done: Dialled) {
    this.#done = done
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  get over(): boolean {
    return this.#abort.signal.aborted
  }

  destroy(): void {
    this.#abort.abort(new Error('no longer waited for'))
    this.#socket?.on('error', () => {}).destroy()
  }

  /** A socket that will be up with that event. */
  connecting(socket: Socket, up: 'connect' | 'secureConnect'): void {
    this.#socket = socket
    const failed = (error: Error) => this.fail(error)
    socket.once('error', failed)
    socket.once(up, () => {
      socket.off('error', failed)
      this.connected(socket)
    })
  }

  connected(socket: Socket): void {
    this.#socket = socket
    socket.setNoDelay(true).setKeepAlive(true, 60_000)
    if (!this.over) this.#done(null, socket)
  }

  fail(error: unknown): void {
    if (!this.over) this.#done(error instanceof Error ? error : new Error(String(error)), undefined)
  }
}
