import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABSENT } from '../../src/rules/compile.ts'
import { evaluate, presentData } from '../../src/rules/evaluate.ts'
import type { Json } from '../../src/types.ts'
import fixtures from './fixtures/conditions.json' with { type: 'json' }

interface Row {
  readonly if: Json
  readonly data: Json
  readonly snapshots?: Json
  readonly is: boolean | 'error'
  readonly says?: string
}

for (const group of ['conditions', 'snapshots', 'absent'] as const) {
  test(`answers are those that NetBox gave: ${group}`, () => {
    const rows = fixtures[group] as readonly Row[]
    assert.ok(rows.length > 30)
    for (const row of rows) {
      const answer = evaluate(row.if, row.data, row.snapshots)
      assert.equal(answer.kind, String(row.is), JSON.stringify(row))
      if (row.says !== undefined) assert.equal(answer.kind === 'error' && answer.message, row.says)
    }
  })
}

test('snapshots within data that stands on its own are the snapshots', () => {
  for (const { if: conditions, data, snapshots, is } of fixtures.snapshots as readonly Row[]) {
    if (snapshots === undefined) continue
    const answer = evaluate(conditions, { ...(data as object), snapshots }, undefined)
    assert.equal(answer.kind, String(is), JSON.stringify(conditions))
  }
})

test('a field of the object that is called snapshots is hidden by the event’s', () => {
  const data = { snapshots: { prechange: { status: 'active' } } }
  const conditions = { attr: 'snapshots.prechange.status', value: 'active' }
  assert.equal(evaluate(conditions, data, undefined).kind, 'true')
  assert.equal(evaluate(conditions, data, null).kind, 'error')
})

test('data of an event that is no object is absent; on its own it is what it is', () => {
  const conditions = { attr: 'a', op: 'contains', value: 1 }
  assert.equal(evaluate(conditions, [{ a: 1 }], undefined).kind, 'true')
  assert.equal(evaluate(conditions, [{ a: 1 }], null).kind, 'false')
  for (const data of [null, undefined, 'text', 7]) {
    assert.equal(evaluate(conditions, data, undefined).kind, 'error')
    assert.equal(evaluate(conditions, data, null).kind, 'false')
    assert.equal(presentData(data), ABSENT)
  }
  assert.equal(evaluate(conditions, {}, null).kind, 'error')
  assert.deepEqual(presentData({}), {})
})

test('absent data is false also where it is negated, and does not end the evaluation', () => {
  const absent = { attr: 'a', value: 1, negate: true }
  const present = { attr: 'snapshots', value: null }
  assert.equal(evaluate(absent, null, null).kind, 'false')
  assert.equal(evaluate({ or: [absent, present] }, null, null).kind, 'true')
  assert.equal(evaluate({ and: [present, absent] }, null, null).kind, 'false')
})

test('an error carries the path of the condition it comes from', () => {
  const bad = { attr: 'b.c', value: 1 }
  assert.deepEqual(evaluate({ or: [{ attr: 'a', value: 2 }, { and: [bad] }] }, { a: 1, b: 'x' }, null), {
    kind: 'error',
    message: "Invalid key path: b.c (cannot resolve 'c' within str)",
    path: ['or', 1, 'and', 0],
  })
})

test('conditions that are wrong are an error, none at all are true', () => {
  const answer = evaluate({ attr: 'a', op: 'in', value: 'x' }, { a: 'x' }, null)
  assert.deepEqual(answer, {
    kind: 'error',
    message: "Invalid type for in operation: <class 'str'>",
    path: ['value'],
  })
  assert.equal(evaluate(null, {}, null).kind, 'true')
})
