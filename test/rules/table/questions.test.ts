import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConditions } from '../../../src/rules/parse.ts'
import { planOf } from '../../../src/rules/table/plan.ts'
import {
  amongAt,
  containsAt,
  parsedAt,
  regexAt,
  type ValueLeaf,
  written,
} from '../../../src/rules/table/questions.ts'
import {
  GONE,
  LIST,
  MISSING,
  NULL,
  NUMERIC,
  OBJECT,
  Reading,
  STRING,
} from '../../../src/rules/table/reading.ts'
import { FALSE, INVALID, TRUE } from '../../../src/rules/table/truth.ts'
import { Values } from '../../../src/rules/table/values.ts'
import type { Event, Json } from '../../../src/types.ts'

const leafOf = (condition: Json) => planOf(parseConditions(condition).condition!).leaves[0]! as ValueLeaf

function reading(kind: number, text = ''): Reading {
  const reading = new Reading(new Values())
  reading.begin(Buffer.from(text), undefined, Int32Array.of(0))
  reading.kinds[0] = kind
  reading.starts[0] = 0
  reading.ends[0] = Buffer.byteLength(text)
  return reading
}

test('contains asks texts for the text, lists and objects for the member, and fails on others', () => {
  const ask = containsAt(0, leafOf({ attr: 'a', op: 'contains', value: 'bc' }), 9)
  assert.equal(ask(reading(STRING, 'abcd')), TRUE)
  assert.equal(ask(reading(STRING, 'b-c')), FALSE)
  for (const kind of [LIST, OBJECT]) {
    const found = reading(kind)
    assert.equal(ask(found), FALSE)
    found.addMember(9)
    assert.equal(ask(found), TRUE)
  }
  assert.deepEqual(
    [NULL, NUMERIC, MISSING].map(kind => ask(reading(kind))),
    [INVALID, INVALID, INVALID],
  )
  assert.equal(ask(reading(GONE)), FALSE)
  assert.equal(
    containsAt(0, leafOf({ attr: 'a', op: 'contains', value: 1 }), 9)(reading(STRING, '1')),
    INVALID,
  )
})

test('half a surrogate pair is not in a whole one', () => {
  const ask = containsAt(0, leafOf({ attr: 'a', op: 'contains', value: '\ud83d' }), 9)
  assert.equal(ask(reading(STRING, '😀')), FALSE)
})

test('patterns are answered as by the engine, also where it is not asked', () => {
  const ask = (pattern: string, text: string) =>
    regexAt(0, leafOf({ attr: 'a', op: 'regex', value: pattern }))(reading(STRING, text))
  assert.equal(ask('ab.*d', 'abcd'), TRUE)
  assert.equal(ask('ab.*d', 'ab\nd'), FALSE)
  assert.equal(ask('ab$', 'ab\n'), TRUE)
  assert.equal(ask('[a]bcd+', 'abcdd'), TRUE)
  assert.equal(ask('[a]bcd+', 'xabcd'), FALSE)
  assert.equal(ask('(a+)+\\1$', `${'a'.repeat(50_000)}!`), INVALID)
  const any = regexAt(0, leafOf({ attr: 'a', op: 'regex', value: 'a' }))
  assert.deepEqual(
    [NULL, MISSING, LIST, GONE].map(kind => any(reading(kind))),
    [INVALID, INVALID, INVALID, FALSE],
  )
})

test('one of many values is known by its token', () => {
  const ask = amongAt(0, [3, 4])
  const found = reading(STRING, 'x')
  assert.equal(ask(found), FALSE)
  found.addValue(0, 4)
  assert.equal(ask(found), TRUE)
  assert.equal(ask(reading(MISSING)), INVALID)
})

test('what has no words is asked about the parsed event', () => {
  const ask = (condition: Json, members: { readonly [name: string]: Json }) => {
    const reading = new Reading(new Values())
    const event = { member: (name: string) => members[name] } as unknown as Event
    reading.begin(Buffer.alloc(0), event, new Int32Array(0))
    return parsedAt(leafOf(condition))(reading)
  }
  assert.equal(ask({ attr: 'a', value: [1] }, { data: { a: [true] } }), TRUE)
  assert.equal(ask({ attr: 'a', value: [1], negate: true }, { data: { a: [true] } }), FALSE)
  assert.equal(ask({ attr: 'a', value: [1] }, { data: {} }), INVALID)
  assert.equal(ask({ attr: 'a', value: [1], negate: true }, {}), FALSE)
  const snapshots = { prechange: { a: 1 }, postchange: { a: 2 } }
  assert.equal(ask({ attr: 'a', op: 'changed' }, { snapshots }), TRUE)
  assert.equal(ask({ attr: 'a', op: 'changed' }, {}), INVALID)
})

test('different values are written differently', () => {
  const values: readonly Json[] = [
    1,
    '1',
    1n,
    'snumber 1',
    [1],
    ['1'],
    null,
    'null',
    Infinity,
    { a: 1 },
    true,
  ]
  assert.equal(new Set(values.map(written)).size, values.length)
})
