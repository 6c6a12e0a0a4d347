import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConditions } from '../../../src/rules/parse.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import type { Json } from '../../../src/types.ts'

const leaf = (attr: string) => ({ attr, value: 1 })
const plan = (conditions: Json) => planOf(parseConditions(conditions).condition!)
const shown = (conditions: Json) =>
  plan(conditions).conjuncts?.map(({ leaves, before }) => `${leaves.join('')}/${before.join('')}`)

test('sets of and are one conjunct, whatever their depth', () => {
  const flat = plan({ and: [leaf('a'), { and: [leaf('b'), leaf('c')] }] })
  assert.equal(flat.isFlat, true)
  assert.deepEqual(flat.conjuncts, [{ leaves: [0, 1, 2], before: [] }])
  assert.deepEqual(plan(null).conjuncts, [{ leaves: [], before: [] }])
})

test('each way to be true is a conjunct, with what is asked before it', () => {
  assert.deepEqual(shown({ or: [leaf('a'), leaf('b')] }), ['0/', '1/0'])
  assert.deepEqual(
    shown({ and: [leaf('a'), { or: [leaf('b'), { and: [leaf('c'), leaf('d')] }, leaf('e')] }] }),
    ['01/', '023/1', '04/123'],
  )
  assert.deepEqual(shown({ or: [] }), [])
  assert.deepEqual(shown({ or: [{ and: [leaf('a'), { or: [] }] }, leaf('b')] }), ['1/0'])
})

test('too many conjuncts are none', () => {
  const either = { or: [leaf('a'), leaf('b')] }
  assert.equal(shown({ and: Array.from({ length: 6 }, () => either) })!.length, 64)
  assert.equal(shown({ and: Array.from({ length: 7 }, () => either) }), undefined)
  assert.equal(shown({ or: Array.from({ length: 65 }, () => leaf('a')) }), undefined)
})
