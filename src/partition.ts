import { setImmediate as nextTurn } from 'node:timers/promises'
import { messageOf } from './errors.ts'
import type { Lane } from './outbox/lane.ts'
import type { Outbox } from './outbox/outbox.ts'
import { decodePositions, encodePositions, type SinkPosition, sinkId } from './positions.ts'
import type { Routed, Router } from './router.ts'
import type { Commit, Logger, ReaderMeter, Tenure } from './types.ts'

/** What the reading of every partition shares. */
export interface PartitionParts {
  readonly router: Router
  /** By sink name. */
  readonly outboxes: ReadonlyMap<string, Outbox>
  /** The built-in sink of records that are no event. */
  readonly undecodable: Outbox
  /** A sink's former name, under which its position may be written. */
  readonly formerly: ReadonlyMap<string, string>
  readonly metadataLimit: number
  readonly meter: ReaderMeter
  readonly logger: Logger
}

// Long enough to cost nothing, short enough that sockets and timers get their turn about every millisecond.
const yieldEvery = 256

/**
 * One partition during one tenure: reads it in order, hands each record to the lanes of those who want it, and knows
 * what a commit may say.
 */
export class OwnedPartition {
  readonly tenure: Tenure
  readonly #parts: PartitionParts
  /** Sinks that took something here, or that stand beyond the reader. All others stand where it stands. */
  readonly #lanes = new Map<Outbox, Lane>()
  /** Sinks of the commit that the configuration does not know: they keep their absolute position. */
  readonly #strangers: readonly SinkPosition[]
  #read: number
  #stopped = false
  #stored: { readonly offset: number; readonly metadata: string }
  #storing = false

