import type { Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import type { Dialer } from './dialer.ts'

/** A request as undici takes it. */
export interface Request extends Dispatcher.DispatchOptions {
  headers: string[]
  body: Buffer
}

/** Wants a connection: is called at once, or when one is free. */
export interface Applicant {
  /** Whether it still wants one. */
  readonly waiting: boolean
  start(connection: Connection): void
}

/**
 * One keep-alive connection, used by one request at a time; made anew by itself when the other side has closed it
 * between two requests.
 */
export class Connection {
  readonly #client: Client
  #dialling: Socket | undefined

  constructor(origin: string, dialer: Dialer) {
    this.#client = new Client(origin, {
      pipelining: 1,
      // The total deadline is the sink's; a timer for each request would cost more than the request's headers.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
      connect: (_options, callback) => {
        this.#dialling = dialer.dial((error, socket) => {
          this.#dialling = undefined
          if (socket === undefined) callback(error ?? new Error('no socket'), null)
          else callback(null, socket)
        })
      },
    })
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

/** The connections of a sink. The one used last is used next, so that what is not needed falls idle and is closed. */
export class Connections {
  readonly #origin: string
  readonly #dialer: Dialer
  readonly #limit: number
  readonly #all = new Set<Connection>()
  readonly #free: Connection[] = []
  readonly #queue: Applicant[] = []
  readonly #closing = new Set<Promise<void>>()

  constructor(origin: string, dialer: Dialer, limit: number) {
    this.#origin = origin
    this.#dialer = dialer
    this.#limit = limit
  }

  /** Gives a connection to the applicant, now or as soon as one is free. */
  apply(applicant: Applicant): void {
    const connection = this.#free.pop() ?? this.#another()
    if (connection === undefined) this.#queue.push(applicant)
    else applicant.start(connection)
  }

  /** Takes back a connection that can be used again. */
  release(connection: Connection): void {
    const next = this.#next()
    if (next === undefined) this.#free.push(connection)
    else next.start(connection)
  }

  /** Closes a connection that cannot be used again. */
  drop(connection: Connection): void {
    this.#destroy(connection)
    const next = this.#next()
    if (next !== undefined) this.apply(next)
  }

  /** Closes all; resolves once their sockets are closed. */
  async close(): Promise<void> {
    this.#queue.length = 0
    this.#free.length = 0
    for (const connection of this.#all) this.#destroy(connection)
    await Promise.all(this.#closing)
  }

  #destroy(connection: Connection): void {
    this.#all.delete(connection)
    const closed = connection.destroy().finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }

  #another(): Connection | undefined {
    if (this.#all.size >= this.#limit) return undefined
    const connection = new Connection(this.#origin, this.#dialer)
    this.#all.add(connection)
    return connection
  }

  #next(): Applicant | undefined {
    let next = this.#queue.shift()
    while (next?.waiting === false) next = this.#queue.shift()
    return next
  }
}
