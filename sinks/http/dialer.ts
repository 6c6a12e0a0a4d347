import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Target, TargetTls } from './options.ts'

/** Told once: how an attempt to connect ended. */
export type Dialled = (error: Error | null, socket: Socket | undefined) => void

/** Opens connections to one target. The place where a proxy or a guard of addresses goes in. */
export class Dialer {
  readonly #target: Target
  /** Of the last connection: the next one's handshake costs less. */
  #session: Buffer | undefined

  constructor(target: Target) {
    this.#target = target
  }

  /**
   * Begins to connect. `done` is called once the connection is up, with TLS where the target has it, or has failed.
   * There is no timeout: whoever waits no longer destroys the socket.
   */
  dial(done: Dialled): Socket {
    const { host, port, tls } = this.#target
    const socket = tls === undefined ? connectTcp({ host, port }) : this.#tls(tls)
    socket.setNoDelay(true).setKeepAlive(true, 60_000)
    const failed = (error: Error) => done(error, undefined)
    socket.once('error', failed)
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      socket.off('error', failed)
      done(null, socket)
    })
    return socket
  }

  #tls({ context, verify, serverName }: TargetTls): TLSSocket {
    const { host, port } = this.#target
    const socket = connectTls({
      host,
      port,
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
