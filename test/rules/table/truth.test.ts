import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FALSE, INVALID, negated, TRUE } from '../../../src/rules/table/truth.ts'

test('an error is not turned round', () => {
  assert.deepEqual([TRUE, FALSE, INVALID].map(negated), [FALSE, TRUE, INVALID])
})
