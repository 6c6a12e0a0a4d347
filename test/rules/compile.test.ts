import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ABSENT, compileConditions, Failure } from '../../src/rules/compile.ts'
import { parseConditions } from '../../src/rules/parse.ts'
import type { Json } from '../../src/types.ts'

const YES = { attr: 'yes', value: 1 }
const NO = { attr: 'yes', value: 2 }
const BAD = { attr: 'no', value: 1 }

test('sets end at the first answer that decides, and at the first error', () => {
  const table: readonly (readonly [Json, boolean | 'error'])[] = [
    [{ and: [] }, true],
    [{ or: [] }, false],
    [{ and: [YES] }, true],
    [{ and: [YES, NO] }, false],
    [{ or: [NO, YES] }, true],
    [{ or: [NO, NO] }, false],
    [{ or: [YES, BAD] }, true],
    [{ or: [BAD, YES] }, 'error'],
    [{ and: [NO, BAD] }, false],
    [{ and: [BAD, NO] }, 'error'],
    [{ or: [NO, { and: [YES, BAD] }, YES] }, 'error'],
    [{ or: [{ and: [NO, BAD] }, YES] }, true],
  ]
  for (const [conditions, answer] of table)
    assert.equal(ask(conditions, { yes: 1 }), answer, JSON.stringify(conditions))
})

test('negate takes what Python finds true, turns an answer round, and never an error', () => {
  const table: readonly (readonly [Json, boolean])[] = [
    [true, false],
    ['false', false],
    [1, false],
    [[0], false],
    [false, true],
    [null, true],
    [0, true],
    ['', true],
    [[], true],
    [{}, true],
  ]
  for (const [negate, answer] of table) {
    assert.equal(ask({ ...YES, negate }, { yes: 1 }), answer, JSON.stringify(negate))
    assert.equal(ask({ ...BAD, negate }, { yes: 1 }), 'error')
  }
})

test('what conditions read is known, so that the rest need not be parsed', () => {
  const table: readonly (readonly [Json, boolean, boolean])[] = [
    [null, false, false],
    [YES, true, false],
    [{ attr: 'snapshots.prechange.status', value: 1 }, false, true],
    [{ attr: 'snapshots', value: null }, false, true],
    [{ attr: 'snapshotsX', value: null }, true, false],
    [{ attr: 'status', op: 'changed' }, false, true],
    [{ or: [YES, { and: [{ attr: 'status', op: 'unchanged' }] }] }, true, true],
  ]
  for (const [conditions, data, snapshots] of table) {
    const { readsData, readsSnapshots } = compiled(conditions)
    assert.deepEqual([readsData, readsSnapshots], [data, snapshots], JSON.stringify(conditions))
  }
})

test('changed and unchanged compare what both snapshots hold', () => {
  /** Before, after, and whether it changed; of `x.y`. */
  const table: readonly (readonly [Json, Json, boolean | 'error'])[] = [
    [{ x: { y: 1 } }, { x: { y: true } }, false],
    [{ x: { y: 1 } }, { x: { y: 2 } }, true],
    [{ x: { y: null } }, { x: {} }, true],
    [{ x: { y: null } }, null, true],
    [null, { x: { y: null } }, true],
    [{ x: null }, { x: { y: 1 } }, true],
    [{ x: 'text' }, { x: { y: 1 } }, true],
    [{ x: [] }, { x: [{ y: 1 }] }, true],
    [{ x: [] }, { x: [] }, 'error'],
    [{ x: [{ y: 1 }] }, { x: [{ y: 1n }] }, false],
    [{ x: 1 }, { x: 1 }, 'error'],
    [{}, {}, 'error'],
    [null, null, 'error'],
    ['text', { x: { y: 1 } }, true],
    [[{ x: { y: 1 } }], [{ x: { y: 1 } }], false],
  ]
  for (const [prechange, postchange, changed] of table) {
    const snapshots = { prechange, postchange }
    const unchanged = changed === 'error' ? changed : !changed
    const row = JSON.stringify([String(prechange), String(postchange)])
    assert.equal(ask({ attr: 'x.y', op: 'changed' }, ABSENT, snapshots), changed, row)
    assert.equal(ask({ attr: 'x.y', op: 'unchanged' }, ABSENT, snapshots), unchanged, row)
    assert.equal(ask({ attr: 'x.y', op: 'changed', negate: true }, ABSENT, snapshots), unchanged, row)
  }
  for (const snapshots of [undefined, null, 'x', [], 7, {}] as const) {
    assert.equal(ask({ attr: 'x', op: 'changed' }, {}, snapshots), 'error')
  }
})

test('a snapshot that is not there is null where the other one knows the path', () => {
  /** Path, the condition's rest, the other snapshot, the answer. */
  const table: readonly (readonly [string, { readonly [key: string]: Json }, Json, boolean | 'error'])[] = [
    ['snapshots.prechange', { value: null }, {}, true],
    ['snapshots.prechange', { value: null }, null, true],
    ['snapshots.prechange.a', { value: null }, { a: null }, true],
    ['snapshots.prechange.a', { op: 'in', value: [1, null] }, { a: 1 }, true],
    ['snapshots.prechange.a', { op: 'lt', value: 5 }, { a: 1 }, false],
    ['snapshots.prechange.a', { op: 'lt', value: 5, negate: true }, { a: 1 }, true],
    ['snapshots.prechange.a', { value: null }, {}, 'error'],
    ['snapshots.prechange.a.b', { value: null }, { a: null }, 'error'],
    ['snapshots.prechange.a.b', { value: null }, { a: 'x' }, 'error'],
    ['snapshots.prechange.a.b', { value: null }, { a: [] }, 'error'],
    ['snapshots.prechange.a', { value: null }, { a: [] }, true],
    ['snapshots.prechange.a.b', { value: null }, { a: [{ b: 1 }] }, true],
    ['snapshots.prechange.a', { value: null }, null, true],
    ['snapshots.prechange.a', { value: null }, 'text', 'error'],
  ]
  for (const [attr, rest, postchange, answer] of table) {
    const found = ask({ attr, ...rest }, {}, { prechange: null, postchange })
    assert.equal(found, answer, JSON.stringify([attr, rest, postchange]))
  }
  assert.equal(
    ask({ attr: 'snapshots.postchange.a', value: null }, {}, { prechange: { a: 1 }, postchange: null }),
    true,
  )
  assert.equal(ask({ attr: 'snapshots.prechange.a', value: null }, {}, { prechange: null }), true)
  assert.equal(ask({ attr: 'snapshots.prechange.a', value: null }, {}, { postchange: { a: 1 } }), 'error')
  assert.equal(ask({ attr: 'snapshots.constructor.a', value: null }, {}, { constructor: null }), 'error')
  assert.equal(
    ask({ attr: 'snapshots.prechange.a', op: 'regex', value: 'x' }, {}, { prechange: { a: null } }),
    'error',
  )
})

function compiled(conditions: Json) {
  const { condition, problems } = parseConditions(conditions)
  assert.deepEqual(problems, [])
  return compileConditions(condition!)
}

function ask(conditions: Json, data: Json | typeof ABSENT, snapshots?: Json): boolean | 'error' {
  const answer = compiled(conditions).check(data, snapshots)
  return answer instanceof Failure ? 'error' : answer
}
