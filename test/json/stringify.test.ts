import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../src/json/parse.ts'
import { stringify } from '../../src/json/stringify.ts'

test('a bigint becomes its digits, wherever it stands', () => {
  assert.equal(
    stringify({ a: [9007199254740993n, { b: -12345678901234567890n }], c: 'x' }),
    '{"a":[9007199254740993,{"b":-12345678901234567890}],"c":"x"}',
  )
  assert.equal(stringify(7n), '7')
})

test('everything else is as JSON.stringify has it, without blanks', () => {
  const value = { text: 'a"\n\u2028ü', list: [1, 0.5, true, null], nested: {} }
  assert.equal(stringify(value), JSON.stringify(value))
})

test('what was parsed is written as it was read', () => {
  for (const text of ['{"__proto__":1,"b":9007199254740993}', '[1,[],{},"x",null,false,-3]', '"ü"']) {
    assert.equal(stringify(parse(Buffer.from(text))), text)
  }
})
