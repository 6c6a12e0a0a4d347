import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MISSING, resolve, resolveStrictly, Unresolved } from '../../src/rules/resolve.ts'
import type { Json } from '../../src/types.ts'

/** Data, path, and the value found, or a text about why none is. */
const FOUND: readonly (readonly [Json, string, Json])[] = [
  [{ a: { b: 1 } }, 'a.b', 1],
  [{ a: null }, 'a', null],
  [{ '': { ' ': 1 } }, '. ', 1],
  [{ a: [{ b: 1 }, { b: null }] }, 'a.b', [1, null]],
  [{ a: [{ b: { c: 1 } }] }, 'a.b.c', [1]],
  [[{ a: 1 }], 'a', [1]],
  [JSON.parse('{"__proto__": {"constructor": 1}}'), '__proto__.constructor', 1],
  [{ a: { 0: 'zero', length: 3 } }, 'a.0', 'zero'],
]

const NOT_FOUND: readonly (readonly [Json, string, string])[] = [
  [{}, 'a', ''],
  [{ a: null }, 'a.b', ''],
  [null, 'a', ''],
  [{ 'a.b': 1 }, 'a.b', ''],
  [{}, '__proto__', ''],
  [{}, 'constructor', ''],
  [{ a: [{ b: 1 }, {}] }, 'a.b', ''],
  [{ a: [{ b: 1 }, null] }, 'a.b', ''],
  [{ a: [1] }, 'a.0', " (cannot resolve '0' within int)"],
  [{ a: [1] }, 'a.length', " (cannot resolve 'length' within int)"],
  [{ a: '' }, 'a.length', " (cannot resolve 'length' within str)"],
  [{ a: false }, 'a.b', " (cannot resolve 'b' within bool)"],
  [{ a: [[{ b: 1 }]] }, 'a.b', " (cannot resolve 'b' within list)"],
  [{ a: [[]] }, 'a.b', " (cannot resolve 'b' within list)"],
  ['text', 'a', " (cannot resolve 'a' within str)"],
]

test('a path leads through objects and once through a list', () => {
  for (const [data, path, value] of FOUND) {
    assert.deepEqual(resolve(data, path.split('.'), 0), value, path)
    assert.deepEqual(resolveStrictly(data, path.split('.'), 0), value, path)
  }
})

test('a path that leads nowhere says what stands in its way', () => {
  for (const [data, path, detail] of NOT_FOUND) {
    const found = resolve(data, path.split('.'), 0)
    assert.ok(found instanceof Unresolved, path)
    assert.equal(found.detail, detail)
    assert.equal(found === MISSING, detail === '')
    assert.ok(resolveStrictly(data, path.split('.'), 0) instanceof Unresolved, path)
  }
})

test('an empty list on the way is an empty list, and strictly nothing', () => {
  const data = { tags: [] }
  assert.deepEqual(resolve(data, ['tags', 'parent', 'slug'], 0), [])
  assert.equal(resolveStrictly(data, ['tags', 'parent', 'slug'], 0), MISSING)
  assert.deepEqual(resolveStrictly(data, ['tags'], 0), [])
})

test('parts before the first wanted one are left out', () => {
  assert.equal(resolve({ b: 1 }, ['a', 'b'], 1), 1)
})
