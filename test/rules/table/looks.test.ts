import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Looks } from '../../../src/rules/table/looks.ts'
import type { Event } from '../../../src/types.ts'
import { rule } from '../../helpers/rules.ts'

const event = { member: () => ({ a: 'x' }) } as unknown as Event
const conditions = { attr: 'b', value: 1 }

function looks() {
  const told: (string | undefined)[] = []
  return { told, looks: new Looks((_rule, reason) => told.push(reason)) }
}

test('of some failures in a row the reason is looked up, then of one for so many events; all are told', () => {
  const { told, looks: asked } = looks()
  const failing = rule('r', { conditions })
  const reasons = () => told.splice(0).filter(reason => reason !== undefined).length
  for (let i = 0; i < 150; i++) asked.tell(failing, event)
  assert.equal(told.length, 150)
  assert.equal(reasons(), 100)
  for (let i = 0; i < 99; i++) asked.pass()
  asked.tell(failing, event)
  assert.equal(reasons(), 0)
  asked.pass()
  asked.tell(failing, event)
  asked.tell(failing, event)
  assert.equal(reasons(), 1)
})

test('a rule is evaluated as it stands', () => {
  const { told, looks: asked } = looks()
  const ask = (attr: string) => asked.ask(rule('r', { conditions: { attr, value: 1 } }), event)
  assert.deepEqual([ask('a'), ask('b')], [false, false])
  assert.deepEqual(told, ['Invalid key path: b'])
  for (let i = 0; i < 1_000; i++) assert.equal(asked.ask(rule(`r${i}`), event), true)
  assert.equal(told.length, 1)
})

test('what goes wrong within is told as a failure too', () => {
  const { told, looks: asked } = looks()
  const broken = {
    member() {
      throw new Error('broken')
    },
  } as unknown as Event
  assert.equal(asked.ask(rule('r', { conditions }), broken), false)
  assert.deepEqual(told, ['internal error: broken'])
})
