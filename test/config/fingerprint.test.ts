import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fingerprintOf } from '../../src/config/fingerprint.ts'

test('a fingerprint is 16 hex digits, the same on every machine', () => {
  assert.equal(fingerprintOf({ a: 1, b: [true, null, 'x'] }), 'eca8cfb31ab74533')
})

test('the order of keys does not matter, everything else does', () => {
  const one = fingerprintOf({ a: 1, b: { c: 2, d: [1, 2] } })
  assert.equal(fingerprintOf({ b: { d: [1, 2], c: 2 }, a: 1 }), one)
  for (const other of [{ a: 1, b: { c: 2, d: [2, 1] } }, { a: '1', b: { c: 2, d: [1, 2] } }, { a: 1 }, {}])
    assert.notEqual(fingerprintOf(other), one)
})

test('integers of any size count', () => {
  assert.notEqual(fingerprintOf(9007199254740993n), fingerprintOf(9007199254740992n))
})
