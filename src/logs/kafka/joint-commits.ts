import type { Commit } from '../../types.ts'
import { typeOf } from './failures.ts'
import type { OffsetManager } from './types.ts'

type Topics = Parameters<OffsetManager['commitOffsets']>[0]['topics']

interface Waiting {
  readonly topic: string
  readonly partition: number
  readonly commit: Commit
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

// Of metadata alone a partition may have 4 KiB.
const mostInOne = 500

// What a broker refuses one partition for; everything else is about the group, or the way there.
const ofOnePartition: ReadonlySet<string> = new Set([
  'OFFSET_METADATA_TOO_LARGE',
  'INVALID_COMMIT_OFFSET_SIZE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'TOPIC_AUTHORIZATION_FAILED',
])

/**
 * The commits of one generation: those that are made in one turn go in one request, since every partition of an instance
 * commits at the same moments. One that is refused for a reason of its own does not fail the others.
 */
export class JointCommits {
  readonly #offsets: OffsetManager
  #waiting: Waiting[] = []

  constructor(offsets: OffsetManager) {
    this.#offsets = offsets
  }

  /** Rejects as kafkajs does. */
  commit(topic: string, partition: number, commit: Commit): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) queueMicrotask(() => this.#send())
      this.#waiting.push({ topic, partition, commit, resolve, reject })
    })
  }

  #send(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (let at = 0; at < waiting.length; at += mostInOne)
      void this.#together(waiting.slice(at, at + mostInOne))
  }

  async #together(commits: readonly Waiting[]): Promise<void> {
    try {
      await this.#offsets.commitOffsets({ topics: topicsOf(commits) })
      for (const { resolve } of commits) resolve()
    } catch (error) {
      // kafkajs does not say which partition it was.
      if (commits.length > 1 && ofOnePartition.has(typeOf(error)))
        for (const each of commits) void this.#together([each])
      else for (const { reject } of commits) reject(error)
    }
  }
}

function topicsOf(commits: readonly Waiting[]): Topics {
  return [...Map.groupBy(commits, ({ topic }) => topic)].map(([topic, of]) => ({
    topic,
    partitions: of.map(({ partition, commit: { offset, metadata } }) => ({
      partition,
      offset: String(offset),
      metadata,
    })),
  }))
}
