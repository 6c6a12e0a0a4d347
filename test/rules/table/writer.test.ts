import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConditions } from '../../../src/rules/parse.ts'
import { EVERYWHERE } from '../../../src/rules/table/access.ts'
import { Binder } from '../../../src/rules/table/bind.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import {
  DECISIVE,
  DOUBTFUL,
  LENGTH_SHIFT,
  MEANING_MASK,
  RULE_MASK,
  SURE,
} from '../../../src/rules/table/postings.ts'
import { Values } from '../../../src/rules/table/values.ts'
import { isShort, Writer } from '../../../src/rules/table/writer.ts'
import type { Json } from '../../../src/types.ts'

const leaf = (attr: string, op = 'eq', value: Json = 1) => ({ attr, op, value })

/** The entries of conditions that are looked at everywhere: meaning and words of each. */
function entries(conditions: Json): readonly (readonly [meaning: number, length: number])[] {
  const binder = new Binder(new Values())
  const { leaves, tree, conjuncts, isFlat } = planOf(parseConditions(conditions).condition!)
  const bound = leaves.map(one => binder.bind(one))
  const isListed = conjuncts !== undefined
  const all = conjuncts ?? [{ leaves: [], before: [] }]
  const writer = new Writer()
  const prepared = {
    leaves: bound,
    tree,
    conjuncts: all,
    isListed,
    isFlat: isFlat && isShort(bound),
    partitions: [],
  }
  return all.map((_, i) => {
    writer.entry(42, prepared, EVERYWHERE, i)
    const { words, length } = writer.buffer
    assert.equal(words[0]! & RULE_MASK, 42)
    assert.equal(words[0]! >>> LENGTH_SHIFT, length)
    return [words[0]! & MEANING_MASK, length]
  })
}

test('conditions without or are decided by their entry', () => {
  assert.deepEqual(entries({ and: [leaf('a'), leaf('b')] }), [[DECISIVE, 3]])
  assert.deepEqual(entries(null), [[DECISIVE, 1]])
})

test('an entry is sure where what is asked before it can be seen not to fail', () => {
  assert.deepEqual(entries({ or: [leaf('a'), leaf('b')] }), [
    [SURE, 2],
    [SURE, 3],
  ])
  assert.deepEqual(entries({ or: [leaf('a'), leaf('a', 'in', [2, 3])] }), [
    [SURE, 2],
    [SURE, 4],
  ])
  assert.deepEqual(entries({ or: [leaf('a', 'gt'), leaf('a', 'contains', 'x'), leaf('b')] }), [
    [SURE, 2],
    [SURE, 3],
    [SURE, 3],
  ])
  assert.deepEqual(entries({ or: [leaf('a', 'regex', 'x'), leaf('b')] }), [
    [SURE, 2],
    [DOUBTFUL, 2],
  ])
})

test('what does not fit an entry is left to the program', () => {
  const long = Array.from({ length: 300 }, (_, n) => leaf(`a${n}`))
  assert.deepEqual(entries({ and: long }), [[DOUBTFUL, 2]])
  const either = { or: [leaf('a'), leaf('b')] }
  assert.deepEqual(entries({ and: Array.from({ length: 7 }, () => either) }), [[DOUBTFUL, 2]])
})
