import type { Bounds, Commit } from '../../types.ts'
import { failureOf } from './failures.ts'
import type { Broker, Cluster, PartitionMetadata } from './types.ts'

/** kafkajs' isolation levels, as they go over the wire. */
export const isolation = { readUncommitted: 0, readCommitted: 1 } as const

// What ListOffsets takes for a time.
const latest = -1
const earliest = -2

/** A topic's partitions in order; undefined where it does not exist. */
export async function partitionsOf(
  cluster: Cluster,
  topic: string,
): Promise<readonly PartitionMetadata[] | undefined> {
  const broker = await cluster.brokerPool.findConnectedBroker()
  try {
    const { topicMetadata } = await broker.metadata([topic])
    const found = topicMetadata.find(one => one.topic === topic)?.partitionMetadata
    // So that kafkajs, when it looks for brokers by itself, does not ask for all topics of the cluster.
    cluster.targetTopics = new Set([topic])
    return found === undefined ? undefined : [...found].sort((a, b) => a.partitionId - b.partitionId)
  } catch (error) {
    if (failureOf(error) === 'topic_missing') return undefined
    throw error
  }
}

/** The broker of that id, connected. */
export async function brokerOf(cluster: Cluster, nodeId: number, topic: string): Promise<Broker> {
  try {
    return await cluster.findBroker({ nodeId })
  } catch (error) {
    if (failureOf(error) !== 'moved') throw error
    await cluster.brokerPool.refreshMetadata([topic])
    return cluster.findBroker({ nodeId })
  }
}

/** Bounds by partition; undefined where the topic does not exist. `committedOnly` ends before transactions still open. */
export async function boundsOf(
  cluster: Cluster,
  topic: string,
  committedOnly = false,
): Promise<readonly Bounds[] | undefined> {
  const partitions = await partitionsOf(cluster, topic)
  if (partitions === undefined) return undefined
  const level = committedOnly ? isolation.readCommitted : isolation.readUncommitted
  const [starts, ends] = await Promise.all([
    offsetsAt(cluster, topic, partitions, earliest, level),
    offsetsAt(cluster, topic, partitions, latest, level),
  ])
  return partitions.map(({ partitionId }) => ({
    start: starts.get(partitionId) ?? 0,
    end: ends.get(partitionId) ?? 0,
  }))
}

/** What a group has committed of a topic's first `count` partitions; undefined where nothing is. */
export async function committedOf(
  cluster: Cluster,
  group: string,
  topics: readonly { readonly topic: string; readonly count: number }[],
): Promise<ReadonlyMap<string, readonly (Commit | undefined)[]>> {
  const coordinator = await cluster.findGroupCoordinator({ groupId: group })
  const { responses } = await coordinator.offsetFetch({
    groupId: group,
    topics: topics.map(({ topic, count }) => ({
      topic,
      partitions: Array.from({ length: count }, (_, partition) => ({ partition })),
    })),
  })
  return new Map(
    topics.map(({ topic, count }) => {
      const found = new Map<number, Commit>()
      for (const answer of responses)
        if (answer.topic === topic)
          for (const { partition, offset, metadata } of answer.partitions)
            if (Number(offset) >= 0)
              found.set(partition, { offset: Number(offset), metadata: metadata ?? '', low: Number(offset) })
      return [topic, Array.from({ length: count }, (_, partition) => found.get(partition))]
    }),
  )
}

async function offsetsAt(
  cluster: Cluster,
  topic: string,
  partitions: readonly PartitionMetadata[],
  timestamp: number,
  isolationLevel: number,
): Promise<Map<number, number>> {
  const byLeader = new Map<number, number[]>()
  for (const { partitionId, leader } of partitions)
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), partitionId])
  const found = new Map<number, number>()
  await Promise.all(
    [...byLeader].map(async ([leader, ids]) => {
      const broker = await brokerOf(cluster, leader, topic)
      const { responses } = await broker.listOffsets({
        isolationLevel,
        topics: [{ topic, partitions: ids.map(partition => ({ partition, timestamp })) }],
      })
      for (const answer of responses)
        for (const { partition, offset } of answer.partitions) found.set(partition, Number(offset))
    }),
  )
  return found
}
