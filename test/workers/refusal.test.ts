import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { fromRefusal, toRefusal } from '../../src/workers/refusal.ts'

test('code, message and hint cross to the other process', () => {
  const error = fromRefusal(
    structuredClone(toRefusal(new SluiceError('log_full', 'no room', { hint: 'tidy up' }))),
  )
  assert.deepEqual([error.code, error.message, error.hint], ['log_full', 'no room', 'tidy up'])
})

test('what is no error of ours arrives as an internal one', () => {
  assert.deepEqual(toRefusal(new TypeError('oops')), { code: 'internal', message: 'oops', hint: '' })
})
