import { messageOf, SluiceError } from './errors.ts'
import type { Outbox } from './outbox/outbox.ts'
import { pause } from './outbox/pause.ts'
import type { Progress } from './outbox/progress.ts'
import { OwnedPartition, type PartitionParts, type Position, type Standing } from './partition.ts'
import { CatchUp } from './reading/catch-up.ts'
import { type Deadline, drainDeadlines } from './reading/deadline.ts'
import { Share } from './reading/share.ts'
import type { Cursor, CursorOptions, Log, LogStatus, Tenure } from './types.ts'

export interface ReaderParts extends PartitionParts {
  readonly log: Pick<Log, 'read' | 'bounds'>
  /** Of all outboxes: when much has settled, it is committed, so that little is repeated after a crash. */
  readonly progress: Progress
  readonly cursor: CursorOptions
  /** Reading must not go on without an operator. Called once. */
  readonly fatal: (error: Error) => void
}

const commitEvery = 1_000 // ms; sooner where much has settled: what did since is repeated after a crash
const commitEveryWhileChanging = 50 // ms, from the begin of a rebalance to the join
const commitAgainAfter = 100 // ms

/** How far one partition is read and settled. */
export interface ReadPartition {
  readonly topic: string
  readonly partition: number
  /** The next offset to be read. */
  readonly read: number
  /** Below it, everything is settled for every sink. */
  readonly settled: number
  /** Of the metadata of the last commit. */
  readonly metadataBytes: number
}

/**
 * Reads the source once for all sinks, and again for those that were left behind: a tenure begins with its positions,
 * its records go to the lanes, and a timer commits how far each sink is settled.
 */
export class Reader {
  readonly #parts: ReaderParts
  readonly #owned = new Set<OwnedPartition>()
  readonly #share = new Share()
  readonly #catchUp: CatchUp
  #cursor: Cursor | undefined
  #timer: NodeJS.Timeout | undefined
  #state: 'new' | 'reading' | 'draining' | 'left' = 'new'
  #failure: Error | undefined
  #drained: Promise<void> | undefined

