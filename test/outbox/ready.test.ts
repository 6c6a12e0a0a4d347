import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed, sizeOf } from '../../src/outbox/owed.ts'
import { Ready } from '../../src/outbox/ready.ts'
import { idleTenure, mockTime, pass, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const lane = new Lane(idleTenure(), 0, quietLogger)
const other = new Lane(idleTenure('events', 1), 0, quietLogger)
const owed = (offset: number, of = lane) => new Owed(of, work(offset), undefined, 0)
const bytes = sizeOf(work(0).record)

function readyOf({ max_count = 1, max_bytes = 1e6, linger = 0 } = {}) {
  let due = 0
  const ready = new Ready({ max_count, max_bytes, linger }, () => void due++)
  const take = () => ready.take(() => true).map(({ offset }) => offset)
  return { ready, take, due: () => due }
}

test('without linger a batch is due at once, and takes what there is', () => {
  const { ready, take } = readyOf({ max_count: 3 })
  assert.equal(ready.due, false)
  for (let offset = 0; offset < 5; offset++) ready.push(owed(offset))
  assert.equal(ready.due, true)
  assert.deepEqual([take(), take(), take()], [[0, 1, 2], [3, 4], []])
})

test('a batch that lingers is due when it is full by count or bytes, or has waited', async t => {
  mockTime(t)
  const byCount = readyOf({ max_count: 2, linger: 20 })
  byCount.ready.push(owed(0))
  assert.equal(byCount.ready.due, false)
  byCount.ready.push(owed(1))
  assert.equal(byCount.ready.due, true)
  const byBytes = readyOf({ max_count: 100, max_bytes: bytes * 2, linger: 20 })
  byBytes.ready.push(owed(0))
  assert.equal(byBytes.ready.due, false)
  byBytes.ready.push(owed(1))
  assert.equal(byBytes.ready.due, true)
  const byTime = readyOf({ max_count: 100, linger: 20 })
  byTime.ready.push(owed(0))
  await pass(19)
  assert.deepEqual([byTime.ready.due, byTime.due()], [false, 0])
  await pass(1)
  assert.deepEqual([byTime.ready.due, byTime.due()], [true, 1])
  assert.deepEqual(byTime.take(), [0])
  byTime.ready.push(owed(1))
  assert.equal(byTime.ready.due, false, 'the next waits for itself')
  byTime.ready.hurry()
  assert.equal(byTime.ready.due, true)
  for (const { ready } of [byCount, byBytes]) ready.hurry()
})

test('what may not go is left out, and does not count', () => {
  const { ready } = readyOf({ max_count: 2 })
  for (let offset = 0; offset < 4; offset++) ready.push(owed(offset))
  const batch = ready.take(({ offset }) => offset % 2 === 1)
  assert.deepEqual(
    batch.map(({ offset }) => offset),
    [1, 3],
  )
  assert.equal(ready.size, 0)
})

test('what is forgotten counts no more, its bytes neither', async t => {
  mockTime(t)
  const { ready, take } = readyOf({ max_count: 100, max_bytes: bytes * 3, linger: 1_000 })
  ready.push(owed(0))
  ready.push(owed(7, other))
  ready.push(owed(1))
  ready.keep(owed => owed.lane !== lane)
  assert.equal(ready.due, false)
  await pass(1_000)
  assert.deepEqual(take(), [7])
})
