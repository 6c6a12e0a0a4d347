import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Budget } from '../../src/ingest/budget.ts'

test('shares together never hold more than the limit', () => {
  const budget = new Budget(100)
  const [one, two] = [budget.share(), budget.share()]
  assert.equal(one.take(60), true)
  assert.equal(two.take(41), false)
  assert.equal(two.take(40), true)
  assert.equal(budget.used, 100)
  one.give()
  one.give()
  assert.equal(budget.used, 40)
  assert.equal(two.take(60), true)
})

test('what somebody else holds is given back when they have done, not before', async () => {
  const budget = new Budget(100)
  for (const outcome of [Promise.resolve(), Promise.reject(new Error('failed'))]) {
    const share = budget.share()
    share.take(50)
    share.keep(outcome)
    share.give()
    assert.equal(budget.used, 50)
    await outcome.catch(() => {})
    await Promise.resolve()
    assert.equal(budget.used, 0)
  }
})
