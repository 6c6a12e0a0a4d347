import { connect, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'

const keepAlive = 60_000 // ms

/** What kafkajs asks for. */
export interface SocketRequest {
  readonly host: string
  readonly port: number
  readonly ssl?: ConnectionOptions
  readonly onConnect: () => void
}

/**
 * A client's sockets. kafkajs loses sight of some, and goes on connecting after it was told to end: what it leaves open
 * would keep the process alive until the broker closes it.
 */
export class Sockets {
  readonly #open = new Set<Socket>()
  #ended = false

  /** Opens a socket; throws once ended. */
  readonly create = ({ host, port, ssl, onConnect }: SocketRequest): Socket => {
    if (this.#ended) throw new Error('the client has ended')
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = ssl
      ? connectTls({ host, port, ...name, ...ssl }, onConnect)
      : connect({ host, port }, onConnect)
    socket.setKeepAlive(true, keepAlive)
    socket.setNoDelay(true)
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
    return socket
  }

  /** Closes what is left, and lets nothing be opened any more. Idempotent. */
  end(): void {
    this.#ended = true
    const left = [...this.#open]
    this.#open.clear()
    for (const socket of left) {
      socket.emit('end') // kafkajs then rejects what waits for an answer, and stops its timers
      socket.destroy()
    }
  }
}
