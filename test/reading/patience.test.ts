import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Patience } from '../../src/reading/patience.ts'
import { Signal } from '../../src/reading/signal.ts'
import { mockTime, pass, settle } from '../helpers/outbox.ts'

test('of each second a tenth may be waited, in one piece or in many', async t => {
  mockTime(t)
  const patience = new Patience()
  const signal = new Signal()
  for (let piece = 0; piece < 3; piece++) {
    const waiting = patience.wait(signal)
    await pass(30)
    signal.ring()
    await waiting
    assert.equal(patience.isLeft, true)
  }
  const last = patience.wait(signal)
  await pass(10)
  await last
  assert.equal(patience.isLeft, false)
  await pass(899)
  assert.equal(patience.isLeft, false)
  await pass(1)
  assert.equal(patience.isLeft, true)
})

test('waits that are over at once use it up all the same, little by little', async t => {
  mockTime(t)
  const patience = new Patience()
  const signal = new Signal()
  let waits = 0
  for (; patience.isLeft && waits < 1_000; waits++) {
    const waiting = patience.wait(signal)
    signal.ring()
    await waiting
  }
  assert.equal(waits, 100)
  patience.end()
  await pass(5_000)
  assert.equal(patience.isLeft, false, 'once ended it is not refilled')
  await settle()
})
