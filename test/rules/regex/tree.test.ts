import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePattern } from '../../../src/rules/regex/parse.ts'
import { widthOf } from '../../../src/rules/regex/tree.ts'

test('a part’s least and most width is known', () => {
  const table: readonly (readonly [string, number, number])[] = [
    ['', 0, 0],
    ['ab', 2, 2],
    ['a|bcd', 1, 3],
    ['a*', 0, Infinity],
    ['(?:ab){2,3}', 4, 6],
    ['(?:^)*', 0, 0],
    ['(?:a*){0}', 0, 0],
    ['\\b(?=abc)', 0, 0],
    ['(?>ab)(c)', 3, 3],
    ['(a)\\1', 1, Infinity],
    ['(?(1)a|bc)()', 1, 2],
  ]
  for (const [pattern, min, max] of table)
    assert.deepEqual(widthOf(parsePattern(pattern).tree), [min, max], pattern)
})
