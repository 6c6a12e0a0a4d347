import { randomUUID } from 'node:crypto'
import type { Lane, Started } from '../outbox/lane.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Gap } from '../outbox/types.ts'
import { encodePositions, type SinkPosition, type Start, sinkId } from '../positions.ts'
import type { Commit, Tenure } from '../types.ts'
import { beginningOf } from './beginning.ts'
import { Gaps, logGap } from './gaps.ts'
import { Laggard } from './laggard.ts'
import type { PartitionParts } from './types.ts'

/**
 * Where every sink stands in one partition during one tenure: at the head, with `read`, or left behind at a place of its
 * own. A sink that skipped forward, or that stands beyond the head at the begin, has a lane that takes nothing below.
 */
export class Places {
  readonly tenure: Tenure
  /** Where the head stands: the next offset it reads. */
  read: number
  /** Where it is worth looking for something to read: a laggard may have room, or is new. */
  onLaggard: () => void = () => {}
  /** How many records were offered to laggards. */
  reread = 0
  /** Whether so much was read since the last commit, and commits fail, that a crash would repeat more than a window. */
  isAhead: () => boolean = () => false
  /** The head may go on: a sink has arrived there. */
  onArrival: () => void = () => {}
  ended = false
  readonly #parts: PartitionParts
  readonly #gaps: Gaps
  /** Of every sink about which there is anything to say; all others stand where the head does, and have settled all. */
  readonly #lanes = new Map<Outbox, Lane>()
  readonly #count: number
  readonly #behind = new Map<Outbox, Laggard>()
  readonly #paused = new Set<Outbox>()
  /** Sinks of the commit that the configuration does not know: they keep their absolute position. */
  #strangers: readonly SinkPosition[]
  /** Sinks that are not listed in the commit the tenure began with stand there: a commit never says less. */
  readonly #least: number

