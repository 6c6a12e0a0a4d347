import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, SluiceError } from '../../../src/errors.ts'
import { checkRule } from '../../../src/rules/rule-check.ts'
import { Binder } from '../../../src/rules/table/bind.ts'
import { MAX_PATHS } from '../../../src/rules/table/limits.ts'
import { Partitions } from '../../../src/rules/table/partitions.ts'
import { Placer } from '../../../src/rules/table/placer.ts'
import { Pool } from '../../../src/rules/table/pool.ts'
import { Postings } from '../../../src/rules/table/postings.ts'
import { Values } from '../../../src/rules/table/values.ts'
import type { Json, Rule } from '../../../src/types.ts'
import { rule } from '../../helpers/rules.ts'

function structures() {
  const pool = new Pool()
  const postings = new Postings(pool)
  const binder = new Binder(new Values())
  const partitions = new Partitions()
  return { pool, postings, binder, partitions, placer: new Placer(pool, postings, binder, partitions) }
}

const CONDITIONS: readonly Json[] = [
  null,
  { attr: 'a', value: 1 },
  {
    or: [
      { attr: 'a', value: 1 },
      { attr: 'b', op: 'gt', value: 2 },
      { attr: 'c', op: 'contains', value: 'text' },
    ],
  },
  {
    and: [
      { attr: 'b', op: 'gt', value: 2 },
      { attr: 'd', op: 'changed' },
    ],
  },
  { attr: 'a', value: 1, negate: true },
  { attr: 'a', op: 'in', value: [1, 2, 3] },
]

test('nothing is left of rules that have been taken out, in whatever order', () => {
  const { postings, binder, partitions, placer } = structures()
  const rules = CONDITIONS.map((conditions, n) =>
    rule(`r${n}`, {
      conditions,
      objectTypes: ['a.b', '*'],
      where: n % 2 === 0 ? { attr: 'topic', value: 't' } : null,
    }),
  )
  const put = (one: Rule, n: number) => placer.put(n, placer.prepare(n, one, checkRule(one)))
  rules.forEach(put)
  assert.ok(postings.size > 0)
  for (const n of [3, 0, 5, 1]) placer.remove(n, rules[n]!, checkRule(rules[n]!))
  for (const n of [0, 1, 3, 5]) put(rules[n]!, n)
  for (const n of [4, 5, 0, 2, 1, 3]) placer.remove(n, rules[n]!, checkRule(rules[n]!))
  assert.deepEqual(
    [postings.size, binder.values.size, binder.paths.size, binder.predicates.size],
    [0, 0, 0, 0],
  )
  assert.deepEqual([...partitions], [])
})

test('it is told when what events are read for has changed', () => {
  const { placer } = structures()
  const one = (name: string, attr: string) => rule(name, { conditions: { attr, value: 1 } })
  const put = (n: number, attr: string) =>
    placer.put(n, placer.prepare(n, one(`r${n}`, attr), checkRule(one('r', attr))))
  assert.equal(put(0, 'a'), true)
  put(1, 'a')
  assert.equal(put(2, 'a'), false)
  assert.equal(put(3, 'b'), true)
  assert.equal(placer.remove(3, one('r3', 'b'), checkRule(one('r3', 'b'))), true)
})

test('what is beyond a limit is refused, and nothing of it is kept', () => {
  const { binder, placer } = structures()
  const names = (count: number, stem: string) => Array.from({ length: count }, (_, n) => `${stem}.x${n}`)
  const wide = rule('wide', { objectTypes: names(65, 'a'), eventTypes: names(65, 'e') })
  assert.throws(() => placer.prepare(0, wide, checkRule(wide)), SluiceError)
  const and = names(MAX_PATHS + 1, 'a').map(attr => ({ attr, value: 1 }))
  const deep = rule('deep', { conditions: { and } })
  assert.throws(
    () => placer.prepare(0, deep, checkRule(deep)),
    (error: unknown) =>
      error instanceof SluiceError &&
      !(error instanceof ConfigError) &&
      /16384 different paths/.test(error.message),
  )
  assert.deepEqual([binder.paths.size, binder.values.size], [0, 0])
})
