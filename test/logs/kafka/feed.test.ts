import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchOf, Feed } from '../../../src/logs/kafka/feed.ts'
import type { RawMessage, RawPartition } from '../../../src/logs/kafka/types.ts'

const place = { topic: 'events', partition: 3 }

function message(
  offset: number,
  more: Partial<RawMessage> & { first?: number; last?: number } = {},
): RawMessage {
  const { first = offset, last = offset, ...rest } = more
  return {
    offset: String(offset),
    timestamp: '1700000000123',
    key: Buffer.from('k'),
    value: Buffer.from(`v${offset}`),
    headers: {},
    batchContext: { firstOffset: String(first), lastOffsetDelta: last - first },
    ...rest,
  }
}

function answer(messages: readonly RawMessage[], more: Partial<RawPartition> = {}): RawPartition {
  return { partition: 3, highWatermark: '1000', lastStableOffset: '1000', messages, ...more }
}

function run(from: number, to: number): RawMessage[] {
  return Array.from({ length: to - from + 1 }, (_, i) => message(from + i, { first: from, last: to }))
}

function feedOf(limits = { records: 100, bytes: 1_000 }) {
  let woken = 0
  const feed = new Feed(place, limits, 500, () => {
    woken++
  })
  return { feed, woken: () => woken }
}

const offsets = (batch: { records: readonly { offset: number }[] } | undefined) =>
  batch?.records.map(({ offset }) => offset)

test('a batch ends behind its last record batch, whose end compaction may have taken', () => {
  const batch = batchOf(
    place,
    5,
    answer([message(5, { first: 5, last: 9 }), message(7, { first: 5, last: 9 })]),
  )
  assert.deepEqual(offsets(batch), [5, 7])
  assert.equal(batch?.next, 10)
})

test('records before the position, which a compressed batch brings along, are left out', () => {
  const batch = batchOf(place, 7, answer(run(5, 9)))
  assert.deepEqual(offsets(batch), [7, 8, 9])
  assert.equal(batchOf(place, 10, answer(run(5, 9))), undefined)
})

test('markers and aborted transactions are moved over', () => {
  const batchContext = { firstOffset: '5', lastOffsetDelta: 1, producerId: '8', inTransaction: true }
  const aborted = [5, 6].map(offset => ({ ...message(offset), batchContext }))
  const marker = { ...message(7, { isControlRecord: true }), key: Buffer.from([0, 0, 0, 0]) }
  const batch = batchOf(
    place,
    5,
    answer([...aborted, marker], { abortedTransactions: [{ firstOffset: '5', producerId: '8' }] }),
  )
  assert.deepEqual(offsets(batch), [])
  assert.equal(batch?.next, 8)
})

test('a record keeps its bytes; headers that repeat keep their order', () => {
  const headers = {
    a: [Buffer.from('1'), Buffer.from('2')],
    b: Buffer.from('3'),
    constructor: [Object, Buffer.from('4')],
  }
  const [record] = batchOf(place, 5, answer([message(5, { headers, value: null })]))?.records ?? []
  assert.deepEqual(
    { ...record, headers: record?.headers.map(({ name, value }) => `${name}=${value}`) },
    {
      ...place,
      offset: 5,
      timestamp: 1_700_000_000_123,
      key: Buffer.from('k'),
      value: null,
      headers: ['a=1', 'a=2', 'b=3', 'constructor=4'],
    },
  )
})

test('a batch that does not begin where the feed stands is dropped', async () => {
  const { feed } = feedOf()
  feed.seek(10)
  feed.accept(5, answer(run(5, 12)))
  feed.accept(12, answer(run(12, 14)))
  assert.equal(feed.next, 10)
  feed.accept(10, answer(run(10, 12)))
  feed.accept(10, answer(run(10, 12)))
  assert.equal(feed.next, 13)
  assert.deepEqual(offsets(await feed.read()), [10, 11, 12])
})

test('a seek forgets what was held, and what is still on its way', async () => {
  const { feed } = feedOf()
  feed.seek(0)
  feed.accept(0, answer(run(0, 4)))
  feed.seek(2)
  feed.accept(5, answer(run(5, 6)))
  feed.accept(2, answer(run(0, 4)))
  assert.deepEqual(offsets(await feed.read()), [2, 3, 4])
})

test('a read that waits gets the next batch, and undefined at the end', async () => {
  const { feed } = feedOf()
  feed.seek(0)
  const first = feed.read()
  assert.throws(() => feed.read(), /is being read already/)
  feed.accept(0, answer(run(0, 1)))
  assert.deepEqual(offsets(await first), [0, 1])
  const second = feed.read()
  feed.end()
  assert.equal(await second, undefined)
  assert.equal(await feed.read(), undefined)
  feed.accept(2, answer(run(2, 3)))
  assert.equal(await feed.read(), undefined)
})

test('a feed that holds its fill has no room until it is read, by count and by bytes', async () => {
  for (const limits of [
    { records: 5, bytes: 1_000_000 },
    { records: 1_000, bytes: 10 },
  ]) {
    const { feed, woken } = feedOf(limits)
    feed.seek(0)
    assert.equal(feed.hasRoom, true)
    feed.accept(0, answer(run(0, 4)))
    assert.equal(feed.hasRoom, false)
    const before = woken()
    await feed.read()
    assert.equal(feed.hasRoom, true)
    assert.equal(woken(), before + 1)
  }
})

test('a gap is told as a batch without records', async () => {
  const { feed } = feedOf()
  feed.seek(3)
  feed.skip(50)
  feed.skip(20)
  assert.deepEqual(await feed.read(), { records: [], next: 50, lostBelow: 50 })
  assert.equal(feed.next, 50)
})

test('an answer that shows nothing of what must be there is asked for with more room', () => {
  const { feed } = feedOf()
  feed.seek(5)
  for (let i = 0; i < 3; i++) feed.accept(5, answer([]))
  assert.equal(feed.fetchBytes, 1_000)
  feed.accept(5, answer(run(5, 6)))
  assert.equal(feed.fetchBytes, 500)
  for (let i = 0; i < 9; i++) feed.accept(7, answer([], { lastStableOffset: '7' }))
  assert.equal(feed.fetchBytes, 500)
})
