import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../../src/rules/compile.ts'
import { Looks } from '../../../src/rules/table/looks.ts'
import type { Event } from '../../../src/types.ts'
import { rule } from '../../helpers/rules.ts'

test('some failures in a row are looked at, then one for so many events', () => {
  const looks = new Looks()
  let taken = 0
  while (looks.take()) taken++
  assert.equal(taken, 100)
  for (let i = 0; i < 99; i++) looks.pass()
  assert.deepEqual([looks.mayTake, looks.take()], [false, false])
  looks.pass()
  assert.equal(looks.take(), true)
  assert.equal(looks.take(), false)
})

test('a rule is evaluated as it stands', () => {
  const looks = new Looks()
  const event = { member: () => ({ a: 'x' }) } as unknown as Event
  const answer = (attr: string, op: string) =>
    looks.answer(rule('r', { conditions: { attr, op, value: 1 } }), event)
  assert.equal(answer('a', 'eq'), false)
  const failure = answer('b', 'eq')
  assert.ok(failure instanceof Failure)
  assert.equal(failure.message, 'Invalid key path: b')
  for (let i = 0; i < 1_000; i++) assert.equal(looks.answer(rule(`r${i}`), event), true)
})
