import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipContainer, skipScalar, skipString, skipValue } from '../../src/json/skip.ts'

const VALUES = [
  '"text"',
  '""',
  '"a\\"b"',
  '"\\\\"',
  '"{[]}"',
  '12',
  '-1.5e3',
  'true',
  'null',
  '{}',
  '[]',
  '{"a":[{"b":"]"}]}',
  '[[],["}"]]',
]

test('a value ends where the next thing begins', () => {
  for (const value of VALUES) {
    for (const behind of [',1', '}', ']', ' ', '\n,', '']) {
      assert.equal(
        skipValue(Buffer.from(`x${value}${behind}`), 1),
        1 + Buffer.byteLength(value),
        value + behind,
      )
    }
  }
})

test('each kind of value is skipped from behind its first byte', () => {
  assert.equal(skipString(Buffer.from('"ab\\"c",'), 1), 7)
  assert.equal(skipContainer(Buffer.from('[{"]":1},[]]x'), 1), 12)
  assert.equal(skipScalar(Buffer.from('false}'), 0), 5)
})

test('bytes that end too early are read no further', () => {
  for (const value of ['"abc', '"abc\\', '{"a":', '[1,2', '12', '']) {
    const end = skipValue(Buffer.from(value), 0)
    assert.ok(end >= value.length && end <= value.length + 1, value)
  }
})
