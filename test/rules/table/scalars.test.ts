import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integerOf, numberBytes, scalarOf } from '../../../src/rules/table/scalars.ts'
import { ODD_TEXT, TEXT } from '../../../src/rules/table/values.ts'
import type { Json } from '../../../src/types.ts'

const key = (value: Json) => {
  const scalar = scalarOf(value)
  return scalar && `${scalar.type} ${scalar.bytes.toString('hex')}`
}

test('what is equal in Python has one key', () => {
  assert.equal(key(true), key(1))
  assert.equal(key(false), key(0))
  assert.equal(key(-0), key(0))
  assert.equal(key(2n ** 60n), key(2 ** 60))
  assert.equal(key(1n), key(1))
})

test('what differs has different keys', () => {
  const values: readonly Json[] = [
    null,
    'null',
    1,
    '1',
    2n ** 53n + 1n,
    2 ** 53,
    1.5,
    Infinity,
    '',
    '\ud800',
    '\ufffd',
  ]
  assert.equal(new Set(values.map(key)).size, values.length)
  assert.equal(scalarOf('\ud800')!.type, ODD_TEXT)
  assert.equal(scalarOf('a')!.type, TEXT)
})

test('lists, objects and very long texts have none', () => {
  for (const value of [[], {}, 'x'.repeat(300_000)]) assert.equal(scalarOf(value), undefined)
})

test('digits become a number where one holds them', () => {
  assert.equal(integerOf('12'), 12)
  assert.equal(integerOf('9007199254740993'), 9_007_199_254_740_993n)
  assert.equal(integerOf('-18446744073709551616'), -(2 ** 64))
  assert.equal(numberBytes(1).length, 8)
})
