import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AGE_SECONDS, ATTEMPT_SECONDS, Buckets } from '../../src/ops/buckets.ts'

test('a value counts in the first bucket whose bound it does not pass', () => {
  const buckets = new Buckets([1, 2])
  for (const value of [0.5, 1, 1.5, 2, 2.5]) buckets.observe(value)
  assert.deepEqual(
    [...buckets.counts()],
    [
      [1, 2],
      [2, 2],
      [Number.POSITIVE_INFINITY, 1],
    ],
  )
  assert.equal(buckets.sum, 7.5)
})

test('what is no age counts as 0, and never spoils the sum', () => {
  const buckets = new Buckets([1])
  for (const value of [-5, Number.NaN]) buckets.observe(value)
  assert.deepEqual(
    [...buckets.counts()],
    [
      [1, 2],
      [Number.POSITIVE_INFINITY, 0],
    ],
  )
  assert.equal(buckets.sum, 0)
})

test('infinity counts beyond every bound without making the sum infinite', () => {
  const buckets = new Buckets([1])
  buckets.observe(Number.POSITIVE_INFINITY)
  buckets.observe(3)
  assert.deepEqual([...buckets.counts()].at(-1), [Number.POSITIVE_INFINITY, 2])
  assert.equal(buckets.sum, 3)
})

test('the bounds that are used rise', () => {
  for (const bounds of [ATTEMPT_SECONDS, AGE_SECONDS]) {
    assert.deepEqual(
      [...bounds].sort((a, b) => a - b),
      bounds,
    )
    assert.equal(new Set(bounds).size, bounds.length)
  }
})
