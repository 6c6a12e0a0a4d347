import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testOf, Unfit } from '../../src/rules/operators.ts'
import type { ValueOperator } from '../../src/rules/parse.ts'
import { Regex } from '../../src/rules/regex/index.ts'
import type { Json } from '../../src/types.ts'

const BIG = 2n ** 53n + 1n

/** The condition's value, the value found, and the answer or why there is none. */
type Row = readonly [value: Json, found: Json, answer: boolean | string]

const TABLE: { readonly [op in ValueOperator]: readonly Row[] } = {
  eq: [
    ['active', 'active', true],
    ['active', 'Active', false],
    ['active', { value: 'active', label: 'Active' }, false],
    [null, null, true],
    [null, '', false],
    [null, {}, false],
    [1, true, true],
    [false, 0, true],
    [false, 0n, true],
    ['1', 1, false],
    [BIG, 2 ** 53, false],
    [[1, { a: true }], [true, { a: 1 }], true],
    [['a'], 'a', false],
  ],
  gt: [
    [1, 2, true],
    [1, 1, false],
    [0, true, true],
    [0.5, false, false],
    [2 ** 53, BIG, true],
    [BIG, 2 ** 53, false],
    [1e300, 10n ** 301n, true],
    [1, '2', "'>' not supported between instances of 'str' and 'int'"],
    [1.5, null, "'>' not supported between instances of 'NoneType' and 'float'"],
  ],
  gte: [
    [1, 1, true],
    [2, 1, false],
    [1n, true, true],
    [1, [2], "'>=' not supported between instances of 'list' and 'int'"],
  ],
  lt: [
    [2, 1, true],
    [2, 2, false],
    [BIG, 2 ** 53, true],
    [1, false, true],
    [1, {}, "'<' not supported between instances of 'dict' and 'int'"],
  ],
  lte: [
    [2, 2, true],
    [2, 3, false],
    [BIG, BIG, true],
    [1, '', "'<=' not supported between instances of 'str' and 'int'"],
  ],
  in: [
    [['a', null], null, true],
    [['a', 1], true, true],
    [[['a']], ['a'], true],
    [['a', 'b'], ['a'], false],
    [[{ a: 1 }], { a: true }, true],
    [[], 'a', false],
    [['ab'], 'a', false],
  ],
  contains: [
    ['b', 'abc', true],
    ['', '', true],
    ['B', 'abc', false],
    ['\ud83d', '😀', false],
    ['\ude00', '😀', false],
    ['\ud83d', 'a\ud83d', true],
    ['\ude00', '😀\ude00', true],
    ['😀', 'a😀b', true],
    [1, '1', "'in <string>' requires string as left operand, not int"],
    [['a'], 'a', "'in <string>' requires string as left operand, not list"],
    ['a', ['a', 'b'], true],
    ['a', ['ab'], false],
    [['a'], ['a', 'b'], false],
    [['a'], [['a']], true],
    [1, [true], true],
    ['a', { a: null }, true],
    ['toString', {}, false],
    [1, { 1: 'x' }, false],
    [true, {}, false],
    [['a'], { a: 1 }, "unhashable type: 'list'"],
    ['a', null, "argument of type 'NoneType' is not iterable"],
    ['a', 1, "argument of type 'int' is not iterable"],
    ['a', true, "argument of type 'bool' is not iterable"],
    ['a', 1.5, "argument of type 'float' is not iterable"],
  ],
  regex: [
    ['a', 'abc', true],
    ['b', 'abc', false],
    ['a$', 'a\n', true],
    ['a', null, "expected string or bytes-like object, got 'NoneType'"],
    ['a', ['a'], "expected string or bytes-like object, got 'list'"],
    [
      '(a+)\\1+$',
      `${'a'.repeat(50_000)}!`,
      'the pattern was given up after 5000000 steps on a text of 50001 characters',
    ],
  ],
}

for (const [op, rows] of Object.entries(TABLE) as [ValueOperator, readonly Row[]][]) {
  test(`${op} answers as in NetBox`, () => {
    for (const [value, found, answer] of rows) {
      const ask = testOf(op, value, op === 'regex' ? new Regex(value as string) : undefined)
      const got = ask(found)
      assert.equal(
        got instanceof Unfit ? got.reason : got,
        answer,
        `${op} ${String(value)} of ${String(found)}`,
      )
    }
  })
}
