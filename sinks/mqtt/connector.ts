import type { Failure } from '../failure.ts'
import type { Broker } from './broker.ts'
import type { Connection, ConnectionListener } from './connection.ts'
import { failureOf } from './failure.ts'

/** Told what there is to send over. Calls must not throw. */
export interface ConnectorOwner {
  /** There is a connection with room. */
  roomed(connection: Connection): void
  /** Every broker was tried once, and none could be reached. */
  failed(failure: Failure): void
  /** The connection is gone; a new one is made where it is wanted. */
  lost(): void
}

/** Begins a connection to a broker; `careful`: how many messages go one at a time first. May throw. */
export type Open = (broker: Broker, listener: ConnectionListener, careful: number) => Connection

// Between two rounds in a row that brought nothing, so that a thousand deliveries do not become a thousand attempts.
const firstPause = 50 // ms
const longestPause = 1_000 // ms

/** Keeps one connection, to the first of several brokers that can be reached, while there is something to send. */
export class Connector implements ConnectionListener {
  readonly #brokers: readonly Broker[]
  readonly #connectTimeout: number
  readonly #open: Open
  readonly #owner: ConnectorOwner
  #state: 'idle' | 'pausing' | 'connecting' | 'open' | 'closed' = 'idle'
  #connection: Connection | undefined
  #timer: NodeJS.Timeout | undefined
  /** The broker whose turn it is. */
  #turn = 0
  #failures: Failure[] = []
  #pause = 0
  #careful = 0

  /** `connectTimeout`: milliseconds for one broker, its acceptance included. */
  constructor(brokers: readonly Broker[], connectTimeout: number, open: Open, owner: ConnectorOwner) {
    this.#brokers = brokers
    this.#connectTimeout = connectTimeout
    this.#open = open
    this.#owner = owner
  }

  /** The connection that messages can be sent over; undefined while there is none. */
  get current(): Connection | undefined {
    return this.#state === 'open' ? this.#connection : undefined
  }

  /** Makes a connection where there is none. */
  want(): void {
    if (this.#state !== 'idle') return
    if (this.#pause === 0) this.#round()
    else {
      this.#state = 'pausing'
      this.#timer = setTimeout(() => this.#round(), this.#pause)
    }
  }

  /** Ends the connection; none is made any more. */
  async close(): Promise<void> {
    this.#state = 'closed'
    clearTimeout(this.#timer)
    await this.#connection?.end()
  }

  opened(connection: Connection): void {
    if (this.#state === 'closed') return
    clearTimeout(this.#timer)
    this.#state = 'open'
    this.#owner.roomed(connection)
  }

  roomed(connection: Connection): void {
    if (this.#state === 'open') this.#owner.roomed(connection)
  }

  closed(connection: Connection, failure: Failure, left: number): void {
    if (this.#state === 'closed') return
    clearTimeout(this.#timer)
    this.#connection = undefined
    if (this.#state === 'connecting') {
      this.#failed(failure)
      return
    }
    this.#next()
    this.#state = 'idle'
    this.#careful = left
    // One that is taken down as soon as it is up, such as by another client of the same id, is no success.
    this.#setPause(connection.acknowledged > 0)
    this.#owner.lost()
  }

  #round(): void {
    this.#failures = []
    this.#try()
  }

  #try(): void {
    this.#state = 'connecting'
    const broker = this.#brokers[this.#turn]!
    try {
      const connection = this.#open(broker, this, this.#careful)
      this.#connection = connection
      this.#timer = setTimeout(
        () => connection.destroy({ class: 'timeout', reason: 'no connection in time' }),
        this.#connectTimeout,
      )
    } catch (error) {
      this.#failed(failureOf(error))
    }
  }

  #failed(failure: Failure): void {
    this.#failures.push({ ...failure, reason: `${this.#brokers[this.#turn]!.origin}: ${failure.reason}` })
    this.#next()
    if (this.#failures.length < this.#brokers.length) {
      this.#try()
      return
    }
    this.#state = 'idle'
    this.#setPause(false)
    // What an operator has to know comes before what may pass by itself.
    this.#owner.failed(this.#failures.find(({ alarm }) => alarm === true) ?? this.#failures.at(-1)!)
  }

  #next(): void {
    this.#turn = (this.#turn + 1) % this.#brokers.length
  }

  #setPause(success: boolean): void {
    this.#pause = success ? 0 : Math.min(Math.max(this.#pause * 2, firstPause), longestPause)
  }
}
