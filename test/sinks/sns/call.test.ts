import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../../sinks/sns/call.ts'
import type { Outcome } from '../../../src/types.ts'
import { never } from './make.ts'

const delivered: Outcome = { kind: 'delivered' }
const late: Outcome = { kind: 'retry', class: 'timeout', reason: 'late' }
const call = (size: number) => new Call(size, late, 5, never)

test('outcomes come in the order of the deliveries', async () => {
  const made = call(2)
  const other: Outcome = { kind: 'refused', class: 'rejected', reason: 'no' }
  made.set(1, other)
  made.set(0, delivered)
  made.done()
  assert.deepEqual(await made.outcomes, [delivered, other])
  assert.equal(made.over, true)
  assert.equal(made.requests.aborted, false)
})

test('at the deadline requests end, and what has an outcome keeps it', async () => {
  const made = call(3)
  made.set(1, delivered)
  made.expire()
  assert.equal(made.requests.aborted, true)
  made.set(0, delivered)
  made.done()
  assert.deepEqual(await made.outcomes, [late, delivered, late])
})

test('an abort is no outcome, whatever has been delivered', async () => {
  const made = call(1)
  const reason = new Error('the tenure ended')
  made.set(0, delivered)
  made.abort(reason)
  made.done()
  made.expire()
  assert.equal(made.requests.aborted, true)
  await assert.rejects(made.outcomes, error => error === reason)
})
