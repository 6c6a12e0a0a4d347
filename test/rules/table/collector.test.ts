import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RuleIndex } from '../../../src/rules/table/rule-index.ts'
import type { Json } from '../../../src/types.ts'
import { eventOf } from '../../helpers/rule-events.ts'
import { rule } from '../../helpers/rules.ts'

const candidates = (conditions: readonly Json[], data: Json) => {
  const index = new RuleIndex({ rules: conditions.map((one, n) => rule(`r${n}`, { conditions: one })) })
  const matches = index.match(eventOf({ data })).rules.length
  return [index.counts.candidates, matches]
}

test('of many rules only those are looked at that the event may meet', () => {
  const names = Array.from({ length: 1_000 }, (_, n) => ({ attr: 'name', value: `n${n}` }))
  assert.deepEqual(candidates(names, { name: 'n7' }), [1, 1])
  assert.deepEqual(candidates(names, { name: 'other' }), [0, 0])
  const texts = Array.from({ length: 1_000 }, (_, n) => ({
    attr: 'name',
    op: 'contains',
    value: `-${n + 1_000}-`,
  }))
  const [looked, matched] = candidates(texts, { name: 'a-1007-b' })
  assert.equal(matched, 1)
  assert.ok(looked! < 20)
  const intervals = Array.from({ length: 1_000 }, (_, n) => ({
    and: [
      { attr: 'position', op: 'gte', value: n },
      { attr: 'position', op: 'lt', value: n + 2 },
    ],
  }))
  assert.deepEqual(candidates(intervals, { position: 500 }), [2, 2])
})

test('a rule is looked at under one of its conditions only', () => {
  const both = {
    and: [
      { attr: 'name', value: 'a' },
      { attr: 'site.name', value: 'b' },
    ],
  }
  assert.deepEqual(candidates([both], { name: 'a', site: { name: 'b' } }), [1, 1])
})

test('a rule that is true in two ways is found once', () => {
  const either = {
    or: [
      { attr: 'name', value: 'a' },
      { attr: 'site.name', value: 'b' },
    ],
  }
  assert.deepEqual(candidates([either], { name: 'a', site: { name: 'b' } }), [2, 1])
})

test('any number of members and matches are taken', () => {
  const tags = Array.from({ length: 3_000 }, (_, n) => ({ attr: 'tags', op: 'contains', value: n }))
  assert.deepEqual(candidates(tags, { tags: tags.map(({ value }) => value) }), [3_000, 3_000])
})
