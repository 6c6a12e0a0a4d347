import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PlainTexts } from '../../../src/rules/table/plain-texts.ts'

test('texts stand one behind the other, escapes resolved', () => {
  const texts = new PlainTexts()
  const written = Buffer.from(JSON.stringify('a "b" \\ c\b\f\n\r\t ü').replace('c', '\\/'))
  assert.ok(texts.addEscaped(written, 1, written.length - 1))
  texts.add('more ü')
  assert.equal(texts.bytes.toString('utf8', 0, texts.end), 'a "b" \\ /\b\f\n\r\t ümore ü')
})

test('a text with a \\u is left to others', () => {
  const texts = new PlainTexts()
  texts.add('before')
  const written = Buffer.from('"a\\n\\u00fc"')
  assert.ok(!texts.addEscaped(written, 1, written.length - 1))
  assert.equal(texts.bytes.toString('utf8', 0, texts.end), 'before')
})

test('room is made for long texts and given back with the event', () => {
  const texts = new PlainTexts()
  const long = 'x'.repeat(2 ** 21)
  texts.add('y')
  texts.add(long)
  assert.equal(texts.bytes.toString('utf8', 0, texts.end), `y${long}`)
  texts.clear()
  assert.equal(texts.end, 0)
  assert.ok(texts.bytes.length < 2 ** 20)
})
