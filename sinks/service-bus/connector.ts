import { setTimeout as sleep } from 'node:timers/promises'
import { Connection, type ConnectionOptions } from './connection.ts'
import type { Link } from './link.ts'

const least = 262_144 // bytes; an entity of the tier Standard
// Between two attempts in a row that brought nothing, so that a thousand deliveries do not become a thousand attempts.
const firstPause = 50 // ms
const longestPause = 1_000 // ms

/** Keeps one connection with one link while there is something to send. */
export class Connector {
  readonly #options: ConnectionOptions
  readonly #ending = new AbortController()
  /** Connections that are over, but not all of the way. */
  readonly #leaving = new Set<Promise<void>>()
  #connection: Connection | undefined
  #opening: Promise<Link> | undefined
  /** The link that has been judged by what it did. */
  #judged: Link | undefined
  #pause = 0
  #careful = 0

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** A link to send over; made where there is none. One attempt for all who ask. @throws what the SDK does; Lost. */
  link(): Promise<Link> {
    const link = this.#connection?.link
    if (link?.open === true) return Promise.resolve(link)
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** Bytes of a message, as the link says that there is, or was last; before the first, what every entity takes. */
  get maxBytes(): number {
    return this.#connection?.link?.maxBytes ?? least
  }

  /** The link's connection is ended where it has said nothing since `time`. */
  giveUp(link: Link, time: number): void {
    if (this.#connection?.link === link && link.silentSince(time)) this.#connection.giveUp()
  }

  /** Ends the connection; none is made any more. */
  async close(): Promise<void> {
    this.#ending.abort()
    this.#leave()
    await Promise.all(this.#leaving)
  }

  async #open(): Promise<Link> {
    const before = this.#connection?.link
    if (before !== undefined && before !== this.#judged) {
      this.#judged = before
      // One that is taken down as soon as it is up is no success.
      this.#setPause(before.settled > 0)
      this.#careful = before.suspects
    }
    const { signal } = this.#ending
    if (this.#pause > 0) await sleep(this.#pause, undefined, { signal })
    signal.throwIfAborted()
    if (this.#connection?.alive === false) this.#leave()
    try {
      this.#connection ??= new Connection(this.#options)
      return await this.#connection.attach(this.#careful)
    } catch (error) {
      this.#setPause(false)
      throw error
    }
  }

  #leave(): void {
    const connection = this.#connection
    if (connection === undefined) return
    this.#connection = undefined
    const leaving = connection.close().finally(() => this.#leaving.delete(leaving))
    this.#leaving.add(leaving)
  }

  #setPause(success: boolean): void {
    this.#pause = success ? 0 : Math.min(Math.max(this.#pause * 2, firstPause), longestPause)
  }
}
