import { setImmediate as nextTurn } from 'node:timers/promises'
import { messageOf, SluiceError } from './errors.ts'
import type { Lane } from './outbox/lane.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Work } from './outbox/owed.ts'
import {
  type Committed,
  encodePositions,
  type SinkPosition,
  type Standing,
  sinkId,
  standingOf,
} from './positions.ts'
import type { Router } from './router.ts'
import type { Batch, Commit, Logger, LogRecord, ReaderMeter, Tenure } from './types.ts'

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
// What waits keeps the fetch it came in. Where less than this share of a fetch is wanted, what is wanted is copied.
const sparseBelow = 0.25
const mostNames = 20 // in a log line

/**
 * One partition during one tenure: reads it in order, hands each record to the lanes of those who want it, and knows
 * what a commit may say.
 */
export class OwnedPartition {
  readonly tenure: Tenure
  readonly #parts: PartitionParts
  /**
   * Sinks that took something here, that stand beyond the reader, or that the commit lists: without a lane a sink is not
   * listed again, and would be taken to stand at the commit's offset. All others stand where the reader stands.
   */
  readonly #lanes = new Map<Outbox, Lane>()
  /** Sinks of the commit that the configuration does not know: they keep their absolute position. */
  readonly #strangers: readonly SinkPosition[]
  /** Sinks that are not listed in the commit the tenure began with stand there: a commit never says less. */
  readonly #least: number
  #read: number
  #stopped = false
  #sinceTurn = 0
  #sparse = false
  #stored: Committed
  #storing = false
  /** A commit was asked for while one was under way: more has settled since. */
  #storeAgain = false
  #failing = false

