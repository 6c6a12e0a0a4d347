import { messageOf } from '../../errors.ts'
import type { Bounds, Logger } from '../../types.ts'
import { failureOf, wordsOf } from './failures.ts'
import type { Feed } from './feed.ts'
import { isolation } from './requests.ts'
import type { Cluster } from './types.ts'

// How long a broker holds a fetch that finds nothing, where nothing else is said. Short while a partition is left out whose reader is at work: it
// would have to wait for the end of this one.
const idleWait = 500 // ms
const busyWait = 25 // ms
const mostAnswerBytes = 4 * 1024 * 1024 // what is kept of an answer keeps all of it
const firstRetry = 100 // ms
const mostRetry = 5_000 // ms
const mostRetryUndecodable = 30_000 // ms; an operator has to look

export interface FetcherParts {
  /** The member's own: its metadata is that of the topics subscribed to. */
  readonly cluster: Cluster
  readonly boundsOf: (topic: string) => Promise<readonly Bounds[] | undefined>
  readonly logger: Logger
  /** The topic is gone, or was recreated and ends before the position: the member has to begin anew. */
  readonly astray: (feed: Feed) => void
  /** Milliseconds that a broker holds a fetch that finds nothing. */
  readonly idleWait?: number
}

/**
 * Fills feeds: one fetch under way per broker, for those of its partitions that have room. A partition whose reader is
 * behind is left out, which is all the back-pressure there is: heartbeats go their own way.
 */
export class Fetcher {
  readonly #parts: FetcherParts
  readonly #feeds = new Set<Feed>()
  readonly #busy = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #scheduled = false
  #refreshing: Promise<void> | undefined
  #refreshAfter = 0
  #closed = false

  constructor(parts: FetcherParts) {
    this.#parts = parts
  }

  /** What it fetches from now on; what it fetched before is dropped. */
  replace(feeds: readonly Feed[]): void {
    this.#feeds.clear()
    for (const feed of feeds) this.#feeds.add(feed)
    this.wake()
  }

