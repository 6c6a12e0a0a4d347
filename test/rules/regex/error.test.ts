import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RegexError } from '../../../src/rules/regex/error.ts'

test('a refusal says what and where, and may say what to write', () => {
  const error = new RegexError('bad escape \\p', 3, 'write it out')
  assert.equal(error.message, 'bad escape \\p at position 3')
  assert.deepEqual([error.position, error.hint, new RegexError('x', 0).hint], [3, 'write it out', ''])
})
