import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SinkCounts } from '../../src/ops/sink-counts.ts'

test('what was taken and is neither settled nor shed is open', () => {
  const counts = new SinkCounts('crm')
  for (let n = 0; n < 10; n++) counts.taken()
  for (let n = 0; n < 3; n++) counts.delivered(1, 1)
  counts.deadLettered('refused', 3)
  counts.shed(2)
  assert.equal(counts.open, 4)
  assert.equal(counts.attemptsEach.sum, 6)
})

test('attempts are told apart by outcome and class', () => {
  const counts = new SinkCounts('crm')
  counts.attempted('delivered', '', 0.1)
  counts.attempted('retry', 'timeout', 0.1)
  counts.attempted('retry', 'unavailable', 0.1)
  counts.attempted('retry', 'unavailable', 0.1)
  counts.attempted('refused', 'rejected', 0.1)
  assert.equal(counts.attempts('retry'), 3)
  assert.deepEqual(
    [...counts.byClass()],
    [
      ['delivered', '', 1],
      ['retry', 'timeout', 1],
      ['retry', 'unavailable', 2],
      ['refused', 'rejected', 1],
    ],
  )
})

test('a dead letter that could not be written settles nothing', () => {
  const counts = new SinkCounts('crm')
  counts.taken()
  counts.deadLetterFailed()
  assert.equal(counts.deadLetterFailures, 1)
  assert.equal(counts.open, 1)
})
