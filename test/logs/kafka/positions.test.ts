import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Joined, loadPositions } from '../../../src/logs/kafka/positions.ts'
import type { Cluster } from '../../../src/logs/kafka/types.ts'
import { until } from '../../helpers/until.ts'

/** A group of one topic: bounds by partition, and what is committed. */
class GroupOnBroker {
  readonly committed = new Map<number, { offset: string; metadata: string }>()
  readonly commits: string[] = []
  looks = 0
  readonly bounds: { start: number; end: number; stable?: number }[]

  constructor(bounds: { start: number; end: number; stable?: number }[]) {
    this.bounds = bounds
  }

  joined(more: Partial<Joined> = {}): Joined {
    return {
      use: work => work(this.#cluster()),
      group: 'g',
      topics: [{ topic: 'events', start: 'latest' }],
      assignment: { events: this.bounds.map((_, partition) => partition) },
      isLeader: true,
      offsets: {
        generationId: 1,
        commitOffsets: async ({ topics }) => {
          for (const { partitions } of topics)
            for (const { partition, offset, metadata } of partitions) {
              this.committed.set(partition, { offset, metadata })
              this.commits.push(`${partition}@${offset}`)
            }
        },
      },
      isCurrent: () => true,
      ...more,
    }
  }

  #cluster(): Cluster {
    const broker = {
      metadata: async () => ({
        topicMetadata: [
          {
            topic: 'events',
            partitionMetadata: this.bounds.map((_, partitionId) => ({ partitionId, leader: 1 })),
          },
        ],
      }),
      listOffsets: async ({
        isolationLevel,
        topics,
      }: {
        isolationLevel: number
        topics: { partitions: { partition: number; timestamp: number }[] }[]
      }) => ({
        responses: topics.map(({ partitions }) => ({
          partitions: partitions.map(({ partition, timestamp }) => {
            const { start, end, stable = end } = this.bounds[partition]!
            return {
              partition,
              offset: String(timestamp === -2 ? start : isolationLevel === 1 ? stable : end),
            }
          }),
        })),
      }),
      offsetFetch: async () => {
        this.looks++
        const partitions = this.bounds.map((_, partition) => ({
          partition,
          ...(this.committed.get(partition) ?? { offset: '-1', metadata: '' }),
        }))
        return { responses: [{ topic: 'events', partitions }] }
      },
    }
    return {
      brokerPool: { findConnectedBroker: async () => broker },
      findBroker: async () => broker,
      findGroupCoordinator: async () => broker,
    } as unknown as Cluster
  }
}

test('in a new group the leader commits the first positions of all partitions before anything is read', async () => {
  const group = new GroupOnBroker([
    { start: 3, end: 9 },
    { start: 0, end: 5 },
  ])
  const owned = await loadPositions(group.joined({ assignment: { events: [1] } }))
  assert.deepEqual(group.commits, ['0@9', '1@5'])
  assert.deepEqual(owned, [
    {
      topic: 'events',
      partition: 1,
      committed: { offset: 5, metadata: '', low: 5 },
      bounds: { start: 0, end: 5 },
    },
  ])
})

test('earliest is where the log begins, latest before transactions that are open', async () => {
  const bounds = [{ start: 3, end: 9, stable: 7 }]
  const latest = new GroupOnBroker(bounds)
  await loadPositions(latest.joined())
  assert.deepEqual(latest.commits, ['0@7'])
  const earliest = new GroupOnBroker(bounds)
  await loadPositions(earliest.joined({ topics: [{ topic: 'events', start: 'earliest' }] }))
  assert.deepEqual(earliest.commits, ['0@3'])
})

test('a partition new to a known topic begins at its start, whatever the topic starts with', async () => {
  const group = new GroupOnBroker([
    { start: 0, end: 9 },
    { start: 2, end: 5 },
  ])
  group.committed.set(0, { offset: '4', metadata: 'kept' })
  const owned = await loadPositions(group.joined())
  assert.deepEqual(group.commits, ['1@2'])
  assert.deepEqual(
    owned?.map(({ committed }) => [committed.offset, committed.metadata]),
    [
      [4, 'kept'],
      [2, ''],
    ],
  )
})

test('who does not lead commits nothing, and waits for the leader', async () => {
  const group = new GroupOnBroker([{ start: 0, end: 9 }])
  let loaded = false
  const loading = loadPositions(group.joined({ isLeader: false })).then(owned => {
    loaded = true
    return owned
  })
  await until(() => group.looks > 2, 'it looks again')
  assert.equal(loaded, false)
  assert.deepEqual(group.commits, [])
  group.committed.set(0, { offset: '9', metadata: '' })
  assert.equal((await loading)?.[0]?.committed.offset, 9)
})

test('nothing is loaded or committed for a group that has changed', async () => {
  const group = new GroupOnBroker([{ start: 0, end: 9 }])
  let looks = 0
  assert.equal(await loadPositions(group.joined({ isCurrent: () => ++looks < 2 })), undefined)
  assert.deepEqual(group.commits, [])
  const waiting = { current: true }
  const loading = loadPositions(group.joined({ isLeader: false, isCurrent: () => waiting.current }))
  waiting.current = false
  assert.equal(await loading, undefined)
})

test('a topic without an assigned partition gives none', async () => {
  const group = new GroupOnBroker([{ start: 0, end: 9 }])
  assert.deepEqual(await loadPositions(group.joined({ assignment: {} })), [])
})
