import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutboxSettings } from '../../src/outbox/types.ts'
import type { Outcome } from '../../src/types.ts'
import {
  delivered,
  failed,
  idleTenure,
  mockTime,
  pass,
  refused,
  settle,
  testOutbox,
  work,
} from '../helpers/outbox.ts'

const throttled: Outcome = { kind: 'retry', class: 'throttled', reason: 'answered 429' }

function sinkOf(settings: Partial<OutboxSettings> = {}) {
  const made = testOutbox(settings)
  const lane = made.outbox.open(idleTenure(), 0)
  let next = 1_000
  return {
    ...made,
    lane,
    /** The sink delivers another one; it is sent after so many milliseconds at the latest. */
    deliversOther: async (after = 0) => {
      const offset = next++
      made.outbox.offer(lane, work(offset), `other ${offset}`)
      await new Promise(setImmediate) // after many starts the next has to wait for a turn
      await pass(after)
      made.sender.at(offset).answer(delivered)
      await settle()
    },
    answer: async (offset: number, outcome: Outcome) => {
      made.sender.at(offset).answer(outcome)
      await settle()
    },
  }
}

const patient = { initial: 100, max: 1_000, factor: 2, max_elapsed: 0, max_attempts: 0 }

test('a delivery is given up after max_attempts, and not before', async t => {
  mockTime(t)
  const { outbox, lane, sender, buried, deliversOther, answer } = sinkOf({
    retry: { ...patient, max_attempts: 3 },
  })
  outbox.offer(lane, work(0), 'a')
  for (let attempt = 1; attempt <= 3; attempt++) {
    assert.equal(sender.at(0).attempts[0]?.number, attempt)
    await deliversOther()
    assert.equal(buried.length, 0)
    await answer(0, failed)
    await pass(1_000)
  }
  assert.deepEqual(
    buried.map(({ stage, attempts, reason }) => [stage, attempts, reason]),
    [['given_up', 3, '3 attempts failed; last: answered 503']],
  )
})

test('max_attempts: 0 is no limit', async t => {
  mockTime(t)
  const { outbox, lane, sender, buried, deliversOther, answer } = sinkOf({ retry: patient })
  outbox.offer(lane, work(0), 'a')
  for (let attempt = 1; attempt <= 500; attempt++) {
    await deliversOther()
    await answer(0, failed)
    await pass(1_000)
  }
  assert.equal(buried.length, 0)
  assert.equal(sender.at(0).attempts[0]?.number, 501)
})

test('nothing is given up while the sink delivers nothing else: it would be the same with all', async t => {
  mockTime(t)
  const { outbox, lane, buried, deliversOther, answer } = sinkOf({
    retry: { ...patient, max_attempts: 3, max_elapsed: 10_000 },
  })
  outbox.offer(lane, work(0), 'a')
  for (let attempt = 1; attempt <= 50; attempt++) {
    await answer(0, failed)
    await pass(1_000)
  }
  assert.equal(buried.length, 0)
  await deliversOther()
  await answer(0, failed)
  assert.equal(buried.length, 1)
  assert.equal(buried[0]?.attempts, 51)
})

test('what others got before it was taken does not count against it', async t => {
  mockTime(t)
  const { outbox, lane, buried, deliversOther, answer } = sinkOf({ retry: { ...patient, max_attempts: 1 } })
  await deliversOther()
  outbox.offer(lane, work(2_000), 'a')
  await answer(2_000, failed)
  assert.equal(buried.length, 0)
  await pass(100)
  await deliversOther()
  await answer(2_000, failed)
  assert.equal(buried.length, 1)
})

test('a refusal is the end, whatever happens to others', async () => {
  const { outbox, lane, buried, answer } = sinkOf({ retry: patient })
  outbox.offer(lane, work(0), 'a')
  await answer(0, refused)
  assert.deepEqual(
    buried.map(({ stage, attempts }) => [stage, attempts]),
    [['refused', 1]],
  )
})

test('a poisoned delivery stays alone with its key', async t => {
  mockTime(t)
  const { outbox, lane, sender, answer } = sinkOf({ retry: patient })
  outbox.offer(lane, work(0), 'poisoned')
  outbox.offer(lane, work(1), 'poisoned')
  for (let offset = 2; offset < 102; offset++) {
    outbox.offer(lane, work(offset), `k${offset}`)
    await answer(offset, delivered)
    if (sender.wire.some(({ offsets }) => offsets[0] === 0)) await answer(0, failed)
    await pass(100)
  }
  assert.equal(outbox.state.breaker, 'closed')
  assert.equal(outbox.state.failing, 1)
  assert.equal(sender.started.includes(1), false)
  assert.equal(lane.done(102), 0)
  assert.equal(outbox.state.count, 2)
})

