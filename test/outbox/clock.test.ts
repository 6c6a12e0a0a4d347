import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { now } from '../../src/outbox/clock.ts'

test('the time has microseconds and stays with the system clock, also when that is set', t => {
  for (const _ of [1, 2, 3]) assert.ok(Math.abs(now() - Date.now()) <= 3)
  const times = Array.from({ length: 200 }, now)
  assert.ok(
    times.some(time => time % 1 !== 0),
    'a fraction of a millisecond',
  )
  mock.timers.enable({ apis: ['Date'], now: 1_000_000_000_000 })
  t.after(() => mock.timers.reset())
  assert.ok(Math.abs(now() - 1_000_000_000_000) <= 3)
})
