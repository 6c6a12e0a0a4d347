import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JointCommits } from '../../../src/logs/kafka/joint-commits.ts'
import { brokerError } from './scripted.ts'

interface Sent {
  readonly topic: string
  readonly partition: number
  readonly offset: string
}

/** Commits of which the broker refuses those of `refused`, by partition, with an error's code. */
function bench(refused: ReadonlyMap<number, number> = new Map()) {
  const requests: Sent[][] = []
  const commits = new JointCommits({
    generationId: 7,
    commitOffsets: async ({ topics }) => {
      const sent = topics.flatMap(({ topic, partitions }) =>
        partitions.map(({ partition, offset }) => ({ topic, partition, offset })),
      )
      requests.push(sent)
      for (const { partition } of sent) {
        const code = refused.get(partition)
        if (code !== undefined) throw brokerError(code)
      }
    },
  })
  const commit = (partition: number, offset: number, topic = 'events') =>
    commits.commit(topic, partition, { offset, metadata: '', low: offset })
  return { requests, commit }
}

const at = (partition: number, offset: number, topic = 'events') => ({
  topic,
  partition,
  offset: `${offset}`,
})

test('what is committed in one turn goes in one request', async () => {
  const { requests, commit } = bench()
  await Promise.all([commit(0, 5), commit(3, 7), commit(0, 9, 'other')])
  await commit(0, 6)
  assert.deepEqual(requests, [[at(0, 5), at(3, 7), at(0, 9, 'other')], [at(0, 6)]])
})

test('a partition that is refused for itself does not fail the others', async () => {
  const { requests, commit } = bench(new Map([[1, 12]]))
  const results = await Promise.allSettled([commit(0, 5), commit(1, 6), commit(2, 7)])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(requests.slice(1), [[at(0, 5)], [at(1, 6)], [at(2, 7)]])
})

test('what is refused for the group is refused for all, and asked once', async () => {
  for (const code of [22, 25, 27, 16]) {
    const { requests, commit } = bench(new Map([[1, code]]))
    const results = await Promise.allSettled([commit(0, 5), commit(1, 6)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    assert.equal(requests.length, 1)
  }
})

test('a request holds 500 partitions at most', async () => {
  const { requests, commit } = bench()
  await Promise.all(Array.from({ length: 1_200 }, (_, partition) => commit(partition, 1)))
  assert.deepEqual(
    requests.map(({ length }) => length),
    [500, 500, 200],
  )
})