  /** @throws SluiceError `positions_unreadable`: then the partition must not be read. */
  constructor(tenure: Tenure, parts: PartitionParts) {
    this.tenure = tenure
    this.#parts = parts
    this.#gaps = new Gaps(parts)
    const everyone = [...this.everyone()]
    const standing = beginningOf(
      tenure,
      everyone.map(({ name }) => name),
      parts,
    )
    this.#strangers = standing.strangers
    this.#least = standing.recreated ? 0 : tenure.committed.offset
    const { topic, partition, bounds } = tenure
    for (const [sink, from] of standing.gaps)
      this.#gaps.add({ sink, topic, partition, from, to: bounds.start })
    const starts = new Map(everyone.map(outbox => [outbox, standing.sinks.get(outbox.name) as Start]))
    // With the furthest sink: what only `undecodable` has passed would else be read twice for all others.
    this.read = Math.max(
      ...everyone.filter(outbox => this.#counts(outbox)).map(outbox => starts.get(outbox)?.position ?? 0),
    )
    this.#count = everyone.length
    for (const [outbox, { position, paused, attempts, firstFailure }] of starts) {
      if (paused) this.#paused.add(outbox)
      const isPlain = position === this.read && position >= this.#least && attempts === 0 && !paused
      if (isPlain && !standing.gaps.has(outbox.name)) continue
      this.#open(outbox, position, { attempts, firstFailure: firstFailure * 1000 })
      if (position < this.read)
        this.#behind.set(outbox, new Laggard(outbox, position, Date.now(), () => this.onLaggard()))
    }
  }

  /** All sinks, `undecodable` included. */
  *everyone(): Generator<Outbox> {
    yield* this.#parts.outboxes.values()
    if (this.#parts.undecodable !== undefined) yield this.#parts.undecodable
  }

  /** Everyone who stands at the head. */
  *atHead(): Generator<Outbox> {
    for (const outbox of this.everyone()) if (!this.#behind.has(outbox)) yield outbox
  }

  get laggards(): ReadonlyMap<Outbox, Laggard> {
    return this.#behind
  }

  isBehind(outbox: Outbox): boolean {
    return this.#behind.size > 0 && this.#behind.has(outbox)
  }

  /** Whether every sink was left behind: then the head reads for nobody. `undecodable` does not count. */
  get nobodyAtHead(): boolean {
    const { outboxes, undecodable } = this.#parts
    if (this.#behind.size < outboxes.size || outboxes.size === 0) return false
    return (
      this.#behind.size - (undecodable !== undefined && this.#behind.has(undecodable) ? 1 : 0) ===
      outboxes.size
    )
  }

  /** Whether it may be read for now: an operator's pause is kept by partition. */
  isReady(outbox: Outbox): boolean {
    return outbox.available && !this.#paused.has(outbox) && this.#lanes.get(outbox)?.stuck !== true
  }

  isPaused(outbox: Outbox): boolean {
    return this.#paused.has(outbox)
  }

  lane(outbox: Outbox): Lane {
    return this.#lanes.get(outbox) ?? this.#open(outbox, this.next(outbox))
  }

  /** The first offset that was not offered to the sink. */
  next(outbox: Outbox): number {
    return this.#behind.get(outbox)?.next ?? this.read
  }

  /** The timestamp of the first record that is not settled for the sink, or a later one where that is not known; in milliseconds. */
  since(outbox: Outbox): number | undefined {
    const first = this.#lanes.get(outbox)?.track.first
    return first === undefined ? this.#behind.get(outbox)?.since : first.work.record.timestamp
  }

  /** Leaves a sink behind at an offset, whose record is of the time `since`. */
  leave(outbox: Outbox, next: number, since = Date.now()): void {
    if (this.ended) return
    if (!this.#lanes.has(outbox)) this.#open(outbox, next)
    const laggard = this.#behind.get(outbox)
    if (laggard === undefined)
      this.#behind.set(outbox, new Laggard(outbox, next, since, () => this.onLaggard()))
    else if (next < laggard.next) laggard.leave(next, Math.min(since, laggard.since))
    else laggard.leave(laggard.next, laggard.since)
    this.onLaggard()
  }

  /** A laggard stands where the head does: in the same tick it is at the head. */
  arrive(laggard: Laggard): void {
    laggard.end()
    this.#behind.delete(laggard.outbox)
    this.onArrival()
  }

  /** The log does not hold any more what these sinks were owed, from their places to `start`, where they go on. */
  lost(outboxes: Iterable<Outbox>, start: number): void {
    const gaps: Gap[] = []
    const { topic, partition } = this.tenure
    for (const outbox of outboxes) {
      const from = Math.max(this.next(outbox), this.lane(outbox).from)
      if (from < start) gaps.push({ sink: outbox.name, topic, partition, from, to: start })
    }
    if (gaps.length === 0) return
    logGap(this.#parts.logger, gaps)
    for (const gap of gaps) this.#gaps.add(gap)
  }

  /** An operator's pause: what is unsent is forgotten, and read again once it is over. */
  pause(outbox: Outbox): void {
    this.#paused.add(outbox)
    const lane = this.lane(outbox)
    lane.paused = true
    const next = outbox.shed(lane)
    if (next !== undefined) this.leave(outbox, next)
  }

  resume(outbox: Outbox): void {
    this.#paused.delete(outbox)
    this.lane(outbox).paused = false
    this.#behind.get(outbox)?.deafen()
    this.onLaggard()
    this.onArrival()
  }

  /** Has the sink go on at an offset. What it has under way settles nothing any more. */
  move(outbox: Outbox, to: number): void {
    const lane = this.#lanes.get(outbox)
    const offered = Math.max(this.next(outbox), lane?.rewound?.below ?? 0)
    if (lane !== undefined) outbox.drop(lane)
    this.#gaps.forget(outbox.name)
    this.#behind.get(outbox)?.end()
    this.#behind.delete(outbox)
    const next = this.#open(outbox, to)
    if (to < offered) next.rewound = { id: randomUUID(), below: offered }
    if (to < this.read) this.leave(outbox, to)
    else for (const other of this.everyone()) this.lane(other) // they are not where the furthest is any more
    this.onArrival()
  }

  /** Forgets a sink that the configuration does not know; whether there was one of that name. */
  forget(name: string): boolean {
    const id = sinkId(name)
    const left = this.#strangers.filter(stranger => stranger.id !== id)
    const known = left.length < this.#strangers.length
    this.#strangers = left
    return known
  }

  /** The first offset that is not settled for the sink. */
  done(outbox: Outbox): number {
    const next = this.next(outbox)
    const done = this.#lanes.get(outbox)?.done(next) ?? next
    return Math.min(done, this.#gaps.untold(outbox.name) ?? done)
  }

  /** Below it, everything is settled for every sink. */
  get settled(): number {
    let low = this.#lanes.size < this.#count ? this.read : Number.MAX_SAFE_INTEGER
    for (const outbox of this.#lanes.keys()) low = Math.min(low, this.done(outbox))
    return low
  }

  /** What a commit would say now. */
  commitOf(): Commit {
    let high = this.#lanes.size < this.#count ? Math.max(this.read, this.#least) : this.#least
    const low = this.settled
    const done = new Map<Outbox, number>()
    for (const outbox of this.#lanes.keys()) {
      const position = this.done(outbox)
      high = Math.max(high, position)
      done.set(outbox, position)
    }
    const sinks = [...this.#strangers]
    for (const [outbox, position] of done) {
      const paused = this.#paused.has(outbox)
      if (position < high || paused) sinks.push({ ...this.#failures(outbox), position, paused })
    }
    const { offset, metadata } = encodePositions(high, sinks, this.#parts.metadataLimit)
    return { offset, metadata, low: Math.min(low, offset) }
  }

  /** The tenure is about to end: nothing more is read, and started only what stands before something that has gone. */
  close(): void {
    this.isAhead = () => true
    for (const [outbox, lane] of this.#lanes) outbox.close(lane)
  }

  /** Whether nothing is under way any more, at sinks that still answer. */
  get quiet(): boolean {
    for (const [outbox, lane] of this.#lanes) if (outbox.lively && !lane.quiet) return false
    return true
  }

  /** The tenure has ended: everything held for it is forgotten, unsettled. */
  end(): void {
    this.ended = true
    this.#gaps.end()
    for (const laggard of this.#behind.values()) laggard.end()
    for (const [outbox, lane] of this.#lanes) outbox.drop(lane)
    this.#lanes.clear()
    this.#behind.clear()
  }

  /** With no sinks at all, `undecodable` is the one to be read for. */
  #counts(outbox: Outbox): boolean {
    return outbox !== this.#parts.undecodable || this.#parts.outboxes.size === 0
  }

  #open(outbox: Outbox, from: number, started?: Started): Lane {
    const lane = outbox.open(this.tenure, from, {
      ...(started === undefined ? {} : { started }),
      onShed: (shed, next) => {
        if (this.#lanes.get(outbox) === shed) this.leave(outbox, next)
      },
    })
    lane.paused = this.#paused.has(outbox)
    this.#lanes.set(outbox, lane)
    return lane
  }

  /** Who it is, and what the record at its position has behind it. */
  #failures(outbox: Outbox): Pick<SinkPosition, 'id' | 'attempts' | 'firstFailure'> {
    const started = this.#lanes.get(outbox)?.started(this.next(outbox))
    const firstFailure = Math.floor((started?.firstFailure ?? 0) / 1000)
    return { id: sinkId(outbox.name), attempts: started?.attempts ?? 0, firstFailure }
  }
}
