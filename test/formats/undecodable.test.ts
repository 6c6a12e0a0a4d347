import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { badMember, scanObject } from '../../src/formats/undecodable.ts'
import { compilePaths } from '../../src/json/index.ts'

const paths = compilePaths(['a'])

function refusal(text: string, before = 0): string {
  try {
    scanObject(Buffer.from(text), paths, before)
  } catch (error) {
    assert.ok(error instanceof SluiceError)
    assert.equal(error.code, 'undecodable')
    return error.message
  }
  return ''
}

test('an object is scanned', () => {
  assert.deepEqual(scanObject(Buffer.from('{"a":1}'), paths, 0).span(0), { start: 5, end: 6 })
})

test('what is no JSON says at which byte of the record', () => {
  assert.equal(refusal('{"a":1'), 'byte 6: found the end, expected "," or "}"')
  assert.equal(refusal('{"a":1', 3), 'byte 9: found the end, expected "," or "}"')
})

test('JSON that is no object says so', () => {
  for (const text of ['[{"a":1}]', '"a"', '1', 'null']) {
    assert.equal(refusal(text, 3), 'byte 3: found no object, expected a JSON object')
  }
})

test('a member that is missing or of the wrong kind is named, with what was found and expected', () => {
  const message = Buffer.from('{"a":[1,2]}')
  assert.equal(badMember('a', message, undefined, 'a text').message, 'a: missing, expected a text')
  assert.equal(
    badMember('a', message, { start: 5, end: 10 }, 'a text').message,
    'a at byte 5: found [1,2], expected a text',
  )
})

test('of a long value only the beginning is shown, cut between characters', () => {
  const message = Buffer.from(`{"a":["${'x'.repeat(37)}üü${'y'.repeat(5_000)}"]}`)
  assert.equal(
    badMember('a', message, { start: 5, end: message.length - 1 }, 'a text').message,
    `a at byte 5: found ["${'x'.repeat(37)}…, expected a text`,
  )
})
