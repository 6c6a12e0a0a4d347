import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noOverrides, overridesOf } from '../../../sinks/http/overrides.ts'
import { Problems } from '../../../sinks/problems.ts'

test('lists become sets; what is not written is empty', () => {
  const problems = new Problems('crm')
  assert.deepEqual(overridesOf({}, problems), noOverrides)
  assert.deepEqual(overridesOf({ retry: [423, 404] }, problems).retry, new Set([423, 404]))
  assert.deepEqual(problems.found, [])
})

test('a status under two kinds is a problem', () => {
  const problems = new Problems('crm')
  overridesOf({ delivered: [409], refused: [409] }, problems)
  assert.equal(problems.found[0]?.message, '409 stands under delivered too')
})
