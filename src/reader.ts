import { messageOf } from './errors.ts'
import type { Outbox } from './outbox/outbox.ts'
import { pause } from './outbox/pause.ts'
import type { Progress } from './outbox/progress.ts'
import { OwnedPartition, type PartitionParts } from './partition.ts'
import type { Cursor, CursorOptions, Log, LogStatus, Tenure } from './types.ts'

export interface ReaderParts extends PartitionParts {
  readonly log: Log
  /** Of all outboxes: when much has settled, it is committed, so that little is repeated after a crash. */
  readonly progress: Progress
  readonly cursor: CursorOptions
  /** Reading must not go on without an operator. Called once. */
  readonly fatal: (error: Error) => void
}

const commitEvery = 1_000 // ms; sooner where much has settled: what did since is repeated after a crash
const commitEveryWhileChanging = 50 // ms, from the begin of a rebalance to the join
// Of a drain's grace this is kept for the last commits and for leaving the group; half for each.
const leaving = { atLeast: 200, atMost: 2_000, share: 0.25 }
const commitAgainAfter = 100 // ms

/** How far one partition is read and settled. */
export interface ReadPartition {
  readonly topic: string
  readonly partition: number
  /** The next offset to be read. */
  readonly read: number
  /** Below it, everything is settled for every sink. */
  readonly settled: number
}

/**
 * Reads the source once for all sinks: a tenure begins with its positions, its records go to the lanes, and a timer
 * commits how far each sink is settled.
 */
export class Reader {
  readonly #parts: ReaderParts
  readonly #owned = new Set<OwnedPartition>()
  #cursor: Cursor | undefined
  #timer: NodeJS.Timeout | undefined
  #state: 'new' | 'reading' | 'draining' | 'left' = 'new'
  #failure: Error | undefined
  #drained: Promise<void> | undefined

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** Joins the group. */
  start(): void {
    this.#state = 'reading'
    this.#cursor = this.#parts.log.read(this.#parts.cursor, {
      assigned: tenures => this.#assigned(tenures),
      rebalancing: () => this.#rebalancing(),
      ended: () => this.#end(),
      failed: error => this.#fail(error),
    })
    this.#parts.progress.tell = () => this.#commitAll()
    this.#commitEach(commitEvery)
  }

  status(): LogStatus {
    if (this.#failure !== undefined) return { ready: false, detail: messageOf(this.#failure) }
    return this.#cursor?.status() ?? { ready: false, detail: 'not started' }
  }

  /** What is read at present, for metrics. */
  *partitions(): Generator<ReadPartition> {
    for (const { tenure, read, settled } of this.#owned)
      yield { topic: tenure.topic, partition: tenure.partition, read, settled }
  }

  /**
   * Stops reading and starting, waits for what is on the wire, commits what settled, and leaves the group. What was not
   * sent is not touched: the log has it. Takes `grace` ms at most (400 where it is less), whatever hangs. Idempotent.
   */
  drain(grace: number): Promise<void> {
    this.#drained ??= this.#drain(grace)
    return this.#drained
  }

  async #drain(grace: number): Promise<void> {
    const total = Math.max(grace, 2 * leaving.atLeast)
    const reserve = Math.max(leaving.atLeast, Math.min(leaving.atMost, total * leaving.share))
    // All three run from now on: what one step does not need is the next one's.
    const deadlines = [total - reserve, total - reserve / 2, total].map(time => new Deadline(time))
    const [wire, commit, leave] = deadlines as [Deadline, Deadline, Deadline]
    this.#state = 'draining'
    for (const partition of this.#owned) partition.stop()
    const outboxes = this.#outboxes()
    for (const outbox of outboxes) outbox.stop()
    await this.#step('wire', wire, Promise.all(outboxes.map(outbox => outbox.idle())))
    for (const outbox of outboxes) outbox.abort()
    this.#state = 'left'
    clearInterval(this.#timer)
    await this.#step('commit', commit, this.#commitFinally(commit.signal))
    await this.#step('leave', leave, this.#cursor?.close())
    for (const deadline of deadlines) deadline.clear()
    this.#end()
  }

  /** One step of a drain. It ends at its deadline, done or not, and never throws. */
  async #step(step: string, deadline: Deadline, work: Promise<unknown> | undefined): Promise<void> {
    const { logger } = this.#parts
    const worked = work?.catch(error => logger.warn({ step, error: messageOf(error) }, 'drain.failed'))
    await Promise.race([worked, deadline.over])
    if (deadline.signal.aborted) logger.warn({ step }, 'drain.cut_short')
  }

  #outboxes(): Outbox[] {
    return [...this.#parts.outboxes.values(), this.#parts.undecodable]
  }

  #assigned(tenures: readonly Tenure[]): void {
    this.#end()
    if (this.#state !== 'reading' || this.#failure !== undefined) return
    for (const tenure of tenures) {
      try {
        const partition = new OwnedPartition(tenure, this.#parts)
        this.#owned.add(partition)
        partition.run().catch(error => this.#fail(error))
      } catch (error) {
        this.#fail(error)
        return
      }
    }
  }

  #rebalancing(): void {
    this.#commitAll()
    this.#commitEach(commitEveryWhileChanging)
  }

  /** Every tenure has ended: nothing of it may be started or committed any more. */
  #end(): void {
    for (const partition of this.#owned) partition.end()
    this.#owned.clear()
    this.#commitEach(commitEvery)
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = error instanceof Error ? error : new Error(String(error))
    clearInterval(this.#timer)
    for (const partition of this.#owned) partition.stop()
    this.#parts.fatal(this.#failure)
  }

  #commitEach(interval: number): void {
    clearInterval(this.#timer)
    if (this.#state === 'left' || this.#failure !== undefined) return
    this.#timer = setInterval(() => this.#commitAll(), interval)
  }

  #commitAll(): void {
    for (const partition of this.#owned) partition.commit().catch(error => this.#fail(error))
  }

  /** The last commits before leaving; tried again while there is time, since what they miss is sent again. */
  async #commitFinally(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const stored = await Promise.all([...this.#owned].map(partition => partition.commit()))
      if (stored.every(Boolean)) return
      await pause(commitAgainAfter, signal)
    }
  }
}

/** A time after which nobody waits any more. */
class Deadline {
  readonly signal: AbortSignal
  readonly over: Promise<void>
  readonly #timer: NodeJS.Timeout

  constructor(milliseconds: number) {
    const abort = new AbortController()
    this.signal = abort.signal
    this.over = new Promise(resolve => {
      abort.signal.addEventListener('abort', () => resolve())
    })
    this.#timer = setTimeout(() => abort.abort(), milliseconds)
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
