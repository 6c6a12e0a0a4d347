import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConditions } from '../../../src/rules/parse.ts'
import { Binder } from '../../../src/rules/table/bind.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import { Values } from '../../../src/rules/table/values.ts'
import type { Json } from '../../../src/types.ts'

const leafOf = (condition: Json) => planOf(parseConditions(condition).condition!).leaves[0]!
const LEAVES: readonly Json[] = [
  { attr: 'a', value: 'x' },
  { attr: 'a', value: [1, { b: 2 }] },
  { attr: 'a', op: 'in', value: [1, true, 'x', 'x'] },
  { attr: 'a', op: 'in', value: Array.from({ length: 100 }, (_, n) => n) },
  { attr: 'a', op: 'in', value: [[1]] },
  { attr: 'a', op: 'gt', value: 5 },
  { attr: 'a', op: 'gt', value: 2n ** 70n },
  { attr: 'a', op: 'contains', value: 'text' },
  { attr: 'a', op: 'contains', value: 5 },
  { attr: 'a', op: 'contains', value: [5] },
  { attr: 'a', op: 'regex', value: 'abc.*' },
  { attr: 'a.'.repeat(20_000), value: 1 },
  { attr: 'a', op: 'changed' },
  { attr: 'snapshots.prechange.a', value: 1 },
]

test('everything that a leaf named is forgotten when it is given back', () => {
  const binder = new Binder(new Values())
  const bound = [...LEAVES, ...LEAVES].map(leaf => binder.bind(leafOf(leaf)))
  assert.ok(binder.values.size > 100)
  for (const leaf of bound) binder.release(leaf)
  assert.deepEqual([binder.values.size, binder.paths.size, binder.predicates.size], [0, 0, 0])
  const { values, members, keys } = binder.uses
  assert.deepEqual(
    [values, members, keys].map(uses => uses.every(count => count === 0)),
    [true, true, true],
  )
})

test('values that are equal have one token', () => {
  const { tokens } = new Binder(new Values()).bind(leafOf(LEAVES[2]!))
  assert.equal(tokens.length, 2)
})

test('like questions are one', () => {
  const binder = new Binder(new Values())
  const first = LEAVES.map(leaf => binder.bind(leafOf(leaf)).argument)
  assert.deepEqual(
    LEAVES.map(leaf => binder.bind(leafOf(leaf)).argument),
    first,
  )
  const numbers = [1, '1', 'n1', [1], ['1']].map(
    value => binder.bind(leafOf({ attr: 'z', value: [value] })).argument,
  )
  assert.equal(new Set(numbers).size, numbers.length)
})

test('a leaf that others ask too is bound once, until its value is forgotten', () => {
  const binder = new Binder(new Values())
  const bind = (negate: boolean) => binder.bind(leafOf({ attr: 'a', value: 'x', negate }))
  const [first, second, other] = [bind(false), bind(false), bind(true)]
  assert.equal(first, second)
  assert.deepEqual([other.negate, other.tokens], [true, first.tokens])
  for (const bound of [first, second, other]) binder.release(bound)
  assert.deepEqual([binder.paths.size, binder.values.size, binder.uses.values[0]], [0, 0, 0])
  const elsewhere = binder.bind(leafOf({ attr: 'b', value: 'y' }))
  assert.deepEqual([elsewhere.path, elsewhere.tokens], [0, first.tokens])
  assert.notEqual(elsewhere, first)
  binder.settle()
  assert.notEqual(binder.bind(leafOf({ attr: 'b', value: 'y' })), elsewhere)
})
