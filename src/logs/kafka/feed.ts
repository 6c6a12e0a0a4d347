import { createRequire } from 'node:module'
import type { Batch, Header, LogRecord } from '../../types.ts'
import type { RawMessage, RawPartition } from './types.ts'

const require = createRequire(import.meta.url)

// A function of kafkajs: leaves out what belongs to aborted transactions.
const filterAborted = require('kafkajs/src/consumer/filterAbortedMessages') as (batch: {
  readonly messages: readonly RawMessage[]
  readonly abortedTransactions: RawPartition['abortedTransactions']
}) => readonly RawMessage[]

/** How much is held for a partition before its next fetch waits for the reader. */
export interface FeedLimits {
  readonly records: number
  readonly bytes: number
}

// The largest that a fetch of one partition may grow to, where what it holds does not show in smaller answers.
const mostFetchBytes = 64 * 1024 * 1024
const emptyBeforeGrowing = 3

/** What has been fetched of one partition and not been read: between the fetcher, which fills it, and `Tenure.read`. */
export class Feed {
  readonly topic: string
  readonly partition: number
  /** Asked for in one fetch. */
  fetchBytes: number
  /** Fetched by itself until it succeeds: its last fetch failed, or that of its company. */
  alone = false
  /** No fetch before this, on the monotonic clock. */
  retryAt = 0
  failures = 0
  /** Why it cannot be fetched at present; empty where it can. */
  problem = ''
  readonly #limits: FeedLimits
  readonly #fetchBytes: number
  readonly #wake: () => void
  #next = -1
  #batches: Batch[] = []
  #sizes: number[] = []
  #records = 0
  #bytes = 0
  #empty = 0
  #ended = false
  #readAt = Number.NEGATIVE_INFINITY
  #waiting: ((batch: Batch | undefined) => void) | undefined

  /** `wake` is called when it wants to be fetched again. */
  constructor(
    place: { topic: string; partition: number },
    limits: FeedLimits,
    fetchBytes: number,
    wake: () => void,
  ) {
    this.topic = place.topic
    this.partition = place.partition
    this.#limits = limits
    this.#fetchBytes = fetchBytes
    this.fetchBytes = fetchBytes
    this.#wake = wake
  }

  /** The offset of the next fetch; -1 before the first `seek`. */
  get next(): number {
    return this.#next
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Whether it is read at all. */
  get started(): boolean {
    return this.#next >= 0 && !this.#ended
  }

  get hasRoom(): boolean {
    return this.#records < this.#limits.records && this.#bytes < this.#limits.bytes
  }

  /** Whether its reader has come for more in the last second: then it soon will again. */
  get isBeingRead(): boolean {
    return performance.now() - this.#readAt < 1_000
  }

  seek(offset: number): void {
    this.#batches = []
    this.#sizes = []
    this.#records = 0
    this.#bytes = 0
    this.#next = offset
    this.#wake()
  }

  /**
   * Takes the answer of a fetch that began at `from`. One that does not begin where this feed stands is of an earlier
   * position, and dropped: a read must cover every offset.
   */
  accept(from: number, answer: RawPartition): void {
    if (this.#ended || from !== this.#next) return
    this.problem = ''
    this.failures = 0
    const batch = batchOf(this, from, answer)
    if (batch === undefined) {
      this.#growIfStuck(from, answer)
      return
    }
    this.#empty = 0
    this.fetchBytes = this.#fetchBytes
    this.#push(batch)
  }

  /** Moves over offsets that the log no longer holds. */
  skip(to: number): void {
    if (!this.#ended && to > this.#next) this.#push({ records: [], next: to, lostBelow: to })
  }

  /** The next batch; undefined once ended. One call at a time. */
  read(): Promise<Batch | undefined> {
    if (this.#waiting !== undefined) throw new Error(`${this.topic}/${this.partition} is being read already`)
    this.#readAt = performance.now()
    const batch = this.#batches.shift()
    if (batch !== undefined) {
      const hadRoom = this.hasRoom
      this.#records -= batch.records.length
      this.#bytes -= this.#sizes.shift() ?? 0
      if (!hadRoom && this.hasRoom) this.#wake()
      return Promise.resolve(batch)
    }
    if (this.#ended) return Promise.resolve(undefined)
    return new Promise(resolve => {
      this.#waiting = resolve
    })
  }

  /** Forgets what is held; a read that waits gets undefined. */
  end(): void {
    this.#ended = true
    this.#batches = []
    this.#sizes = []
    this.#records = 0
    this.#bytes = 0
    this.#waiting?.(undefined)
    this.#waiting = undefined
  }

  #push(batch: Batch): void {
    this.#next = batch.next
    const reader = this.#waiting
    if (reader !== undefined) {
      this.#waiting = undefined
      reader(batch)
      return
    }
    const size = batch.records.reduce(
      (sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0),
      0,
    )
    this.#batches.push(batch)
    this.#sizes.push(size)
    this.#records += batch.records.length
    this.#bytes += size
  }

  /** kafkajs shows nothing of a record batch that compaction left empty, nor of the one behind it if that was cut off. */
  #growIfStuck(from: number, { lastStableOffset, highWatermark }: RawPartition): void {
    if (Number(lastStableOffset ?? highWatermark) <= from) this.#empty = 0
    else if (++this.#empty % emptyBeforeGrowing === 0)
      this.fetchBytes = Math.min(this.fetchBytes * 2, mostFetchBytes)
  }
}

/** A fetch's answer as a batch; undefined where it holds nothing from `from` on. */
export function batchOf(
  place: { readonly topic: string; readonly partition: number },
  from: number,
  { messages, abortedTransactions }: RawPartition,
): Batch | undefined {
  const last = messages[messages.length - 1]
  if (last === undefined) return undefined
  // The last batch's end, not its last record's: compaction may have taken those behind it.
  const end =
    last.batchContext === undefined
      ? Number(last.offset)
      : Number(last.batchContext.firstOffset) + last.batchContext.lastOffsetDelta
  if (end < from) return undefined
  const records: LogRecord[] = []
  // A compressed batch is sent whole, so the first records may lie before `from`.
  for (const message of filterAborted({ messages, abortedTransactions })) {
    const offset = Number(message.offset)
    if (offset >= from && message.isControlRecord !== true) records.push(recordOf(place, offset, message))
  }
  return { records, next: end + 1 }
}

const noHeaders: readonly Header[] = []
const nothing = Buffer.alloc(0)

function recordOf(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  offset: number,
  { timestamp, key, value, headers }: RawMessage,
): LogRecord {
  return { topic, partition, offset, timestamp: Number(timestamp), key, value, headers: headersOf(headers) }
}

function headersOf(raw: RawMessage['headers']): readonly Header[] {
  const names = Object.keys(raw)
  if (names.length === 0) return noHeaders
  const headers: Header[] = []
  for (const name of names) {
    const value = raw[name]
    // kafkajs looks names up in an object that has `constructor` and the like: those are not bytes.
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one !== 'function') headers.push({ name, value: Buffer.isBuffer(one) ? one : nothing })
  }
  return headers
}
