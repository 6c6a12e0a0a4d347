import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  bytesText,
  eventKeyText,
  lineText,
  sentenceText,
  valueText,
} from '../../../src/cli/tools/value-text.ts'

test('a value is one line of JSON, its control characters escaped, integers whole', () => {
  assert.equal(
    valueText({ a: ['x\n\u009b', 12345678901234567891n, null] }),
    '{"a":["x\\n\\u009b",12345678901234567891,null]}',
  )
})

test('what is long is cut, never within a character', () => {
  assert.equal(valueText('a'.repeat(1_000)).length, 120)
  assert.match(valueText('a'.repeat(1_000)), /^"a+…$/)
  assert.ok(lineText(`${'a'.repeat(118)}😀😀`).isWellFormed())
  assert.equal(lineText('a\u001b[2Jb'), 'a\\u001b[2Jb')
  assert.equal(sentenceText('a\n'.repeat(400)).length, 1_000)
  assert.equal(sentenceText('a'.repeat(900)), 'a'.repeat(900))
})

test('a key is text where it is UTF-8, else hexadecimal', () => {
  assert.equal(bytesText(Buffer.from('zürich')), 'zürich')
  assert.equal(bytesText(Buffer.from([0xff, 0x00])), '0xff00')
  assert.equal(eventKeyText(Buffer.from('zürich').toString('latin1')), 'zürich')
  assert.equal(eventKeyText(undefined), undefined)
})

test('a number beyond the largest float is no null', () => {
  assert.deepEqual(
    [valueText(Number.POSITIVE_INFINITY), valueText(Number.NEGATIVE_INFINITY)],
    ['Infinity', '-Infinity'],
  )
})