  /** Something has room again. */
  readonly wake = (): void => {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#schedule()
    })
  }

  /** What cannot be fetched at present, in words; empty where all can. */
  problem(): string {
    for (const feed of this.#feeds) if (feed.problem !== '') return feed.problem
    return ''
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#feeds.clear()
  }

  #schedule(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    const now = performance.now()
    const byLeader = new Map<number, Feed[]>()
    const soon = new Set<number>()
    let next = Number.POSITIVE_INFINITY
    for (const feed of this.#feeds) {
      if (!feed.started) continue
      const leader = this.#leaderOf(feed)
      if (leader === undefined) {
        this.#refresh(feed.topic)
        next = Math.min(next, now + firstRetry)
      } else if (feed.retryAt > now) next = Math.min(next, feed.retryAt)
      else if (!feed.hasRoom) {
        if (feed.isBeingRead) soon.add(leader)
      } else if (!this.#busy.has(leader)) byLeader.set(leader, [...(byLeader.get(leader) ?? []), feed])
    }
    for (const [leader, feeds] of byLeader) {
      const alone = feeds.find(feed => feed.alone)
      this.#fetch(leader, alone === undefined ? feeds : [alone], soon.has(leader))
    }
    if (next !== Number.POSITIVE_INFINITY)
      this.#timer = setTimeout(() => this.#schedule(), Math.max(10, next - now))
  }

  /** Never rejects. */
  async #fetch(leader: number, feeds: readonly Feed[], soonMore: boolean): Promise<void> {
    this.#busy.add(leader)
    try {
      await this.#request(leader, feeds, soonMore)
    } catch (error) {
      if (!this.#closed) await this.#failed(error, feeds)
    } finally {
      this.#busy.delete(leader)
      this.wake()
    }
  }

  async #request(leader: number, feeds: readonly Feed[], soonMore: boolean): Promise<void> {
    const { cluster } = this.#parts
    const broker = await cluster.findBroker({ nodeId: leader })
    const asked = new Map(feeds.map(feed => [`${feed.topic}/${feed.partition}`, { feed, from: feed.next }]))
    const { responses } = await broker.fetch({
      maxWaitTime: feeds[0]?.alone === true ? 1 : soonMore ? busyWait : (this.#parts.idleWait ?? idleWait),
      minBytes: 1,
      maxBytes: mostAnswerBytes,
      isolationLevel: isolation.readCommitted,
      topics: [...asked.values()].map(({ feed, from }) => ({
        topic: feed.topic,
        partitions: [{ partition: feed.partition, fetchOffset: String(from), maxBytes: feed.fetchBytes }],
      })),
    })
    if (this.#closed) return
    for (const { topicName, partitions } of responses)
      for (const answer of partitions) {
        const one = asked.get(`${topicName}/${answer.partition}`)
        if (one === undefined || !this.#feeds.has(one.feed)) continue
        one.feed.accept(one.from, answer)
        one.feed.alone = false
      }
  }

  async #failed(error: unknown, feeds: readonly Feed[]): Promise<void> {
    const { logger } = this.#parts
    const failure = failureOf(error)
    if (failure === 'unreachable' || failure === 'moved') {
      const { host, port } = error as { readonly host?: string; readonly port?: number }
      if (host !== undefined && port !== undefined) this.#parts.cluster.removeBroker({ host, port })
      for (const feed of feeds) this.#postpone(feed, wordsOf(error), mostRetry)
      await this.#refresh(feeds[0]?.topic ?? '')
      return
    }
    // kafkajs does not say which partition of an answer was at fault: each is asked for by itself.
    if (feeds.length > 1) {
      for (const feed of feeds) feed.alone = true
      return
    }
    const [feed] = feeds
    if (feed === undefined || feed.ended) return
    feed.alone = true
    if (failure === 'offset') return this.#outOfRange(feed)
    if (failure === 'topic_missing') return this.#gone(feed, error)
    const words = `${feed.topic}/${feed.partition} cannot be read at offset ${feed.next}: ${wordsOf(error)}`
    if (feed.failures === 0 || feed.problem !== words)
      logger.error(
        { topic: feed.topic, partition: feed.partition, offset: feed.next, error: messageOf(error) },
        'partition.unreadable: it waits; others go on',
      )
    this.#postpone(feed, words, failure === 'other' ? mostRetryUndecodable : mostRetry)
  }

  /** A broker that has just begun to lead may not know it; one that was deleted is known to none. */
  async #gone(feed: Feed, error: unknown): Promise<void> {
    this.#postpone(feed, `${feed.topic}/${feed.partition}: ${wordsOf(error)}`, mostRetry)
    await this.#refresh(feed.topic)
    if (feed.failures < 3 || feed.ended) return
    const bounds = await this.#parts.boundsOf(feed.topic).catch(() => [])
    if (bounds === undefined && !feed.ended) this.#parts.astray(feed)
  }

  /** The position fell out of the log while it was read: below its start retention was faster, above its end it was cut. */
  async #outOfRange(feed: Feed): Promise<void> {
    const { logger } = this.#parts
    const { topic, partition, next } = feed
    let bounds: Bounds | undefined
    try {
      bounds = (await this.#parts.boundsOf(topic))?.[partition]
    } catch (error) {
      this.#postpone(feed, wordsOf(error), mostRetry)
      return
    }
    if (feed.ended || feed.next !== next) return
    if (bounds !== undefined && next < bounds.start) {
      const fields = { topic, partition, position: next, start: bounds.start, missing: bounds.start - next }
      logger.error(fields, 'log.gap: retention deleted records before they were read')
      feed.skip(bounds.start)
    } else if (bounds !== undefined && next > bounds.end && feed.failures > 0) {
      this.#parts.astray(feed)
    } else {
      this.#postpone(feed, `${topic}/${partition}: offset ${next} is out of the log's range`, mostRetry)
    }
  }

  #postpone(feed: Feed, problem: string, most: number): void {
    feed.retryAt = performance.now() + Math.min(firstRetry * 2 ** feed.failures, most)
    feed.failures++
    feed.problem = problem
  }

  #leaderOf(feed: Feed): number | undefined {
    try {
      const found = this.#parts.cluster
        .findTopicPartitionMetadata(feed.topic)
        .find(({ partitionId }) => partitionId === feed.partition)
      return found === undefined || found.leader < 0 ? undefined : found.leader
    } catch {
      return undefined // not loaded
    }
  }

  /** Looks again where partitions are led; at most one at a time, and not in a hurry. */
  #refresh(topic: string): Promise<void> {
    if (performance.now() < this.#refreshAfter && this.#refreshing === undefined) return Promise.resolve()
    this.#refreshing ??= this.#parts.cluster
      .refreshMetadata()
      .catch((error: unknown) => {
        this.#parts.logger.debug({ topic, error: wordsOf(error) }, 'kafka.metadata')
      })
      .finally(() => {
        this.#refreshing = undefined
        this.#refreshAfter = performance.now() + firstRetry
        this.wake()
      })
    return this.#refreshing
  }
}
