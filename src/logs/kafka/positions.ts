import { setTimeout as sleep } from 'node:timers/promises'
import type { Bounds, Commit, CursorTopic } from '../../types.ts'
import { boundsOf, committedOf } from './requests.ts'
import type { Cluster, OffsetManager } from './types.ts'

/** A partition with where its reading begins. */
export interface Owned {
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
}

/** One generation of a member, as it joined. */
export interface Joined {
  /** Runs requests, again where brokers were away. Not on the member's own connections. */
  readonly use: <T>(work: (cluster: Cluster) => Promise<T>) => Promise<T>
  readonly group: string
  readonly topics: readonly CursorTopic[]
  /** Partitions by topic. */
  readonly assignment: Readonly<Record<string, readonly number[]>>
  readonly isLeader: boolean
  readonly offsets: OffsetManager
  /** False once the group has changed again. */
  readonly isCurrent: () => boolean
}

interface TopicState {
  readonly topic: CursorTopic
  readonly bounds: readonly Bounds[]
  readonly committed: readonly (Commit | undefined)[]
}

const leaderWait = 100 // ms between two looks for what the leader commits

/**
 * What the group has committed for the assigned partitions, and their bounds. Where nothing is committed the first
 * position is committed before anything is read: in a topic that the group does not know, where the topic is to be
 * started; in a partition new to a topic that it knows, at its beginning. The group's leader does that for all
 * partitions of a topic in one request: with each member for its own, the second would take the topic for known.
 * Undefined once the group has changed.
 */
export async function loadPositions(joined: Joined): Promise<readonly Owned[] | undefined> {
  for (;;) {
    const states = await statesOf(joined)
    if (!joined.isCurrent()) return undefined
    const firsts = joined.isLeader ? await firstPositions(joined, states) : []
    if (!joined.isCurrent()) return undefined
    if (firsts.length > 0) await joined.offsets.commitOffsets({ topics: firsts })
    else {
      const owned = ownedOf(joined, states)
      if (owned !== undefined) return owned
      await sleep(leaderWait)
    }
    if (!joined.isCurrent()) return undefined
  }
}

async function statesOf({ use, group, topics, assignment }: Joined): Promise<readonly TopicState[]> {
  const states: { topic: CursorTopic; bounds: readonly Bounds[] }[] = []
  for (const topic of topics) {
    const bounds = await use(cluster => boundsOf(cluster, topic.topic))
    if (bounds !== undefined) states.push({ topic, bounds })
    else if (assignment[topic.topic] !== undefined)
      throw new Error(`topic ${topic.topic} does not exist any more`)
  }
  const counts = states.map(({ topic, bounds }) => ({ topic: topic.topic, count: bounds.length }))
  const committed = await use(cluster => committedOf(cluster, group, counts))
  return states.map(state => ({ ...state, committed: committed.get(state.topic.topic) ?? [] }))
}

type Offsets = Parameters<OffsetManager['commitOffsets']>[0]['topics'][number]

/** What the leader has to commit. */
async function firstPositions({ use }: Joined, states: readonly TopicState[]): Promise<readonly Offsets[]> {
  const firsts: Offsets[] = []
  for (const { topic, bounds, committed } of states) {
    const missing = [...bounds.keys()].filter(partition => committed[partition] === undefined)
    if (missing.length === 0) continue
    const isNew = missing.length === bounds.length
    // Transactions that are open now may still commit what lies before the end.
    const ends =
      isNew && topic.start === 'latest'
        ? await use(cluster => boundsOf(cluster, topic.topic, true))
        : undefined
    firsts.push({
      topic: topic.topic,
      partitions: missing.map(partition => {
        const first = ends?.[partition]?.end ?? bounds[partition]?.start ?? 0
        return { partition, offset: String(first), metadata: '' }
      }),
    })
  }
  return firsts
}

/** Undefined while something assigned has no position: the leader is about to commit it. */
function ownedOf({ assignment }: Joined, states: readonly TopicState[]): readonly Owned[] | undefined {
  const owned: Owned[] = []
  for (const { topic, bounds, committed } of states)
    for (const partition of assignment[topic.topic] ?? []) {
      const commit = committed[partition]
      const range = bounds[partition]
      if (commit === undefined || range === undefined) return undefined
      owned.push({ topic: topic.topic, partition, committed: commit, bounds: range })
    }
  return owned
}
