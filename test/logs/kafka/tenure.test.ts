import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Feed } from '../../../src/logs/kafka/feed.ts'
import { JointCommits } from '../../../src/logs/kafka/joint-commits.ts'
import { KafkaTenure } from '../../../src/logs/kafka/tenure.ts'
import type { OffsetManager } from '../../../src/logs/kafka/types.ts'
import { brokerError } from './scripted.ts'

function bench() {
  const sent: unknown[] = []
  const state = { mayStart: true, failure: undefined as Error | undefined }
  const offsets: OffsetManager = {
    generationId: 7,
    commitOffsets: async request => {
      sent.push(request)
      if (state.failure !== undefined) throw state.failure
    },
  }
  let closed = 0
  const feed = new Feed({ topic: 'events', partition: 2 }, { records: 10, bytes: 100 }, 100, () => {})
  const tenure = new KafkaTenure({
    committed: { offset: 40, metadata: 'm', low: 40 },
    bounds: { start: 3, end: 99 },
    feed,
    commits: new JointCommits(offsets),
    mayStart: () => state.mayStart,
    reread: () => ({ read: async () => undefined, close: () => void closed++ }),
  })
  return { tenure, feed, sent, state, closed: () => closed }
}

test('a commit goes out under the generation of its tenure, with its metadata', async () => {
  const { tenure, sent } = bench()
  await tenure.commit({ offset: 41, metadata: '1;abc', low: 12 })
  assert.deepEqual(sent, [
    { topics: [{ topic: 'events', partitions: [{ partition: 2, offset: '41', metadata: '1;abc' }] }] },
  ])
})

test('a tenure that has ended commits nothing, starts nothing, reads nothing', async () => {
  const { tenure, feed, sent } = bench()
  assert.equal(tenure.mayStart(), true)
  tenure.end()
  assert.equal(tenure.ended, true)
  assert.equal(tenure.mayStart(), false)
  await assert.rejects(tenure.commit({ offset: 41, metadata: '', low: 0 }), { code: 'commit_fenced' })
  assert.deepEqual(sent, [])
  assert.equal(await tenure.read(), undefined)
  tenure.seek(3)
  assert.equal(feed.started, false)
})

test('a commit that the group refuses is fenced, any other failure is to be computed anew', async () => {
  const { tenure, state } = bench()
  for (const [code, expected] of [
    [22, 'commit_fenced'],
    [25, 'commit_fenced'],
    [27, 'commit_failed'],
    [12, 'commit_failed'],
    [16, 'commit_failed'],
  ] as const) {
    state.failure = brokerError(code)
    await assert.rejects(
      tenure.commit({ offset: 41, metadata: '', low: 0 }),
      { code: expected },
      String(code),
    )
  }
})

test('nothing starts without a lease', () => {
  const { tenure, state } = bench()
  state.mayStart = false
  assert.equal(tenure.mayStart(), false)
})

test('a tenure that is read without a seek begins at its commit', () => {
  const { tenure, feed } = bench()
  void tenure.read()
  assert.equal(feed.next, 40)
})

test('reads from further back end with their tenure, and one that comes later is closed at once', () => {
  const { tenure, closed } = bench()
  tenure.reread(3)
  tenure.reread(4).close()
  assert.equal(closed(), 1)
  tenure.end()
  assert.equal(closed(), 2)
  tenure.reread(5)
  assert.equal(closed(), 3)
})
