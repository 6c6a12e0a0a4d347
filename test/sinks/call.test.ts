import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../sinks/call.ts'
import type { Outcome } from '../../src/types.ts'

const never = new AbortController().signal
const delivered: Outcome = { kind: 'delivered' }
const late: Outcome = { kind: 'retry', class: 'timeout', reason: 'late' }
const refused: Outcome & { kind: 'refused' } = { kind: 'refused', class: 'rejected', reason: 'no' }
const call = (size: number, asked: () => Outcome = () => assert.fail()) => new Call(size, asked, 5, never)

test('outcomes come in the order of the deliveries, and what was kept for the call goes', async () => {
  const made = call(2)
  made.set(1, refused)
  made.set(0, delivered)
  assert.equal(made.work.aborted, false)
  made.done()
  assert.deepEqual(await made.outcomes, [delivered, refused])
  assert.equal(made.over, true)
  assert.equal(made.work.aborted, true)
})

test('what can never be sent has its outcome at once; the rest is sent, each for its place', async () => {
  const made = call(3)
  const placed = made.place<{ n: number }>([{ n: 1 }, refused, { n: 2 }], ({ reason }) => ({
    ...refused,
    reason: `crm: ${reason}`,
  }))
  assert.deepEqual(placed, [
    { at: 0, message: { n: 1 } },
    { at: 2, message: { n: 2 } },
  ])
  for (const { at } of placed) made.set(at, delivered)
  made.done()
  assert.deepEqual(await made.outcomes, [delivered, { ...refused, reason: 'crm: no' }, delivered])
})

test('at the deadline work ends, what has an outcome keeps it, and it is asked once', async () => {
  let asked = 0
  const made = call(3, () => {
    asked++
    return late
  })
  made.set(1, delivered)
  made.expire()
  made.expire()
  assert.equal(made.work.aborted, true)
  made.set(0, delivered)
  made.done()
  assert.deepEqual(await made.outcomes, [late, delivered, late])
  assert.equal(asked, 1)
})

test('an abort is no outcome, whatever has been delivered', async () => {
  const made = call(1)
  const reason = new Error('the tenure ended')
  made.set(0, delivered)
  made.abort(reason)
  made.done()
  made.expire()
  assert.equal(made.work.aborted, true)
  await assert.rejects(made.outcomes, error => error === reason)
})