test('throttling is no failure: no attempt is counted, the delivery is not given up for it', async t => {
  mockTime(t)
  const { outbox, lane, sender, buried, deliversOther, answer } = sinkOf({
    retry: { ...patient, max_attempts: 2 },
  })
  outbox.offer(lane, work(0), 'a')
  for (let n = 0; n < 20; n++) {
    await answer(0, throttled)
    assert.equal(outbox.state.holding, true)
    await deliversOther(1_000)
  }
  assert.equal(buried.length, 0)
  assert.equal(sender.at(0).attempts[0]?.number, 1)
  await answer(0, delivered)
  assert.equal(outbox.state.failing, 0)
})

test('while the breaker is open attempts do not grow, and the clock of max_elapsed stands still', async t => {
  mockTime(t)
  const { outbox, lane, sender, buried, answer, deliversOther } = sinkOf({
    retry: { ...patient, max_elapsed: 60_000 },
    breaker: { failures: 2, open: 1_000 },
  })
  for (const offset of [0, 1]) outbox.offer(lane, work(offset), `k${offset}`)
  for (const offset of [0, 1]) await answer(offset, failed)
  assert.equal(outbox.state.breaker, 'open')
  const began = Date.now()
  let probes = 0
  while (Date.now() - began < 3_600_000) {
    await pass(1_000)
    if (!outbox.available) continue
    outbox.offer(lane, work(0), 'k0')
    await new Promise(setImmediate)
    await pass(100) // no other comes
    assert.equal(sender.at(0).attempts[0]?.number, 2, 'a probe is no attempt')
    await answer(0, failed)
    probes++
  }
  assert.ok(probes > 1_000, `${probes} probes`)
  assert.equal(lane.started(0)?.attempts, 1)
  const elapsed = Date.now() - (lane.started(0)?.firstFailure ?? 0)
  assert.ok(elapsed < 5_000, `the commit says it has failed for ${elapsed} ms`)
  await pass(1_000)
  outbox.offer(lane, work(0), 'k0')
  await pass(100)
  await answer(0, delivered)
  assert.equal(outbox.state.breaker, 'closed')
  outbox.offer(lane, work(1), 'k1')
  await deliversOther()
  await answer(1, failed)
  assert.equal(buried.length, 0, 'it has failed for a second')
  for (let n = 0; n < 61; n++) {
    await pass(1_000)
    await deliversOther()
    await answer(1, failed)
    if (buried.length > 0) break
  }
  assert.equal(buried[0]?.work.record.offset, 1)
  assert.match(buried[0]?.reason ?? '', /^failed for 6[01] s/)
})

test('the clock stands still in a lane that is paused', async t => {
  mockTime(t)
  const { outbox, lane, buried, answer, deliversOther } = sinkOf({
    retry: { ...patient, max_elapsed: 60_000 },
  })
  outbox.offer(lane, work(0), 'a')
  await answer(0, failed)
  lane.paused = true
  outbox.shed(lane)
  await pass(86_400_000)
  lane.paused = false
  outbox.offer(lane, work(0), 'a')
  await deliversOther()
  await answer(0, failed)
  assert.equal(buried.length, 0)
  assert.equal(lane.started(2_000)?.attempts, 2)
})

test('retries start over at each rebalance, the limit is never reached: they go on where the commit says', async t => {
  mockTime(t)
  const { outbox, sender, buried } = testOutbox({ retry: { ...patient, max_attempts: 10 } })
  let started = { attempts: 0, firstFailure: 0 }
  const attempts: number[] = []
  const firstFailure = Date.now()
  for (let tenure = 0; tenure < 20 && buried.length === 0; tenure++) {
    const lane = outbox.open(idleTenure(), 0, { started })
    outbox.offer(lane, work(0), 'a')
    outbox.offer(lane, work(1), 'b')
    sender.at(1).answer(delivered)
    sender.at(0).answer(failed)
    await settle()
    started = lane.started(2) ?? started
    attempts.push(started.attempts)
    outbox.drop(lane)
    await pass(5_000)
  }
  assert.deepEqual(attempts.slice(0, 9), [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual([buried.length, buried[0]?.attempts, buried[0]?.firstFailure], [1, 10, firstFailure])
})

test('attempts are told of each that settles', async t => {
  mockTime(t)
  const { outbox, lane, meter, answer } = sinkOf()
  outbox.offer(lane, work(0), 'a')
  await answer(0, failed)
  await pass(100)
  await answer(0, failed)
  await pass(200)
  await answer(0, delivered)
  outbox.offer(lane, work(1), 'b')
  await answer(1, refused)
  assert.deepEqual(meter.attempts, [3, 1])
})

test('it is lively while it settles something', async t => {
  mockTime(t)
  const { outbox, lane, answer, deliversOther } = sinkOf()
  assert.equal(outbox.lively, false)
  await deliversOther()
  assert.equal(outbox.lively, true)
  outbox.offer(lane, work(0), 'a')
  await answer(0, failed)
  await pass(1_000)
  assert.equal(outbox.lively, false)
})
