import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusedOf } from '../../src/admin/answer.ts'
import { SluiceError } from '../../src/errors.ts'

test('an error of ours is answered with its code, its message and its hint', () => {
  const { status, error } = refusedOf(new SluiceError('sink_unknown', 'no sink x', { hint: 'look' }))
  assert.deepEqual([status, error], [404, { code: 'sink_unknown', message: 'no sink x', hint: 'look' }])
  assert.equal(refusedOf(new SluiceError('not_owned', '')).status, 409)
  assert.equal(refusedOf(new SluiceError('never_heard_of', '')).status, 500)
})

test('a body that cannot be taken is the caller’s mistake', () => {
  const fastify = (statusCode: number) => Object.assign(new Error('inner words'), { statusCode })
  assert.deepEqual(
    [refusedOf(fastify(413)).status, refusedOf(fastify(400)).error.code],
    [413, 'request_invalid'],
  )
})

test('a defect says nothing of itself', () => {
  const { status, error } = refusedOf(new Error('the password is x'))
  assert.deepEqual([status, error.code], [500, 'internal'])
  assert.doesNotMatch(error.message, /password/)
})
