import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapedItem } from '../../../src/rules/regex/escapes.ts'
import { Source } from '../../../src/rules/regex/source.ts'

function read(pattern: string, inClass = false) {
  const source = new Source(pattern)
  const item = escapedItem(source, source.get()!, inClass)
  return 'category' in item ? item.category : item.from
}

test('escapes stand for characters and classes', () => {
  const table: readonly (readonly [string, string | number])[] = [
    ['\\d', 'd'],
    ['\\W', 'W'],
    ['\\n', 10],
    ['\\a', 7],
    ['\\.', 0x2e],
    ['\\é', 0xe9],
    ['\\x41', 0x41],
    ['\\u00e9', 0xe9],
    ['\\U0001F600', 0x1f600],
    ['\\0', 0],
    ['\\012', 10],
    ['\\377', 255],
  ]
  for (const [pattern, item] of table) assert.equal(read(pattern), item, pattern)
  assert.equal(read('\\b', true), 8)
})

test('escapes that mean nothing are refused', () => {
  for (const pattern of ['\\p', '\\z', '\\x4', '\\u00g0', '\\U00110000', '\\400', '\\9', '\\N{DIGIT ONE}']) {
    assert.throws(() => read(pattern), /escape|supported/, pattern)
  }
  assert.throws(() => read('\\A', true), /bad escape \\A at position 0/)
})