  /** @throws SluiceError `positions_unreadable`: then the partition must not be read. */
  constructor(tenure: Tenure, parts: PartitionParts) {
    this.tenure = tenure
    this.#parts = parts
    this.#stored = tenure.committed
    const listed = new Map(decodePositions(tenure.committed).map(entry => [entry.id, entry]))
    const stands = [...parts.outboxes.values(), parts.undecodable].map(outbox => {
      const former = parts.formerly.get(outbox.name)
      const entry =
        listed.get(sinkId(outbox.name)) ?? (former === undefined ? undefined : listed.get(sinkId(former)))
      if (entry !== undefined) listed.delete(entry.id)
      return { outbox, from: this.#within(outbox.name, entry?.position ?? tenure.committed.offset) }
    })
    this.#strangers = [...listed.values()].filter(entry => entry.position >= tenure.bounds.start)
    // The head begins where the sink furthest behind stands; those further on take nothing until it has passed them.
    this.#read = Math.min(...stands.map(({ from }) => from))
    for (const { outbox, from } of stands)
      if (from > this.#read) this.#lanes.set(outbox, outbox.open(tenure, from))
  }

  /** The next offset to be read. */
  get read(): number {
    return this.#read
  }

  /** Where the most advanced sink stands: what the group's own lag is measured from. */
  get done(): number {
    return this.#standing().high
  }

  /** Reads until the tenure ends or `stop` is called. Rejects only on a defect. */
  async run(): Promise<void> {
    this.tenure.seek(this.#read)
    let sinceTurn = 0
    while (!this.#over) {
      const batch = await this.tenure.read()
      if (batch === undefined) return
      for (const record of batch.records) {
        if (this.#over) return
        const routed = this.#parts.router.route(record)
        if (routed !== undefined) {
          for (let full = this.#full(routed); full !== undefined; full = this.#full(routed)) {
            await full.roomed()
            if (this.#over) return
          }
          this.#offer(routed)
        }
        this.#read = record.offset + 1
        if (++sinceTurn >= yieldEvery) {
          sinceTurn = 0
          await nextTurn()
        }
      }
      if (!this.#over) this.#read = Math.max(this.#read, batch.next)
    }
  }

  /** Reads nothing more; what is under way may still settle and be committed. */
  stop(): void {
    this.#stopped = true
  }

  /** The tenure has ended: everything held for it is forgotten, unsettled. */
  end(): void {
    this.#stopped = true
    for (const [outbox, lane] of this.#lanes) outbox.drop(lane)
    this.#lanes.clear()
  }

  /** Stores where every sink stands. True when that is stored; false when a commit is under way or was not taken. */
  async commit(): Promise<boolean> {
    const commit = this.#commitOf()
    if (commit.offset === this.#stored.offset && commit.metadata === this.#stored.metadata) return true
    if (this.#storing || this.tenure.ended) return false
    this.#storing = true
    try {
      await this.tenure.commit(commit)
      this.#stored = commit
      this.#parts.meter.commit(true)
      return true
    } catch (error) {
      const { topic, partition } = this.tenure
      this.#parts.meter.commit(false)
      this.#parts.logger.warn({ topic, partition, error: messageOf(error) }, 'commit.failed')
      return false
    } finally {
      this.#storing = false
    }
  }

  get #over(): boolean {
    return this.#stopped || this.tenure.ended
  }

  /** One of those who want it that has no room; nobody waits for it any more once it has. */
  #full(routed: NonNullable<Routed>): Outbox | undefined {
    const { record } = routed
    if (!('event' in routed)) {
      const { undecodable } = this.#parts
      return this.#canTake(undecodable, record) ? undefined : undecodable
    }
    for (const sink of routed.match.sinks) {
      const outbox = this.#outbox(sink)
      if (!this.#canTake(outbox, record)) return outbox
    }
    return undefined
  }

  #canTake(outbox: Outbox, record: NonNullable<Routed>['record']): boolean {
    const lane = this.#lane(outbox)
    return record.offset < lane.from || outbox.hasRoom(lane, record)
  }

  #offer(routed: NonNullable<Routed>): void {
    const { offset } = routed.record
    if (!('event' in routed)) {
      const lane = this.#lane(this.#parts.undecodable)
      if (offset >= lane.from) this.#parts.undecodable.offer(lane, routed, undefined)
      return
    }
    for (const sink of routed.match.sinks) {
      const outbox = this.#outbox(sink)
      const lane = this.#lane(outbox)
      // Each sink has work of its own: its egress id, and later a copy of its own.
      if (offset >= lane.from) outbox.offer(lane, { ...routed }, routed.event.key)
    }
  }

  #outbox(sink: string): Outbox {
    const outbox = this.#parts.outboxes.get(sink)
    if (outbox === undefined) throw new Error(`no outbox for sink ${sink}`)
    return outbox
  }

  #lane(outbox: Outbox): Lane {
    let lane = this.#lanes.get(outbox)
    if (lane === undefined) {
      lane = outbox.open(this.tenure, this.#read)
      this.#lanes.set(outbox, lane)
    }
    return lane
  }

  /** How far the sinks are settled: the furthest, the least, and each that is not where the reader is. */
  #standing(): { high: number; low: number; sinks: SinkPosition[] } {
    const everyone = this.#parts.outboxes.size + 1
    let high = this.#lanes.size < everyone ? this.#read : 0
    let low = this.#lanes.size < everyone ? this.#read : Number.MAX_SAFE_INTEGER
    const sinks = [...this.#strangers]
    for (const [outbox, lane] of this.#lanes) {
      const position = lane.done(this.#read)
      high = Math.max(high, position)
      low = Math.min(low, position)
      sinks.push({ id: sinkId(outbox.name), position, paused: false, attempts: 0, firstFailure: 0 })
    }
    for (const { position } of this.#strangers) low = Math.min(low, position)
    return { high, low, sinks }
  }

  #commitOf(): Commit {
    const { high, low, sinks } = this.#standing()
    const { offset, metadata } = encodePositions(high, sinks, this.#parts.metadataLimit)
    return { offset, metadata, low: Math.min(low, offset) }
  }

  /** A committed position, moved into what the log still holds. */
  #within(sink: string, position: number): number {
    const { topic, partition, bounds } = this.tenure
    if (position >= bounds.start && position <= bounds.end) return position
    const fields = { sink, topic, partition, position, start: bounds.start, end: bounds.end }
    if (position < bounds.start) {
      const missing = bounds.start - position
      this.#parts.logger.error(
        { ...fields, missing },
        'position.gap: the log no longer holds what the sink is owed',
      )
    } else {
      this.#parts.logger.error(fields, 'position.beyond: the log was recreated; reading it from its start')
    }
    return bounds.start
  }
}
