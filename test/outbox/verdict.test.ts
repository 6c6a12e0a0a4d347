import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asksToWait, longestWait, verdictOf } from '../../src/outbox/verdict.ts'
import type { Outcome } from '../../src/types.ts'
import { delivered, failed, refused } from '../helpers/outbox.ts'

const throttled: Outcome = { kind: 'retry', class: 'throttled', reason: 'answered 429' }
const waits: Outcome = { kind: 'retry', class: 'unavailable', reason: 'answered 503', wait: 1_000 }

test('who says to slow down, or names a wait, has not failed', () => {
  assert.deepEqual([throttled, waits, failed, refused, delivered].map(asksToWait), [
    true,
    true,
    false,
    false,
    false,
  ])
  for (const wait of [0, -5, Number.NaN]) assert.equal(asksToWait({ ...waits, wait } as Outcome), false)
})

test('of a batch the best counts: a sink that delivers one of it works', () => {
  const kinds = (...outcomes: Outcome[]) => verdictOf(outcomes).kind
  assert.equal(kinds(failed, delivered, refused), 'delivered')
  assert.equal(kinds(failed, throttled), 'throttled')
  assert.equal(kinds(refused, failed), 'failed')
})

test('what failed is named by its place in the batch', () => {
  assert.deepEqual(verdictOf([refused, failed]), { kind: 'failed', failure: refused, at: 0 })
  assert.deepEqual(verdictOf([failed, waits]), { kind: 'throttled', failure: waits, at: 1 })
})

test('of the waits in a batch the longest counts, and nonsense is none', () => {
  const wait = (milliseconds: number) => ({ ...waits, wait: milliseconds }) as Outcome
  assert.equal(longestWait([wait(5), delivered, wait(70), failed, wait(20)]), 70)
  assert.equal(longestWait([delivered, refused, wait(-1), wait(Number.NaN)]), 0)
})
