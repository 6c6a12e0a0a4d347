import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonError } from '../../src/json/error.ts'
import { parse, parseSpan, textOf } from '../../src/json/parse.ts'
import { LARGE, netboxEvent } from '../helpers/events.ts'

test('integers come without loss, as bigint where a number would change them', () => {
  const text =
    '[9007199254740991,-9007199254740991,9007199254740992,9007199254740993,-12345678901234567890,1.0,1e2]'
  assert.deepEqual(parse(Buffer.from(text)), [
    ...[9007199254740991, -9007199254740991, 9007199254740992n, 9007199254740993n, -12345678901234567890n],
    ...[1, 100],
  ])
})

test('fractions and exponents are numbers, however long', () => {
  assert.deepEqual(
    parse(Buffer.from('[1.00000000000000000001,12345678901234567890.5,1e300,9007199254740993]')),
    [1, 12345678901234567000, 1e300, 9007199254740993n],
  )
})

test('of duplicate keys the last wins, also with long integers beside', () => {
  assert.deepEqual(parse(Buffer.from('{"a":{"b":9007199254740993},"a":9007199254740995}')), {
    a: 9007199254740995n,
  })
  assert.deepEqual(parse(Buffer.from('{"a":9007199254740993,"a":9007199254740992}')), {
    a: 9007199254740992n,
  })
  assert.deepEqual(parse(Buffer.from('{"a":9007199254740993,"a":"x","b":9007199254740993}')), {
    a: 'x',
    b: 9007199254740993n,
  })
})

test('__proto__ is a key like any other', () => {
  for (const text of ['{"__proto__":{"x":1}}', '{"__proto__":{"x":9007199254740993}}']) {
    const value = parse(Buffer.from(text)) as object
    assert.ok(Object.hasOwn(value, '__proto__'))
    assert.equal(Object.getPrototypeOf(value), Object.prototype)
    assert.equal((value as { x?: unknown }).x, undefined)
  }
})

test('what is not JSON to its last byte is refused', () => {
  for (const text of ['', '{', '{} {}', '\ufeff{}', '01', '{"a":1,}']) {
    assert.throws(() => parse(Buffer.from(text)), JsonError, text)
  }
  assert.throws(() => parse(Buffer.from([0x22, 0xff, 0x22])), { message: 'byte 1: not UTF-8' })
})

test('a real event is parsed as JSON.parse does', () => {
  const bytes = netboxEvent({ id: 3, size: LARGE })
  assert.deepEqual(parse(bytes), JSON.parse(bytes.toString()))
})

test('a part of scanned bytes is parsed by itself', () => {
  const bytes = Buffer.from('{"ü":[1, 9007199254740993 ],"b":2}')
  const span = { start: 6, end: 28 }
  assert.equal(bytes.toString('utf8', span.start, span.end), '[1, 9007199254740993 ]')
  assert.deepEqual(parseSpan(bytes, span, true), [1, 9007199254740993n])
})

test('the text of a string is given, unescaped, and of nothing else', () => {
  const of = (text: string) => textOf(Buffer.from(text), { start: 0, end: Buffer.byteLength(text) })
  assert.equal(of('"created"'), 'created')
  assert.equal(of('"Zürich 😀"'), 'Zürich 😀')
  assert.equal(of('"a\\n\\u00fc\\"\\\\"'), 'a\nü"\\')
  assert.equal(of('""'), '')
  for (const text of ['1', 'null', 'true', '["a"]', '{"a":"b"}']) assert.equal(of(text), undefined, text)
})
