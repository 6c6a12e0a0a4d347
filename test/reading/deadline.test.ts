import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deadline, drainDeadlines } from '../../src/reading/deadline.ts'
import { mockTime, pass } from '../helpers/outbox.ts'

test('it is over after its time, for those who wait and for those who look', async t => {
  mockTime(t)
  const deadline = new Deadline(100)
  let over = false
  deadline.over.then(() => {
    over = true
  })
  await pass(99)
  assert.deepEqual([over, deadline.signal.aborted], [false, false])
  await pass(1)
  assert.deepEqual([over, deadline.signal.aborted], [true, true])
})

test('once cleared it is never over', async t => {
  mockTime(t)
  const deadline = new Deadline(100)
  deadline.clear()
  await pass(1_000)
  assert.equal(deadline.signal.aborted, false)
})

test('a drain has most of its grace for the wire, and at least 400 ms in all', async t => {
  mockTime(t)
  const over = (grace: number) => {
    const { wire, commit, leave } = drainDeadlines(grace)
    return [wire, commit, leave].map(
      ({ signal }) =>
        () =>
          signal.aborted,
    )
  }
  for (const [grace, ...times] of [
    [10_000, 8_000, 9_000, 10_000],
    [4_000, 3_000, 3_500, 4_000],
    [0, 200, 300, 400],
  ] as const) {
    const steps = over(grace)
    let passed = 0
    for (const [step, time] of times.entries()) {
      await pass(time - passed - 1)
      assert.equal(steps[step]?.(), false)
      await pass(1)
      assert.equal(steps[step]?.(), true)
      passed = time
    }
  }
})
