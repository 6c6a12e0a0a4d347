import { Client, type Dispatcher } from '../../src/undici.ts'
import type { Dialer, Dialling } from './dialer.ts'

/** A request as undici takes it. */
export interface Request extends Dispatcher.DispatchOptions {
  headers: string[]
  body: Buffer
}

/**
 * One keep-alive connection, used by one request at a time; made anew by itself when the other side has closed it
 * between two requests.
 */
export class Connection {
  /** Whose it is. */
  readonly pool: Connections
  readonly #client: Client
  #dialling: Dialling | undefined
  #broke: Error | undefined

  constructor(pool: Connections, origin: string, dialer: Dialer) {
    this.pool = pool
    this.#client = new Client(origin, {
      pipelining: 1,
      // The total deadline is the sink's; a timer for each request would cost more than the request's headers.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
      connect: (_options, callback) => {
        this.#broke = undefined
        this.#dialling = dialer.dial((error, socket) => {
          this.#dialling = undefined
          if (socket === undefined) return callback(error ?? new Error('no socket'), null)
          socket.once('error', error => {
            this.#broke = error
          })
          callback(null, socket)
        })
      },
    })
  }

  /**
   * The first error of the socket. A TLS alert after the handshake is followed by the end of the stream, which is then
   * all that undici tells.
   */
  get broke(): Error | undefined {
    return this.#broke
  }

  /** Sends; never twice, since undici repeats no POST that it has begun to write. */
  dispatch(request: Request, handler: Dispatcher.DispatchHandler): void {
    this.#client.dispatch(request, handler)
  }

  /** Closes it, in whatever state it is; resolves once its socket is closed. A request under way ends with an error. */
  destroy(): Promise<void> {
    this.#dialling?.destroy()
    return this.#client.destroy()
  }
}

/**
 * The connections to one origin: as many as there are requests under way. The one used last is used next, so that what is
 * not needed falls idle and is closed.
 */
export class Connections {
  readonly #origin: string
  readonly #dialer: Dialer
  readonly #all = new Set<Connection>()
  readonly #free: Connection[] = []
  readonly #closing = new Set<Promise<void>>()

  constructor(origin: string, dialer: Dialer) {
    this.#origin = origin
    this.#dialer = dialer
  }

  /** Whether no request is under way. */
  get idle(): boolean {
    return this.#free.length === this.#all.size
  }

  /** A connection that nobody else uses, until it is released or dropped. */
  take(): Connection {
    const free = this.#free.pop()
    if (free !== undefined) return free
    const connection = new Connection(this, this.#origin, this.#dialer)
    this.#all.add(connection)
    return connection
  }

  /** Takes back a connection that can be used again. */
  release(connection: Connection): void {
    this.#free.push(connection)
  }

  /** Closes a connection that cannot be used again. */
  drop(connection: Connection): void {
    this.#all.delete(connection)
    const closed = connection.destroy().finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }

  /** Closes all; resolves once their sockets are closed. */
  async close(): Promise<void> {
    this.#free.length = 0
    for (const connection of this.#all) this.drop(connection)
    await Promise.all(this.#closing)
  }
}
