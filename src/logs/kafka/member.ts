import { setTimeout as sleep } from 'node:timers/promises'
import type { CursorListener, CursorTopic, Logger, LogStatus } from '../../types.ts'
import type { Client } from './client.ts'
import { type Connection, disconnect } from './connection.ts'
import { wordsOf } from './failures.ts'
import { Feed } from './feed.ts'
import { Fetcher } from './fetcher.ts'
import { JointCommits } from './joint-commits.ts'
import { Lease } from './lease.ts'
import { beforeJoin, groupOf } from './patch.ts'
import { loadPositions, type Owned } from './positions.ts'
import { boundsOf } from './requests.ts'
import { Rereads } from './rereads.ts'
import { KafkaTenure } from './tenure.ts'
import type { OffsetManager } from './types.ts'

export interface MemberParts {
  readonly client: Client
  /** Makes another client, not connected, for reading again. */
  readonly another: () => Client
  readonly connection: Connection
  readonly group: string
  readonly topics: readonly CursorTopic[]
  readonly sessionTimeout: number
  /** Whom to come back as: a member of this cursor that crashed. */
  readonly formerId: string | undefined
  readonly listener: CursorListener
  readonly logger: Logger
}

// Held of all partitions together, as far as each keeps enough for a fetch to be worth its while.
const mostBytes = 32 * 1024 * 1024
const mostBytesOfOne = 256 * 1024
const fewestBytesOfOne = 64 * 1024
const mostRecordsOfOne = 10_000
const silence = 5_000 // ms without a heartbeat answered, until the status says so
const firstRetry = 250 // ms
const mostRetry = 5_000 // ms
// Before the group changes what is under way may settle for so long: all members wait for the last one.
const settling = 2_000 // ms

/**
 * One life of a consumer in its group: from connecting until it crashes or is stopped. kafkajs keeps it in the group
 * and sends heartbeats, with every partition paused; fetching is the fetcher's.
 */
export class Member {
  readonly #parts: MemberParts
  readonly #lease: Lease
  readonly #fetcher: Fetcher
  readonly #rereads: Rereads
  /** Counts the changes of the group; compared after every await. */
  #generation = 0
  #tenures: readonly KafkaTenure[] = []
  #told = false
  /** It has begun to join again. */
  #rebalancing = false
  #settled: Promise<void> = Promise.resolve()
  #heartbeatSentAt = 0
  #id: string | undefined
  #detail: string
  #state: 'joining' | 'loading' | 'reading' | 'over' = 'joining'
  #end: (error: Error | undefined) => void = () => {}
  /** Resolves once it has crashed (with the error) or has to begin anew. */
  readonly over: Promise<Error | undefined>

  constructor(parts: MemberParts) {
    this.#parts = parts
    this.#lease = new Lease(parts.sessionTimeout)
    const shared = {
      boundsOf: (topic: string) => parts.connection.use(cluster => boundsOf(cluster, topic)),
      logger: parts.logger,
      astray: ({ topic, partition, next }: Feed) => {
        const fields = { topic, partition, position: next }
        parts.logger.error(fields, 'log.cut: the topic is gone, or ends before the position')
        this.restart()
      },
    }
    this.#fetcher = new Fetcher({ ...shared, cluster: parts.client.cluster })
    const topics = parts.topics.map(({ topic }) => topic)
    this.#rereads = new Rereads({ ...shared, client: parts.another, topics })
    this.#detail = `joining group ${parts.group}`
    this.over = new Promise(resolve => {
      this.#end = resolve
    })
  }

