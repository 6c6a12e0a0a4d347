import { SluiceError } from '../../errors.ts'
import type { Batch, Bounds, Commit, Reread, Tenure } from '../../types.ts'
import { failureOf, wordsOf } from './failures.ts'
import type { Feed } from './feed.ts'
import type { JointCommits } from './joint-commits.ts'

export interface TenureParts {
  readonly committed: Commit
  readonly bounds: Bounds
  readonly feed: Feed
  /** Those of the generation in which the tenure began. */
  readonly commits: JointCommits
  /** Whether requests may be started at all: the lease is held, and no rebalance has begun. */
  readonly mayStart: () => boolean
  /** Reads the partition from an offset on, beside the feed. */
  readonly reread: (from: number) => Reread
}

/** One partition's tenure on Kafka. */
export class KafkaTenure implements Tenure {
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
  readonly #parts: TenureParts
  readonly #rereads = new Set<Reread>()
  #ended = false

  constructor(parts: TenureParts) {
    this.#parts = parts
    this.topic = parts.feed.topic
    this.partition = parts.feed.partition
    this.committed = parts.committed
    this.bounds = parts.bounds
  }

  get ended(): boolean {
    return this.#ended
  }

  mayStart(): boolean {
    return !this.#ended && this.#parts.mayStart()
  }

  seek(offset: number): void {
    if (!this.#ended) this.#parts.feed.seek(offset)
  }

  read(): Promise<Batch | undefined> {
    const { feed } = this.#parts
    if (!this.#ended && !feed.started) feed.seek(this.committed.offset)
    return feed.read()
  }

  reread(from: number): Reread {
    const reread = this.#parts.reread(from)
    if (this.#ended) reread.close()
    else this.#rereads.add(reread)
    return {
      read: () => reread.read(),
      close: () => {
        this.#rereads.delete(reread)
        reread.close()
      },
    }
  }

  /**
   * kafkajs' own commits take the generation at the time of the call, or are repeated under the next one; the broker
   * does not fence by partition. So this goes through the offsets of the generation in which the tenure began.
   */
  async commit(commit: Commit): Promise<void> {
    const { topic, partition } = this
    if (this.#ended) throw this.#fenced('the tenure has ended')
    try {
      await this.#parts.commits.commit(topic, partition, commit)
    } catch (error) {
      if (failureOf(error) === 'fenced') throw this.#fenced(wordsOf(error), error)
      throw new SluiceError('commit_failed', `${topic}/${partition} at ${commit.offset}: ${wordsOf(error)}`, {
        cause: error,
      })
    }
  }

  /** For its cursor. */
  end(): void {
    this.#ended = true
    this.#parts.feed.end()
    for (const reread of this.#rereads) reread.close()
    this.#rereads.clear()
  }

  #fenced(why: string, cause?: unknown): SluiceError {
    const { topic, partition } = this
    return new SluiceError(
      'commit_fenced',
      `${topic}/${partition}: ${why}`,
      cause === undefined ? {} : { cause },
    )
  }
}
