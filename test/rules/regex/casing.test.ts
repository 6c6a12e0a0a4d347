import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asciiLower, lower, sameInAnyCase, sameLower } from '../../../src/rules/regex/casing.ts'

const code = (char: string) => char.codePointAt(0)!
const chars = (codes: readonly number[]) => codes.map(one => String.fromCodePoint(one)).sort()

test('lower case is one character for one', () => {
  const table = ['Aa', 'aa', 'Éé', 'ẞß', 'İi', 'Σσ', '𐐀𐐨', '\u212ak', 'ǅǆ', '11']
  for (const [upper, small] of table.map(pair => Array.from(pair))) {
    assert.equal(String.fromCodePoint(lower(code(upper!))), small)
  }
  assert.equal(asciiLower(code('A')), code('a'))
  assert.equal(asciiLower(code('É')), code('É'))
})

test('letters that Python takes for the same are', () => {
  assert.deepEqual(chars(sameLower(code('s'))), ['s', 'ſ'])
  assert.deepEqual(sameLower(code('x')), [code('x')])
  assert.deepEqual(chars(sameInAnyCase(code('k'))), ['K', 'k', '\u212a'])
  assert.deepEqual(chars(sameInAnyCase(code('i'))), ['I', 'i', 'İ', 'ı'])
})
