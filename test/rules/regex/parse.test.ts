import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePattern } from '../../../src/rules/regex/parse.ts'

test('a pattern’s groups are counted, and it is known whether they matter', () => {
  const table: readonly (readonly [string, number, boolean])[] = [
    ['abc', 0, false],
    ['(a)(?:b)(?P<n>c)', 2, false],
    ['(a)\\1', 1, true],
    ['(?P<n>a)(?P=n)', 1, true],
    ['(a)?(?(1)b|c)', 1, true],
  ]
  for (const [pattern, count, used] of table) {
    const { groupCount, usesGroups } = parsePattern(pattern)
    assert.deepEqual([groupCount, usesGroups], [count, used], pattern)
  }
})

test('what is wrong is said with its position', () => {
  const table: readonly (readonly [string, string])[] = [
    ['ab)', 'unbalanced parenthesis at position 2'],
    ['a(b', 'missing ), unterminated subpattern at position 1'],
    ['[ab', 'unterminated character set at position 0'],
    ['a**', 'multiple repeat at position 2'],
    ['a|*', 'nothing to repeat at position 2'],
    ['a{3,2}', 'min repeat greater than max repeat at position 1'],
    ['[b-a]', 'bad character range at position 1'],
    ['a(?i)', 'global flags not at the start of the expression at position 1'],
    ['(?<=a+)b', 'look-behind requires fixed-width pattern at position 0'],
    ['(?P<a>x)(?<b>y)', 'unknown extension ?< at position 9'],
    ['(a)?(?(1)b|c|d)', 'conditional backref with more than two branches at position 12'],
  ]
  for (const [pattern, message] of table) assert.throws(() => parsePattern(pattern), { message }, pattern)
})

test('look-behinds know how far back they look', () => {
  const { tree } = parsePattern('(?<=ab|c[de]|(?:f){2})')
  assert.equal(tree.kind === 'look' && tree.behind, 2)
})
