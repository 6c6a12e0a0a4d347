import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../../sinks/service-bus/call.ts'
import type { Outcome } from '../../../src/types.ts'
import { never } from './make.ts'

const late: Outcome = { kind: 'retry', class: 'timeout', reason: 'late' }
const delivered: Outcome = { kind: 'delivered' }

test('ends with an outcome for each, in their order', async () => {
  const call = new Call(2, late, 0, never, () => assert.fail())
  call.set(1, late)
  call.set(0, delivered)
  call.done()
  assert.deepEqual(await call.outcomes, [delivered, late])
  assert.equal(call.over, true)
  assert.equal(call.transfers.aborted, true)
})

test('at its deadline what has an outcome keeps it, and it is told once', async () => {
  let told = 0
  const call = new Call(2, late, 0, never, () => told++)
  call.set(1, delivered)
  call.expire()
  call.expire()
  assert.deepEqual(await call.outcomes, [late, delivered])
  assert.equal(told, 1)
})

test('aborted it rejects with the reason, whatever comes then', async () => {
  const reason = new Error('the tenure ended')
  const call = new Call(1, late, 0, never, () => assert.fail())
  call.set(0, delivered)
  call.abort(reason)
  call.done()
  call.expire()
  await assert.rejects(call.outcomes, error => error === reason)
  assert.equal(call.transfers.aborted, true)
})
