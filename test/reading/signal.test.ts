import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Signal } from '../../src/reading/signal.ts'
import { mockTime, pass, settle } from '../helpers/outbox.ts'

test('a ring wakes all who wait, and nobody who comes later', async () => {
  const signal = new Signal()
  const woken: string[] = []
  signal.wait().then(() => woken.push('a'))
  signal.wait().then(() => woken.push('b'))
  signal.ring()
  signal.wait().then(() => woken.push('c'))
  await settle()
  assert.deepEqual(woken, ['a', 'b'])
})

test('who waits at most so long is woken by a ring, or when the time is over', async t => {
  mockTime(t)
  const signal = new Signal()
  const woken: string[] = []
  signal.waitAtMost(100).then(() => woken.push('rung'))
  await pass(99)
  signal.ring()
  await settle()
  signal.waitAtMost(100).then(() => woken.push('over'))
  await pass(99)
  assert.deepEqual(woken, ['rung'])
  await pass(1)
  assert.deepEqual(woken, ['rung', 'over'])
})
