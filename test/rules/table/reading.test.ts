import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MISSING, Reading, STRING } from '../../../src/rules/table/reading.ts'
import { signatureOf } from '../../../src/rules/table/trigrams.ts'
import { Values } from '../../../src/rules/table/values.ts'

const paths = Int32Array.of(3)

function readingOf(text: string): Reading {
  const reading = new Reading(new Values())
  reading.begin(Buffer.from(text), undefined, paths)
  reading.kinds[3] = STRING
  reading.starts[3] = 0
  reading.ends[3] = Buffer.byteLength(text)
  return reading
}

test('nothing of an event is left for the next one', () => {
  const reading = readingOf('text')
  reading.addMember(1)
  reading.addValue(3, 2)
  reading.begin(Buffer.from('other'), undefined, paths)
  assert.deepEqual([reading.kinds[3], reading.tokens[3], reading.foundCount], [MISSING, 0, 0])
  assert.equal(reading.hasMember(1), false)
  assert.ok(Number.isNaN(reading.numbers[3]))
})

test('a member counts once', () => {
  const reading = readingOf('text')
  reading.addMember(1)
  reading.addMember(1)
  assert.deepEqual([reading.foundCount, reading.hasMember(1)], [1, true])
})

test('a text is read where it stands, or as it was decoded', () => {
  const reading = readingOf('täxt')
  assert.equal(reading.text(3), 'täxt')
  assert.equal(reading.textBytes(3)!.end, 5)
  reading.setText(3, 'ü')
  assert.equal(reading.text(3), 'ü')
  assert.equal(reading.textBytes(3)!.end, 2)
  reading.kinds[3] = MISSING
  assert.equal(reading.textBytes(3), undefined)
})

test('a text lacks a signature only if it cannot hold the other text', () => {
  const reading = readingOf('dc1-spine-01')
  const sign = (text: string) => signatureOf(Buffer.from(text), 0, text.length)
  assert.equal(reading.lacks(3, ...sign('spine')), false)
  assert.equal(reading.lacks(3, ...sign('absent')), true)
})

test('without an event nothing of it can be asked', () => {
  assert.throws(() => readingOf('').data, /no event/)
  assert.throws(() => readingOf('').snapshots, /no event/)
})
