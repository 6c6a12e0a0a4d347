import type { Outbox } from './outbox/outbox.ts'
import { pause } from './outbox/pause.ts'
import { Commits } from './reading/commits.ts'
import { Head, type HeadParts } from './reading/head.ts'
import { Places } from './reading/places.ts'
import type { PartitionParts } from './reading/types.ts'
import type { Tenure } from './types.ts'

export type { PartitionParts } from './reading/types.ts'

const lookEvery = 10 // ms
const never = new AbortController().signal

/** Where a sink stands in a partition. */
export interface Position {
  readonly sink: string
  readonly topic: string
  readonly partition: number
  /** The first offset that is not settled for it. */
  readonly position: number
  /** The next offset that is read for those at the head. */
  readonly head: number
  /** By an operator. */
  readonly paused: boolean
  /** Whether it was left behind: it is read for from its own place. */
  readonly behind: boolean
}

/** Where a sink stands, and since when what it is owed there waits. */
export interface Standing extends Position {
  /** The timestamp of the first record that is not settled, or a later one where that is not known; in milliseconds. */
  readonly since: number | undefined
}

/** What the partitions of one read share. */
export interface Shared extends Pick<HeadParts, 'share' | 'isReserved'> {
  /** The sum of what is at risk in all of them. */
  readonly atRisk: () => number
}

/** One partition during one tenure: read at the head, its commits, and what operators do to its sinks. */
export class OwnedPartition {
  readonly tenure: Tenure
  readonly places: Places
  readonly #head: Head
  readonly #commits: Commits

  /** @throws SluiceError `positions_unreadable`: then the partition must not be read. */
  constructor(tenure: Tenure, parts: PartitionParts, shared: Shared) {
    const { meter, logger } = parts
    this.tenure = tenure
    this.places = new Places(tenure, parts)
    const window = Math.min(...[...parts.outboxes.values()].map(({ settings }) => settings.window.count))
    this.places.isAhead = () => this.atRisk > 0 && shared.atRisk() > window
    this.#head = new Head(this.places, { ...parts, ...shared })
    this.places.onArrival = () => this.#head.wake()
    this.#commits = new Commits(tenure, {
      compute: () => this.places.commitOf(),
      reread: () => this.places.reread,
      stored: () => {
        this.#head.wake()
        this.places.onLaggard()
      },
      meter,
      logger,
    })
  }

  /** The next offset to be read. */
  get read(): number {
    return this.places.read
  }

  /** Below it, everything is settled for every sink. */
  get settled(): number {
    return this.places.settled
  }

  /** As `Commits.atRisk`. */
  get atRisk(): number {
    return this.#commits.atRisk(this.places.read)
  }

  /** Of the metadata of the last commit. */
  get metadataBytes(): number {
    return this.#commits.metadataBytes
  }

  /** Reads at the head until the tenure ends or `stop` is called. Rejects only on a defect. */
  run(): Promise<void> {
    return this.#head.run()
  }

  /** Reads nothing more; what is under way may still settle and be committed. */
  stop(): void {
    this.#head.stop()
  }

  /** The tenure is about to end: reads nothing more, and starts only what stands before something that has gone. */
  close(): void {
    this.#head.stop()
    this.places.close()
  }

  /** As `Places.quiet`, and committed. */
  async settle(): Promise<void> {
    while (!this.places.ended && !(this.places.quiet && (await this.#commits.store())))
      await pause(lookEvery, never)
  }

  /** The head may go on. */
  wake(): void {
    this.#head.wake()
  }

  /** The tenure has ended: everything held for it is forgotten, unsettled. */
  end(): void {
    this.#head.stop()
    this.#commits.end()
    this.places.end()
  }

  /** As `Commits.store`. */
  commit(): Promise<boolean> {
    return this.#commits.store()
  }

  /** Where each sink stands. */
  *positions(): Generator<Position> {
    for (const outbox of this.places.everyone()) yield this.#position(outbox)
  }

  /** Where each sink stands, and since when. */
  *standings(): Generator<Standing> {
    for (const outbox of this.places.everyone())
      yield { ...this.#position(outbox), since: this.places.since(outbox) }
  }

  /** Pauses the sink here, or ends its pause. Resolves once that is committed. @throws SluiceError `not_owned`. */
  async pause(outbox: Outbox, paused: boolean): Promise<void> {
    if (paused) this.places.pause(outbox)
    else this.places.resume(outbox)
    await this.#commits.durable()
  }

  /** Has the sink go on at an offset. Resolves once that is committed. @throws SluiceError `not_owned`. */
  async move(outbox: Outbox, to: number): Promise<void> {
    this.places.move(outbox, to)
    await this.#commits.durable()
  }

  /** Forgets a sink that is not in the configuration: whether it was known here. @throws SluiceError `not_owned`. */
  async forget(name: string): Promise<boolean> {
    const known = this.places.forget(name)
    if (known) await this.#commits.durable()
    return known
  }

  #position(outbox: Outbox): Position {
    const { topic, partition } = this.tenure
    const { places } = this
    return {
      sink: outbox.name,
      topic,
      partition,
      position: places.done(outbox),
      head: places.read,
      paused: places.isPaused(outbox),
      behind: places.isBehind(outbox),
    }
  }
}
