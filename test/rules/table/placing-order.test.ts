import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConditions } from '../../../src/rules/parse.ts'
import { Binder } from '../../../src/rules/table/bind.ts'
import { placingOrder } from '../../../src/rules/table/placing-order.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import { Values } from '../../../src/rules/table/values.ts'
import type { Json } from '../../../src/types.ts'

test('rules that ask the same of the same paths follow each other, those with or come last', () => {
  const binder = new Binder(new Values())
  const leaf = (attr: string, value: Json) => ({ attr, value })
  const prepared = [
    { or: [leaf('a', 1), leaf('b', 1)] },
    { and: [leaf('a', 1), leaf('b', 1)] },
    { and: [leaf('a', 1), leaf('c', 1)] },
    { and: [leaf('b', 2), leaf('a', 2)] },
    { and: [leaf('c', 2), leaf('a', 2)] },
  ].map(conditions => {
    const { leaves, tree, conjuncts, isFlat } = planOf(parseConditions(conditions).condition!)
    const bound = leaves.map(one => binder.bind(one))
    return { leaves: bound, tree, conjuncts: conjuncts!, isListed: true, isFlat, partitions: [] }
  })
  assert.deepEqual(placingOrder(prepared), [1, 3, 2, 4, 0])
  assert.deepEqual(placingOrder([prepared[1], undefined]), [1, 0])
})
