import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { refuseBeyond } from '../../../src/rules/table/limits.ts'

test('what is beyond a limit is refused, with the limit and what to do', () => {
  refuseBeyond(5, 5, 'rules')
  const refused = (error: unknown) =>
    error instanceof SluiceError &&
    error.code === 'rules_too_many' &&
    error.message === 'the rule index takes at most 5 rules' &&
    error.hint !== ''
  assert.throws(() => refuseBeyond(6, 5, 'rules'), refused)
})
