import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equals, includes, isNumeric, isTruthy, own, text, typeName } from '../../src/rules/python.ts'
import type { Json } from '../../src/types.ts'

const BIG = 2n ** 53n + 1n

const EQUAL: readonly (readonly [Json, Json])[] = [
  [true, 1],
  [false, 0],
  [true, 1n],
  [0, -0],
  [1, 1n],
  [10n ** 20n, 1e20],
  [BIG, BIG],
  [
    [1, [true]],
    [true, [1n]],
  ],
  [
    { a: 1, b: 2 },
    { b: 2n, a: true },
  ],
  [{}, {}],
  [[], []],
  [null, null],
  ['é', 'é'],
]

const DIFFERENT: readonly (readonly [Json, Json])[] = [
  [1, '1'],
  ['', null],
  [0, null],
  [false, null],
  [[], null],
  [{}, null],
  [[], {}],
  [[], false],
  [[], ''],
  [{}, 0],
  [BIG, 2 ** 53],
  [
    [1, 2],
    [2, 1],
  ],
  [[1], [1, 2]],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ a: 1 }, { b: 1 }],
  [JSON.parse('{"__proto__":1}') as Json, { a: 1 }],
  [{ toString: 1 }, { valueOf: 1 }],
  ['é', 'e\u0301'],
  ['a', 'A'],
]

test('equality is Python’s: deep, and numbers and booleans are one family', () => {
  for (const [a, b] of EQUAL) assert.equal(equals(a, b), true, `${text(a)} == ${text(b)}`)
  for (const [a, b] of DIFFERENT) assert.equal(equals(a, b), false, `${text(a)} != ${text(b)}`)
})

test('equality is reflexive, symmetric and transitive, and a list includes what equals an element', () => {
  const random = generator(7)
  const values = Array.from({ length: 300 }, () => randomValue(random, 3))
  for (const a of values) {
    assert.equal(equals(a, structuredClone(a)), true, text(a))
    const alike = values.filter(b => equals(a, b))
    for (const b of alike) {
      assert.equal(equals(b, a), true, `${text(b)} == ${text(a)}`)
      for (const c of alike) assert.equal(equals(b, c), true, `${text(b)} == ${text(c)}`)
      assert.equal(includes([null, 'x', b], a), true)
    }
    for (const b of values) if (!alike.includes(b)) assert.equal(equals(b, a), false)
  }
})

test('truth, names and text of values are Python’s', () => {
  const table: readonly (readonly [Json, boolean, string, string])[] = [
    [null, false, 'NoneType', 'None'],
    [false, false, 'bool', 'False'],
    [true, true, 'bool', 'True'],
    [0, false, 'int', '0'],
    [0n, false, 'int', '0'],
    [BIG, true, 'int', '9007199254740993'],
    [1.5, true, 'float', '1.5'],
    [1e20, true, 'float', '100000000000000000000'],
    ['', false, 'str', ''],
    ['false', true, 'str', 'false'],
    [[], false, 'list', '[]'],
    [["it's", 'a'], true, 'list', `["it's", 'a']`],
    [{}, false, 'dict', '{}'],
    [{ a: null }, true, 'dict', "{'a': None}"],
  ]
  for (const [value, truth, name, printed] of table) {
    assert.equal(isTruthy(value), truth, printed)
    assert.equal(typeName(value), name, printed)
    assert.equal(text(value), printed)
    assert.equal(isNumeric(value), ['int', 'float', 'bool'].includes(name), printed)
  }
})

test('only an object’s own members are found', () => {
  assert.equal(own({ a: null }, 'a'), null)
  assert.equal(own({}, 'constructor'), undefined)
  assert.equal(own({}, '__proto__'), undefined)
  assert.equal(own(JSON.parse('{"__proto__":3}'), '__proto__'), 3)
})

function randomValue(random: () => number, depth: number): Json {
  const scalars = [null, true, false, 0, 1, 1n, 2, 0.5, BIG, 2 ** 53, '', '1', 'a']
  const kind = random()
  if (depth === 0 || kind < 0.6) return scalars[Math.floor(random() * scalars.length)]!
  const parts = Array.from({ length: Math.floor(random() * 3) }, () => randomValue(random, depth - 1))
  return kind < 0.8 ? parts : Object.fromEntries(parts.map((part, i) => [i === 0 ? 'a' : 'b', part]))
}

/** Mulberry32: the same numbers each time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