  /** @throws SluiceError `positions_unreadable`: then the partition must not be read. */
  constructor(tenure: Tenure, parts: PartitionParts) {
    this.tenure = tenure
    this.#parts = parts
    this.#stored = tenure.committed
    const outboxes = [...parts.outboxes.values(), parts.undecodable]
    const standing = this.#standingAtStart(outboxes.map(({ name }) => name))
    this.#strangers = standing.strangers
    this.#least = standing.recreated ? 0 : tenure.committed.offset
    // The head begins where the sink furthest behind stands; those further on take nothing until it has passed them.
    this.#read = Math.min(...standing.sinks.values())
    for (const outbox of outboxes) {
      const from = standing.sinks.get(outbox.name) ?? this.#read
      if (from > this.#read || from < this.#least) this.#lanes.set(outbox, outbox.open(tenure, from))
    }
  }

  /** The next offset to be read. */
  get read(): number {
    return this.#read
  }

  /** Below it, everything is settled for every sink. */
  get settled(): number {
    return this.#standing().low
  }

  /** Reads until the tenure ends or `stop` is called. Rejects only on a defect. */
  async run(): Promise<void> {
    this.tenure.seek(this.#read)
    while (!this.#over) {
      const batch = await this.tenure.read()
      if (batch === undefined) return
      await this.#take(batch)
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

  /**
   * Stores where every sink stands. False where it is worth another try: a commit is under way, or was not taken. True
   * when it is stored, or when the partition is another's by now.
   */
  async commit(): Promise<boolean> {
    const commit = this.#commitOf()
    if (commit.offset === this.#stored.offset && commit.metadata === this.#stored.metadata) return true
    if (this.tenure.ended) return true
    if (this.#storing) {
      this.#storeAgain = true
      return false
    }
    this.#storing = true
    try {
      await this.tenure.commit(commit)
      this.#stored = commit
      this.#committed(undefined)
      return true
    } catch (error) {
      this.#committed(error)
      return error instanceof SluiceError && error.code === 'commit_fenced'
    } finally {
      this.#storing = false
      if (this.#storeAgain) {
        this.#storeAgain = false
        void this.commit() // never rejects
      }
    }
  }

  /** Counts each commit; of a run of failures only the first is a line, and its end. */
  #committed(error: unknown): void {
    const { topic, partition } = this.tenure
    const { meter, logger } = this.#parts
    const failed = error !== undefined
    meter.commit(!failed)
    if (failed && !this.#failing) logger.warn({ topic, partition, error: messageOf(error) }, 'commit.failed')
    if (!failed && this.#failing) logger.info({ topic, partition }, 'commit.resumed')
    this.#failing = failed
  }

  get #over(): boolean {
    return this.#stopped || this.tenure.ended
  }

  /** Hands a batch to those who want it; waits where one of them has no room. */
  async #take({ records, next }: Batch): Promise<void> {
    let bytes = 0
    let wanted = 0
    for (const record of records) {
      if (this.#over) return
      if (record.offset < this.#read) continue // read before: taking it again would break the order
      const size = record.value?.length ?? 0
      bytes += size
      const routed = this.#parts.router.route(record)
      if (routed !== undefined) {
        wanted += size
        const work = this.#sparse ? this.#parts.router.detach(routed) : routed
        for (let full = this.#full(work); full !== undefined; full = this.#full(work)) {
          await full.roomed(this.#lane(full))
          if (this.#over) return
        }
        this.#offer(work)
      }
      this.#read = record.offset + 1
      if (++this.#sinceTurn >= yieldEvery) {
        this.#sinceTurn = 0
        await nextTurn()
      }
    }
    this.#sparse = wanted < bytes * sparseBelow
    if (!this.#over) this.#read = Math.max(this.#read, next)
  }

  /** One of those who want it that has no room; nobody waits for it any more once it has. */
  #full(work: Work): Outbox | undefined {
    if (!('event' in work)) {
      const { undecodable } = this.#parts
      return this.#canTake(undecodable, work.record) ? undefined : undecodable
    }
    for (const sink of work.match.sinks) {
      const outbox = this.#outbox(sink)
      if (!this.#canTake(outbox, work.record)) return outbox
    }
    return undefined
  }

  #canTake(outbox: Outbox, record: LogRecord): boolean {
    const lane = this.#lane(outbox)
    return record.offset < lane.from || outbox.hasRoom(lane, record)
  }

  #offer(work: Work): void {
    const { offset } = work.record
    if (!('event' in work)) {
      const lane = this.#lane(this.#parts.undecodable)
      if (offset >= lane.from) this.#parts.undecodable.offer(lane, work, undefined)
      return
    }
    for (const sink of work.match.sinks) {
      const outbox = this.#outbox(sink)
      const lane = this.#lane(outbox)
      if (offset >= lane.from) outbox.offer(lane, work, work.event.key)
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

  /** How far the sinks are settled: the furthest, the least of ours, and each that is not where the reader is. */
  #standing(): { high: number; low: number; sinks: SinkPosition[] } {
    const everyone = this.#parts.outboxes.size + 1
    let high = this.#lanes.size < everyone ? Math.max(this.#read, this.#least) : this.#least
    let low = this.#lanes.size < everyone ? this.#read : Number.MAX_SAFE_INTEGER
    const sinks = [...this.#strangers]
    for (const [outbox, lane] of this.#lanes) {
      const position = lane.done(this.#read)
      high = Math.max(high, position)
      low = Math.min(low, position)
      sinks.push({ id: sinkId(outbox.name), position, paused: false, attempts: 0, firstFailure: 0 })
    }
    return { high, low, sinks }
  }

  #commitOf(): Commit {
    const { high, low, sinks } = this.#standing()
    const { offset, metadata } = encodePositions(high, sinks, this.#parts.metadataLimit)
    return { offset, metadata, low: Math.min(low, offset) }
  }

  /** Where the sinks stand by the commit, and log lines for what the log does not hold any more. */
  #standingAtStart(names: readonly string[]): Standing {
    const { topic, partition, committed, bounds } = this.tenure
    const { formerly, logger } = this.#parts
    const where = { topic, partition, ...bounds }
    let standing: Standing
    try {
      standing = standingOf(committed, bounds, names, formerly)
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error
      const { code, message, hint } = error
      throw new SluiceError(code, `${topic}, partition ${partition}: ${message}`, { cause: error, hint })
    }
    if (standing.recreated)
      logger.error(
        { ...where, committed: committed.offset },
        'position.beyond: the log ends below what was committed, so it was made anew; reading it from its start',
      )
    for (const [name, position] of standing.gaps) this.#parts.meter.missed(name, bounds.start - position)
    for (const [position, sinks] of Map.groupBy(standing.gaps, ([, position]) => position))
      logger.error(
        {
          ...where,
          sinks: sinks.slice(0, mostNames).map(([name]) => name),
          count: sinks.length,
          position,
          missing: bounds.start - position,
        },
        'position.gap: the log no longer holds what these sinks are owed; they go on at its start',
      )
    return standing
  }
}