  constructor(parts: ReaderParts) {
    this.#parts = parts
    this.#catchUp = new CatchUp({
      ...parts,
      share: this.#share,
      failed: error => this.#fail(error),
      released: () => {
        for (const partition of this.#owned) partition.wake()
      },
    })
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
    this.#parts.progress.listen(() => this.#commitAll())
    this.#commitEach(commitEvery)
  }

  status(): LogStatus {
    if (this.#failure !== undefined) return { ready: false, detail: messageOf(this.#failure) }
    return this.#cursor?.status() ?? { ready: false, detail: 'not started' }
  }

  /** What is read at present, for metrics. */
  *partitions(): Generator<ReadPartition> {
    for (const { tenure, read, settled, metadataBytes } of this.#owned)
      yield { topic: tenure.topic, partition: tenure.partition, read, settled, metadataBytes }
  }

  /** Where each sink stands in each partition that is owned at present. */
  *positions(): Generator<Position> {
    for (const partition of this.#owned) yield* partition.positions()
  }

  /** The same, and since when what they are owed there waits; for metrics. */
  *standings(): Generator<Standing> {
    for (const partition of this.#owned) yield* partition.standings()
  }

  /**
   * Pauses a sink in every partition owned here; resolves once that is committed, with where it stands.
   * @throws SluiceError `sink_unknown`; `not_owned` where one changed hands meanwhile: to be done again there.
   */
  pause(sink: string): Promise<readonly Position[]> {
    return this.#pauseOrResume(sink, true)
  }

  /** Ends a sink's pause, as `pause`. One that the configuration has set lasts all the same. */
  resume(sink: string): Promise<readonly Position[]> {
    return this.#pauseOrResume(sink, false)
  }

  /**
   * Has a sink go on at an offset of a partition, back or forth; resolves once that is committed. What it has under way
   * then settles nothing any more.
   * @throws SluiceError `sink_unknown`, `not_owned`, `offset_out_of_range`, and as `Log.bounds`.
   */
  async move(sink: string, topic: string, partition: number, offset: number): Promise<void> {
    const outbox = this.#outbox(sink)
    const place = `${topic}/${partition}`
    const held = (await this.#parts.log.bounds(topic))?.[partition]
    const owned = [...this.#owned].find(({ tenure }) => `${tenure.topic}/${tenure.partition}` === place)
    if (owned === undefined || held === undefined)
      throw new SluiceError('not_owned', `${place} is not read by this instance`)
    if (!Number.isSafeInteger(offset) || offset < held.start || offset > held.end)
      throw new SluiceError(
        'offset_out_of_range',
        `${place} holds ${held.start} to ${held.end}, not ${offset}`,
      )
    await owned.move(outbox, offset)
  }

  /**
   * Forgets where a sink stands that the configuration does not name any more, in every partition owned here; gives the
   * number of those in which it was known. @throws SluiceError `sink_configured`, `not_owned`.
   */
  async forget(name: string): Promise<number> {
    if (this.#outboxes().some(outbox => outbox.name === name))
      throw new SluiceError(
        'sink_configured',
        `sink ${name} is in the configuration; only others are forgotten`,
      )
    const known = await Promise.all([...this.#owned].map(partition => partition.forget(name)))
    return known.filter(Boolean).length
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
    const deadlines = drainDeadlines(grace)
    const { wire, commit, leave } = deadlines
    this.#state = 'draining'
    for (const partition of this.#owned) partition.stop()
    const caughtUp = this.#catchUp.stop()
    const outboxes = this.#outboxes()
    for (const outbox of outboxes) outbox.stop()
    await this.#step('wire', wire, Promise.all(outboxes.map(outbox => outbox.idle())))
    for (const outbox of outboxes) outbox.abort()
    this.#state = 'left'
    clearInterval(this.#timer)
    await this.#step('commit', commit, this.#commitFinally(commit.signal))
    await this.#step('leave', leave, Promise.all([this.#cursor?.close(), caughtUp]))
    for (const deadline of Object.values(deadlines)) deadline.clear()
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
    const { outboxes, undecodable } = this.#parts
    return undecodable === undefined ? [...outboxes.values()] : [...outboxes.values(), undecodable]
  }

  #outbox(sink: string): Outbox {
    const outbox = this.#outboxes().find(({ name }) => name === sink)
    if (outbox === undefined) throw new SluiceError('sink_unknown', `no sink ${sink} in the configuration`)
    return outbox
  }

  async #pauseOrResume(sink: string, paused: boolean): Promise<readonly Position[]> {
    const outbox = this.#outbox(sink)
    const owned = [...this.#owned]
    await Promise.all(owned.map(partition => partition.pause(outbox, paused)))
    return owned.flatMap(partition => [...partition.positions()]).filter(position => position.sink === sink)
  }

  #assigned(tenures: readonly Tenure[]): void {
    this.#end()
    if (this.#state !== 'reading' || this.#failure !== undefined) return
    for (const tenure of tenures) {
      try {
        const partition = new OwnedPartition(tenure, this.#parts, {
          share: this.#share,
          isReserved: outbox => this.#catchUp.isReserved(outbox),
          atRisk: () => this.#atRisk(),
        })
        this.#owned.add(partition)
        this.#parts.meter.tenure()
        this.#catchUp.add(partition.places)
        partition.run().catch(error => this.#fail(error))
      } catch (error) {
        this.#fail(error)
        return
      }
    }
  }

  /** What a crash would repeat at present because commits fail. */
  #atRisk(): number {
    let records = 0
    for (const partition of this.#owned) records += partition.atRisk
    return records
  }

  async #rebalancing(): Promise<void> {
    const owned = [...this.#owned]
    for (const partition of owned) partition.close()
    this.#commitAll()
    this.#commitEach(commitEveryWhileChanging)
    await Promise.all(owned.map(partition => partition.settle()))
  }

  /** Every tenure has ended: nothing of it may be started or committed any more. */
  #end(): void {
    for (const partition of this.#owned) partition.end()
    this.#owned.clear()
    this.#catchUp.clear()
    this.#commitEach(commitEvery)
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = error instanceof Error ? error : new Error(String(error))
    clearInterval(this.#timer)
    for (const partition of this.#owned) partition.stop()
    void this.#catchUp.stop()
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
