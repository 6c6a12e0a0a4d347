import { setTimeout as sleep } from 'node:timers/promises'
import type { Cursor, CursorListener, CursorOptions, CursorTopic, Logger, LogStatus } from '../../types.ts'
import type { Clients } from './client.ts'
import { type Connection, within } from './connection.ts'
import { failureOf, wordsOf } from './failures.ts'
import { Member } from './member.ts'
import { partitionsOf } from './requests.ts'

export interface CursorParts {
  readonly clients: Clients
  readonly connection: Connection
  /** Of the log, for messages. */
  readonly name: string
  readonly sessionTimeout: number
  readonly logger: Logger
}

const topicWait = 2_000 // ms between two looks for a topic that does not exist
const firstWait = 500 // ms before another member is made
const mostWait = 10_000 // ms
const mostWaitRefused = 30_000 // ms; too many wrong passwords may lock an account

/**
 * A group's membership that outlives its members: one that crashes is followed by another, with growing pauses. Topics
 * that do not exist are looked for while the others are read; when one appears, the member joins anew with it.
 */
export class KafkaCursor implements Cursor {
  readonly #parts: CursorParts
  readonly #options: CursorOptions
  readonly #listener: CursorListener
  readonly #closing = new AbortController()
  readonly #running: Promise<void>
  #member: Member | undefined
  #missing: readonly string[] = []
  /** Of the member that crashed last. */
  #formerId: string | undefined
  #detail: string

  constructor(parts: CursorParts, options: CursorOptions, listener: CursorListener) {
    this.#parts = parts
    this.#options = options
    this.#listener = listener
    this.#detail = `connecting to ${parts.name}`
    this.#running = this.#run()
  }

  status(): LogStatus {
    if (this.#closing.signal.aborted) return { ready: false, detail: `group ${this.#options.group}: left` }
    if (this.#missing.length > 0) {
      const [topic] = this.#missing
      const more = this.#missing.length > 1 ? ` (and ${this.#missing.length - 1} more)` : ''
      return { ready: false, detail: `topic ${topic}${more} does not exist on ${this.#parts.name}` }
    }
    const own = this.#member?.status() ?? { ready: false, detail: this.#detail }
    const connection = this.#parts.connection.status()
    return own.ready || connection.ready ? own : connection
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#member?.restart() // its tenures end now
    await this.#running
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#closing
    let failures = 0
    while (!signal.aborted) {
      try {
        const topics = await within(this.#present(), signal)
        if (topics.length === 0) {
          await this.#pause(topicWait)
          continue
        }
        const since = performance.now()
        await this.#live(topics)
        // Not in a hurry, should it end the same way again and again.
        failures = performance.now() - since > mostWait ? 0 : failures + 1
      } catch (error) {
        failures++
        this.#detail = `${this.#parts.name}: ${wordsOf(error)}`
        if (!signal.aborted) {
          this.#parts.logger.warn({ group: this.#options.group, error: wordsOf(error) }, 'group.lost')
          if (failureOf(error) === 'credentials')
            await this.#pause(Math.min(firstWait * 4 ** failures, mostWaitRefused))
        }
      }
      if (failures > 0) await this.#pause(Math.min(firstWait * 2 ** (failures - 1), mostWait))
    }
  }

  /** One member, until it is over. Rejects with why, where it failed. */
  async #live(topics: readonly CursorTopic[]): Promise<void> {
    const { clients, connection, sessionTimeout, logger } = this.#parts
    const { group } = this.#options
    if (this.#closing.signal.aborted) return
    const member = new Member({
      client: clients.create(group),
      another: () => clients.create(group),
      connection,
      group,
      topics,
      sessionTimeout,
      formerId: this.#formerId,
      listener: this.#listener,
      logger,
    })
    this.#member = member
    const enough = new AbortController()
    const watching = this.#watchMissing(member, enough.signal)
    try {
      // Whatever comes first: a member that is told to end while it connects does not wait for that.
      const failed = member.start().then(
        () => member.over,
        (error: unknown) => Promise.reject(error),
      )
      failed.catch(() => {})
      const error = await Promise.race([failed, member.over])
      this.#formerId = error === undefined ? undefined : (member.id ?? this.#formerId)
      if (error !== undefined) throw error
    } finally {
      enough.abort()
      await Promise.all([watching, member.stop()])
      this.#member = undefined
    }
  }

  /** The topics that exist; remembers the others. Waits for brokers. */
  async #present(): Promise<readonly CursorTopic[]> {
    const there: CursorTopic[] = []
    const missing: string[] = []
    for (const topic of this.#options.topics)
      (await this.#exists(topic.topic)) ? there.push(topic) : missing.push(topic.topic)
    if (missing.length > 0 && missing.join() !== this.#missing.join())
      this.#parts.logger.warn({ topics: missing, log: this.#parts.name }, 'topic.missing: waiting for it')
    this.#missing = missing
    return there
  }

  async #watchMissing(member: Member, signal: AbortSignal): Promise<void> {
    while (this.#missing.length > 0) {
      await sleep(topicWait, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      for (const topic of this.#missing) {
        if (!(await within(this.#exists(topic), signal).catch(() => false))) continue
        if (!signal.aborted) member.restart()
        return
      }
    }
  }

  async #exists(topic: string): Promise<boolean> {
    return (await this.#parts.connection.use(cluster => partitionsOf(cluster, topic))) !== undefined
  }

  async #pause(wait: number): Promise<void> {
    await sleep(wait, undefined, { signal: this.#closing.signal }).catch(() => {})
  }
}
