import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressText, printable, printableLine, unitEscape, urlOf } from '../src/text.ts'

test('control characters are shown as escapes, line breaks and tabs stay', () => {
  assert.equal(printable('a\u001b[2Jb\tc\nd\u0000\u009b\r'), 'a\\u001b[2Jb\tc\nd\\u0000\\u009b\\r')
})

test('characters that separate lines or turn the direction of text are shown as escapes', () => {
  assert.equal(printable('a\u202eb\u2066c\u200f\u2028'), 'a\\u202eb\\u2066c\\u200f\\u2028')
})

test('one line stays one line', () => {
  assert.equal(printableLine('a\r\nb\tc\u001b\u2029'), 'a\\r\\nb\\tc\\u001b\\u2029')
})

test('letters of any script and symbols are as they were', () => {
  for (const text of ['Zürich 東京 عمان', '🙂'])
    assert.deepEqual([printable(text), printableLine(text)], [text, text])
})

test('a unit is escaped as in JSON', () => {
  assert.deepEqual(['\u0007', 'ü', '\ud83d'].map(unitEscape), ['\\u0007', '\\u00fc', '\\ud83d'])
})

test('an IPv6 host stands in brackets', () => {
  assert.equal(addressText({ host: '::1', port: 80 }), '[::1]:80')
  assert.equal(addressText({ host: 'localhost', port: 80 }), 'localhost:80')
  assert.equal(urlOf({ host: '::', port: 9464 }), 'http://[::]:9464')
  assert.equal(urlOf({ host: '127.0.0.1', port: 9464 }), 'http://127.0.0.1:9464')
})
