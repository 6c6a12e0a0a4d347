import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable, printableLine } from '../../src/cli/printable.ts'

test('control characters are shown as escapes, line breaks and tabs stay', () => {
  assert.equal(printable('a\u001b[2Jb\tc\nd\u0000\u009b'), 'a\\u001b[2Jb\tc\nd\\u0000\\u009b')
})

test('characters that turn the direction of text are shown as escapes', () => {
  assert.equal(printable('a\u202eb\u2066c'), 'a\\u202eb\\u2066c')
})

test('one line stays one line', () => {
  assert.equal(printableLine('a\r\nb\tc'), 'a\\u000d\\u000ab\\u0009c')
})

test('other text is as it was', () => {
  assert.equal(printable('Zürich 東京 🙂'), 'Zürich 東京 🙂')
})
