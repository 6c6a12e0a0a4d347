import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConditions } from '../../../src/rules/parse.ts'
import {
  bucketOf,
  chooseAccess,
  EVERYWHERE,
  intervalOf,
  leafOf,
  settledBy,
  tokensOf,
} from '../../../src/rules/table/access.ts'
import { Binder } from '../../../src/rules/table/bind.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import { Trigrams } from '../../../src/rules/table/trigrams.ts'
import { Values } from '../../../src/rules/table/values.ts'
import type { Json } from '../../../src/types.ts'

/** What is chosen for conditions that are all to be true; `common` are named by other rules. */
function chosen(conditions: readonly Json[], common: readonly Json[] = []) {
  const binder = new Binder(new Values())
  const bound = (and: readonly Json[]) =>
    planOf(parseConditions({ and }).condition!).leaves.map(leaf => binder.bind(leaf))
  bound(common)
  const leaves = bound(conditions)
  const conjunct = leaves.map((_, leaf) => leaf)
  const access = chooseAccess(conjunct, leaves, 1, binder, () => new Trigrams())
  return {
    leaf: leafOf(access),
    bucket: bucketOf(access),
    tokens: tokensOf(access, leaves)?.length,
    settled: settledBy(access, conjunct, leaves),
    interval: leafOf(access) === undefined ? undefined : intervalOf(access, conjunct, leaves),
    isEverywhere: access === EVERYWHERE,
  }
}

test('of values the one that is named least decides', () => {
  const rare = { attr: 'name', value: 'rare' }
  const often = { attr: 'status', value: 'active' }
  const common = Array.from({ length: 20 }, (_, n) => [often, { attr: 'name', value: `n${n}` }]).flat()
  assert.deepEqual(chosen([often, rare], common).leaf, 1)
  assert.deepEqual(chosen([rare, often], common).leaf, 0)
  assert.deepEqual(chosen([rare, often], common).settled, [0])
})

test('values come before texts, texts before intervals', () => {
  const value = { attr: 'a', op: 'in', value: [1, 2] }
  const text = { attr: 'b', op: 'contains', value: 'text' }
  const pattern = { attr: 'b', op: 'regex', value: 'abc.*' }
  const number = { attr: 'c', op: 'gt', value: 1 }
  assert.deepEqual([chosen([number, text, value]).leaf, chosen([number, text, value]).tokens], [2, 2])
  assert.deepEqual([chosen([number, text]).leaf, chosen([number, text]).tokens], [1, 2])
  assert.deepEqual([chosen([number, pattern]).leaf, chosen([number, pattern]).tokens], [1, 1])
  assert.equal(chosen([text]).settled.length, 0)
  assert.notEqual(chosen([text]).bucket, undefined)
})

test('an interval is what all conditions on its path leave', () => {
  const leaves = [
    { attr: 'a', op: 'gte', value: 1 },
    { attr: 'a', op: 'lt', value: 5 },
    { attr: 'b', op: 'gt', value: 0 },
  ]
  const { interval, settled, tokens } = chosen(leaves)
  assert.equal(tokens, undefined)
  assert.deepEqual(settled, [0, 1])
  assert.equal(interval!.low, 1)
  assert.ok(interval!.high < 5 && interval!.high > 4.999)
  assert.equal(chosen([{ attr: 'b', op: 'gt', value: 0 }]).interval!.low, Number.MIN_VALUE)
})

test('what cannot be told is looked at everywhere', () => {
  const conditions: readonly Json[] = [
    { attr: 'a', value: 1, negate: true },
    { attr: 'a', op: 'contains', value: 'ab' },
    { attr: 'a', op: 'regex', value: 'a|b' },
    { attr: 'a', value: [1] },
    { attr: 'a', op: 'changed' },
    { attr: 'snapshots.prechange', value: null },
  ]
  for (const condition of conditions) {
    assert.equal(chosen([condition]).isEverywhere, true, JSON.stringify(condition))
    assert.equal(chosen([condition]).tokens, 1)
  }
})
