import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Breaker } from '../../src/outbox/breaker.ts'
import { Concurrency } from '../../src/outbox/concurrency.ts'
import { Health } from '../../src/outbox/health.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import type { Outcome } from '../../src/types.ts'
import { delivered, failed, idleTenure, mockTime, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const throttled: Outcome = { kind: 'retry', class: 'throttled', reason: 'answered 429' }
const named = (wait: number): Outcome => ({
  kind: 'retry',
  class: 'unavailable',
  reason: 'answered 503',
  wait,
})
const timeout: Outcome = { kind: 'retry', class: 'timeout', reason: 'no answer in 10 s' }

function healthOf() {
  const breaker = new Breaker(
    { failures: 3, open: 30_000 },
    { initial: 500, random: () => 0, send: () => {}, changed: () => {} },
  )
  const concurrency = new Concurrency(8)
  const held: number[] = []
  let holding = false
  const retry = { initial: 100, max: 1_000, factor: 2, max_elapsed: 0, max_attempts: 0 }
  const health = new Health({
    breaker,
    concurrency,
    retry,
    random: () => 1,
    holding: () => holding,
    hold: milliseconds => held.push(milliseconds),
  })
  const lane = new Lane(idleTenure(), 0, quietLogger)
  let offset = 0
  const answered = (...outcomes: Outcome[]) => {
    const batch = outcomes.map(() => new Owed(lane, work(offset++), undefined, 0))
    health.answered(batch, outcomes, performance.now())
  }
  const setHolding = (now: boolean) => void (holding = now)
  return { breaker, concurrency, held, answered, setHolding }
}

test('throttling is counted apart: it holds the sink, ever longer, and opens nothing', () => {
  const { breaker, held, answered, setHolding } = healthOf()
  for (let n = 0; n < 5; n++) answered(throttled)
  assert.deepEqual(held, [100, 200, 400, 800, 1_000])
  assert.equal(breaker.state, 'closed')
  setHolding(true)
  answered(throttled)
  assert.equal(held.length, 5, 'those under way together are one')
  setHolding(false)
  answered(delivered)
  answered(throttled)
  assert.equal(held.at(-1), 100)
})

test('throttling and timeouts halve the concurrency, other failures do not', () => {
  const { concurrency, answered } = healthOf()
  answered(failed)
  assert.equal(concurrency.allowed, 8)
  answered(throttled)
  assert.equal(concurrency.allowed, 4)
  answered(timeout)
  assert.equal(concurrency.allowed, 2)
  for (let n = 0; n < 3; n++) answered(delivered)
  assert.equal(concurrency.allowed, 3)
})

test('a batch that fails as a whole is one failure; one that delivers something is none', t => {
  mockTime(t)
  const { breaker, answered } = healthOf()
  answered(...Array.from({ length: 50 }, () => failed))
  answered(failed, failed)
  assert.equal(breaker.state, 'closed')
  answered(failed, delivered)
  answered(failed)
  answered(failed)
  assert.equal(breaker.state, 'closed')
  answered(failed)
  assert.equal(breaker.state, 'open')
  breaker.stop()
})

test('the longest wait that is named holds the sink, also where something was delivered, capped by retry.max', () => {
  const { held, answered, setHolding } = healthOf()
  setHolding(true)
  answered(delivered, named(300), named(700), failed)
  answered(named(1e9))
  answered(named(-1))
  assert.deepEqual(held, [700, 1_000])
})
