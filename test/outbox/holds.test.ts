import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Holds } from '../../src/outbox/holds.ts'
import { mockTime, pass } from '../helpers/outbox.ts'

test('it holds while any pause lasts, and says so once when the last is over', async t => {
  mockTime(t)
  let over = 0
  const holds = new Holds(() => over++)
  assert.ok(!holds.active)
  holds.add(1_000)
  holds.add(200)
  await pass(500)
  assert.ok(holds.active)
  holds.add(1_000) // until 1500
  await pass(600)
  assert.ok(holds.active)
  assert.equal(over, 0)
  await pass(400)
  assert.ok(!holds.active)
  assert.equal(over, 1)
})

test('stopped, it says nothing and keeps no timer', async t => {
  mockTime(t)
  let over = 0
  const holds = new Holds(() => over++)
  holds.add(100)
  holds.stop()
  await pass(1_000)
  assert.equal(over, 0)
  assert.ok(!holds.active)
})