  /** Connects and joins. Rejects where that fails at once; later failures end `over`. */
  async start(): Promise<void> {
    const { consumer } = this.#parts.client
    const { events } = consumer
    consumer.on(events.REQUEST, ({ payload }) => {
      // The broker counts the session from the arrival of these, not from when their answer is read.
      if (payload.apiName === 'Heartbeat' || payload.apiName === 'SyncGroup')
        this.#heartbeatSentAt = payload.sentAt
    })
    consumer.on(events.HEARTBEAT, () => this.#lease.renew(this.#heartbeatSentAt))
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#id = payload.memberId
      this.#joined(payload.memberAssignment, payload.isLeader)
    })
    consumer.on(events.REBALANCING, () => this.#rebalance())
    consumer.on(events.STOP, () => this.#endTenures())
    consumer.on(events.DISCONNECT, () => this.#endTenures())
    consumer.on(events.CRASH, ({ payload }) => this.#over(payload.error))
    await consumer.connect()
    if (this.#isOver()) return disconnect(this.#parts.client)
    // Never from the end: should kafkajs look for a position of its own, it must not skip.
    await consumer.subscribe({ topics: this.#parts.topics.map(({ topic }) => topic), fromBeginning: true })
    if (this.#isOver()) return
    const running = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: async () => {}, // everything is paused; what came through all the same is not taken for read
    })
    const group = groupOf(consumer)
    // As a new member it would wait for the session of the one that crashed to run out.
    if (group !== undefined && this.#parts.formerId !== undefined) group.memberId = this.#parts.formerId
    if (group !== undefined) beforeJoin(group, () => this.#beforeJoin())
    await running
  }

  status(): LogStatus {
    const { group } = this.#parts
    if (this.#state !== 'reading') return { ready: false, detail: this.#detail }
    const { age } = this.#lease
    if (age > silence) {
      const seconds = Math.round(age / 1_000)
      return { ready: false, detail: `group ${group}: no heartbeat answered for ${seconds} s` }
    }
    const problem = this.#fetcher.problem()
    if (problem !== '') return { ready: false, detail: problem }
    return { ready: true, detail: `group ${group}: reading ${this.#tenures.length} partitions` }
  }

  /** Its id in the group; undefined before it has joined. */
  get id(): string | undefined {
    return this.#id
  }

  /** Begins anew with another member. */
  restart(): void {
    this.#over(undefined)
  }

  /** Leaves the group; takes 3 s at most. */
  async stop(): Promise<void> {
    this.#over(undefined)
    await Promise.all([disconnect(this.#parts.client), this.#rereads.close()])
  }

  #isOver(): boolean {
    return this.#state === 'over'
  }

  #over(error: Error | undefined): void {
    if (this.#isOver()) return
    this.#generation++
    this.#state = 'over'
    this.#detail = `group ${this.#parts.group}: ${error === undefined ? 'left' : wordsOf(error)}`
    this.#endTenures()
    this.#fetcher.close()
    this.#end(error)
  }

  /** Synchronous: it runs before the first fetch of the new generation. */
  #joined(assignment: Readonly<Record<string, number[]>>, isLeader: boolean): void {
    if (this.#isOver()) return
    const generation = ++this.#generation
    this.#endTenures()
    this.#rebalancing = false
    this.#lease.renew(this.#heartbeatSentAt)
    const { consumer } = this.#parts.client
    // Always by partition: a pause of a whole topic does not mix with those.
    consumer.pause(Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions })))
    const offsets = groupOf(consumer)?.offsetManager
    if (offsets == null) return // stopped in the meantime
    this.#state = 'loading'
    this.#detail = `group ${this.#parts.group}: loading positions`
    void this.#load(generation, assignment, isLeader, offsets)
  }

  /** Never rejects. */
  async #load(
    generation: number,
    assignment: Readonly<Record<string, readonly number[]>>,
    isLeader: boolean,
    offsets: OffsetManager,
  ): Promise<void> {
    const { group, topics, connection, logger } = this.#parts
    const isCurrent = () => generation === this.#generation
    for (let wait = firstRetry; isCurrent(); wait = Math.min(wait * 2, mostRetry)) {
      try {
        const use = connection.use.bind(connection)
        const owned = await loadPositions({ use, group, topics, assignment, isLeader, offsets, isCurrent })
        if (owned !== undefined && isCurrent()) this.#begin(owned, offsets)
        return
      } catch (error) {
        if (!isCurrent()) return
        this.#detail = `group ${group}: positions cannot be loaded: ${wordsOf(error)}`
        logger.warn({ group, error: wordsOf(error) }, 'kafka.positions')
      }
      await sleep(wait)
    }
  }

  #begin(owned: readonly Owned[], offsets: OffsetManager): void {
    const share = Math.floor(mostBytes / Math.max(1, owned.length))
    const bytes = Math.max(fewestBytesOfOne, Math.min(mostBytesOfOne, share))
    const limits = { records: mostRecordsOfOne, bytes }
    const mayStart = () => !this.#rebalancing && this.#lease.held
    const commits = new JointCommits(offsets)
    const feeds = owned.map(place => new Feed(place, limits, bytes, this.#fetcher.wake))
    this.#tenures = owned.map(
      ({ committed, bounds }, index) =>
        new KafkaTenure({
          committed,
          bounds,
          feed: feeds[index] as Feed,
          commits,
          mayStart,
          reread: from => this.#rereads.open(feeds[index] as Feed, from),
        }),
    )
    this.#state = 'reading'
    this.#told = true
    this.#fetcher.replace(feeds)
    this.#parts.logger.info({ group: this.#parts.group, partitions: owned.length }, 'group.joined')
    this.#parts.listener.assigned(this.#tenures)
  }

  /** The partitions stay its own until it joins again; and so long the broker takes commits of the old generation. */
  #rebalance(): void {
    if (this.#isOver()) return
    this.#settled = this.#told ? this.#parts.listener.rebalancing() : Promise.resolve()
  }

  async #beforeJoin(): Promise<void> {
    const enough = new AbortController()
    await Promise.race([
      this.#settled,
      sleep(settling, undefined, { signal: enough.signal }).catch(() => {}),
      this.over,
    ])
    enough.abort()
    this.#rebalancing = true
  }

  #endTenures(): void {
    for (const tenure of this.#tenures) tenure.end()
    this.#tenures = []
    this.#fetcher.replace([])
    if (!this.#told) return
    this.#told = false
    if (this.#state === 'reading') {
      this.#state = 'joining'
      this.#detail = `joining group ${this.#parts.group}`
    }
    this.#parts.listener.ended()
  }
}
