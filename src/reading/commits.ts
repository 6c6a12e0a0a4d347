import { messageOf, SluiceError } from '../errors.ts'
import { pause } from '../outbox/pause.ts'
import type { Committed } from '../positions.ts'
import type { Commit, Logger, ReaderMeter, Tenure } from '../types.ts'

export interface CommitsParts {
  /** What a commit would say now. */
  readonly compute: () => Commit
  /** Records that were read a second time, for those who were left behind. */
  readonly reread?: () => number
  /** Told of each that is stored. */
  readonly stored?: () => void
  readonly meter: ReaderMeter
  readonly logger: Logger
}

const againAfter = 50 // ms
const late = 1_000 // ms; one that takes longer may as well have failed

/** The commits of one partition during one tenure: one at a time, each computed anew, none while nothing changes. */
export class Commits {
  readonly #tenure: Tenure
  readonly #parts: CommitsParts
  /** What the log has; undefined after a commit that may have been stored or not. */
  #stored: Committed | undefined
  /** The offset of the last one that is known to be stored, and how many had been read again by then. */
  #safe: number
  #safeReread = 0
  #storing: Promise<boolean> | undefined
  #since = 0
  /** A commit was asked for while one was under way: more has settled since. */
  #again = false
  #failing = false
  #fenced = false
  #ended = false
  #metadataBytes: number

  constructor(tenure: Tenure, parts: CommitsParts) {
    this.#tenure = tenure
    this.#parts = parts
    this.#stored = tenure.committed
    this.#safe = tenure.committed.offset
    this.#metadataBytes = Buffer.byteLength(tenure.committed.metadata)
  }

  /** Of the last commit that was stored. */
  get metadataBytes(): number {
    return this.#metadataBytes
  }

  /**
   * Where storing fails at present, the records read since the last one that was stored, up to `read` and a second time;
   * else 0. Delivered, they would come again.
   */
  atRisk(read: number): number {
    const isLate = this.#storing !== undefined && Date.now() - this.#since > late
    return this.#failing || isLate ? read - this.#safe + this.#reread - this.#safeReread : 0
  }

  get #reread(): number {
    return this.#parts.reread?.() ?? 0
  }

  /**
   * Stores where every sink stands. False where it is worth another try: a commit is under way, or was not taken. True
   * when it is stored, or when the partition is another's by now. Never rejects.
   */
  async store(): Promise<boolean> {
    if (this.#isOver) return true
    if (this.#storing !== undefined) {
      this.#again = true
      return false
    }
    const commit = this.#parts.compute()
    if (commit.offset === this.#stored?.offset && commit.metadata === this.#stored.metadata) return true
    this.#since = Date.now()
    this.#storing = this.#store(commit)
    const stored = await this.#storing
    this.#storing = undefined
    if (stored) this.#parts.stored?.()
    if (this.#again) {
      this.#again = false
      void this.store()
    }
    return stored
  }

  /**
   * Resolves once what a commit says now is stored.
   * @throws SluiceError `not_owned` where the tenure ended before: whether it is stored is not known.
   */
  async durable(): Promise<void> {
    while (!(await this.store())) {
      if (this.#storing === undefined) await pause(againAfter, never)
      else await this.#storing
    }
    if (!this.#isOver) return
    const { topic, partition } = this.#tenure
    throw new SluiceError('not_owned', `${topic}/${partition} changed hands before it was committed`, {
      hint: 'do it again: another instance owns it by now',
    })
  }

  async #store(commit: Commit): Promise<boolean> {
    const begun = performance.now()
    const reread = this.#reread
    try {
      await this.#tenure.commit(commit)
      this.#stored = commit
      this.#safe = commit.offset
      this.#safeReread = reread
      this.#metadataBytes = Buffer.byteLength(commit.metadata)
      this.#committed(undefined, begun)
      return true
    } catch (error) {
      this.#committed(error, begun)
      this.#fenced = error instanceof SluiceError && error.code === 'commit_fenced'
      if (!this.#fenced) this.#stored = undefined
      return this.#fenced
    }
  }

  /** Nothing is computed or stored from now on: what is held for the tenure is forgotten, and would look settled. */
  end(): void {
    this.#ended = true
  }

  get #isOver(): boolean {
    return this.#ended || this.#fenced || this.#tenure.ended
  }

  /** Counts each; of a run of failures only the first is a line, and its end. */
  #committed(error: unknown, begun: number): void {
    const { topic, partition } = this.#tenure
    const { meter, logger } = this.#parts
    const failed = error !== undefined
    meter.commit(!failed, (performance.now() - begun) / 1000)
    if (failed && !this.#failing) logger.warn({ topic, partition, error: messageOf(error) }, 'commit.failed')
    if (!failed && this.#failing) logger.info({ topic, partition }, 'commit.resumed')
    this.#failing = failed
  }
}

const never = new AbortController().signal
