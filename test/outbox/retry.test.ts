import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delayAfter, givenUp, holdFor } from '../../src/outbox/retry.ts'

const retry = { initial: 500, max: 300_000, factor: 2, max_elapsed: 86_400_000, max_attempts: 0 }

test('the pause doubles up to the cap', () => {
  assert.deepEqual(
    [1, 2, 3, 4].map(attempts => delayAfter(attempts, retry, 1)),
    [500, 1000, 2000, 4000],
  )
  assert.equal(delayAfter(1000, retry, 1), 300_000)
})

test('jitter is full: anything from nearly nothing to the ceiling', () => {
  assert.equal(delayAfter(5, retry, 0), 1)
  assert.equal(delayAfter(5, retry, 0.5), 4000)
})

test('asking for a delay does not change it', () => {
  assert.equal(delayAfter(3, retry, 0.3), delayAfter(3, retry, 0.3))
})

test('a delivery is given up once max_elapsed has passed since its first failure', () => {
  assert.equal(givenUp(400, 86_399_999, retry), undefined)
  assert.equal(givenUp(400, 86_400_000, retry), 'failed for 86400 s')
})

test('max_attempts 0 is no limit; another number is one', () => {
  assert.equal(givenUp(3, 1, { ...retry, max_attempts: 3 }), '3 attempts failed')
  assert.equal(givenUp(2, 1, { ...retry, max_attempts: 3 }), undefined)
  assert.equal(givenUp(1e6, 1, retry), undefined)
})

test('max_elapsed 0 is no limit', () => {
  assert.equal(givenUp(9, 1e12, { ...retry, max_elapsed: 0 }), undefined)
})

test('a wait that the other side asks for is capped by max, and nonsense is no wait', () => {
  assert.equal(holdFor(2_000, retry), 2_000)
  assert.equal(holdFor(1e15, retry), 300_000)
  for (const nonsense of [undefined, 0, -1, Number.NaN]) assert.equal(holdFor(nonsense, retry), 0)
})
