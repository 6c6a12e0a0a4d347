import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prettyJson } from '../../src/cli/pretty-json.ts'

test('JSON is indented by four spaces', () => {
  assert.equal(
    prettyJson('{"a":[1,{"b":null}],"c":"x"}'),
    JSON.stringify({ a: [1, { b: null }], c: 'x' }, null, 4),
  )
})

test('numbers, key order and duplicate keys stay as they came', () => {
  assert.equal(
    prettyJson('{"b":1.0,"a":12345678901234567890,"b":1E5}'),
    '{\n    "b": 1.0,\n    "a": 12345678901234567890,\n    "b": 1E5\n}',
  )
})

test('empty lists and objects stay on their line', () => {
  assert.equal(
    prettyJson('{"a":{},"b":[],"c":[[]]}'),
    '{\n    "a": {},\n    "b": [],\n    "c": [\n        []\n    ]\n}',
  )
})

test('what is beyond ASCII is escaped, escapes stay', () => {
  assert.equal(prettyJson('"Zü 🙂 \\n \\" \u007f"'), '"Z\\u00fc \\ud83d\\ude42 \\n \\" \\u007f"')
})

test('brackets and colons in strings are text', () => {
  assert.equal(prettyJson('"a{b:[c],\\\\"'), '"a{b:[c],\\\\"')
})

test('a value that is no object', () => {
  for (const value of ['1', 'true', 'null', '"x"', '[]']) assert.equal(prettyJson(value), value)
})

test('what is nested too deeply to be indented is not', () => {
  assert.equal(prettyJson('['.repeat(65) + ']'.repeat(65)), undefined)
  assert.notEqual(prettyJson('['.repeat(64) + ']'.repeat(64)), undefined)
})
