import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Regex, RegexError } from '../../../src/rules/regex/index.ts'
import fixtures from '../fixtures/patterns.json' with { type: 'json' }

for (const group of ['chosen', 'random'] as const) {
  test(`patterns match what they match in Python: ${group}`, () => {
    for (const { pattern, yes, no } of fixtures[group]) {
      const regex = new Regex(pattern)
      assert.equal(regex.source, pattern)
      for (const text of yes)
        assert.equal(regex.match(text), 'matched', `${pattern} of ${JSON.stringify(text)}`)
      for (const text of no)
        assert.equal(regex.match(text), 'notMatched', `${pattern} of ${JSON.stringify(text)}`)
    }
  })
}

test('patterns that Python refuses are refused', () => {
  for (const pattern of fixtures.refused) assert.throws(() => new Regex(pattern), RegexError, pattern)
})

test('patterns beyond the limits are refused', () => {
  const patterns = [
    '\\N{DIGIT ONE}',
    '(a)(?<=\\1)',
    'a'.repeat(10_001),
    `${'('.repeat(101)}${')'.repeat(101)}`,
  ]
  patterns.push('a{10000}', '((a{100}){100}){100}', 'a{99999999999999999999}')
  for (const pattern of patterns) assert.throws(() => new Regex(pattern), RegexError, pattern.slice(0, 30))
})
