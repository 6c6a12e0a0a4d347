import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Regex } from '../../../src/rules/regex/index.ts'
import { mandatoryText, matchesWildcards, wildcardsOf } from '../../../src/rules/regex/literals.ts'

const PATTERNS = ['abc', 'abc$', '', '.*', 'a.*b', 'a.*b$', 'a.*.*c', '.*b$', 'ü.*x']
const OTHERS = ['a+', 'a.b', '(a)', 'a|b', '[ab]', 'a\\.', '^a', 'a*', 'a.*?b', 'a{2}']
const TEXTS = ['', 'a', 'abc', 'abcd', 'xabc', 'ab', 'axb', 'axbx', 'aab', 'acb', 'abab', 'abcabc', 'üäx']

test('simple patterns are told from others, and answered as the engine answers them', () => {
  for (const pattern of OTHERS) assert.equal(wildcardsOf(pattern), undefined, pattern)
  for (const pattern of PATTERNS) {
    const wildcards = wildcardsOf(pattern)!
    const regex = new Regex(pattern)
    for (const text of TEXTS)
      assert.equal(matchesWildcards(wildcards, text), regex.match(text) === 'matched', `${pattern} ${text}`)
  }
})

test('a text that every match holds is taken from a pattern, or none where it is in doubt', () => {
  const texts = {
    'dc1-.*-03': 'dc1-',
    'spine in NYC': 'spine in NYC',
    '^sw[0-9]+-core$': '-core',
    'abc?d': 'ab',
    'ab*cde': 'cde',
    'abcd+e': 'abcd',
    'a{2}bc': 'bc',
    'a\\dbcd': 'bcd',
    'abc|d': '',
    '(?i)abc': '',
    '[]abc]x': 'x',
    '.': '',
    'ab😀?c': 'ab',
  }
  for (const [pattern, text] of Object.entries(texts)) assert.equal(mandatoryText(pattern), text, pattern)
})
