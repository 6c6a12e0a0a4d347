import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('an outcome that arrives after its tenure ended settles nothing', async () => {
  const { outbox, sender, meter } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  outbox.drop(lane)
  sender.at(0).answer(delivered)
  sender.at(1).answer(refused)
  await settle()
  assert.equal(lane.done(0), 0)
  assert.deepEqual(meter.counts, {
    taken: 2,
    delivered: 0,
    deadLettered: 0,
    deadLetterFailed: 0,
    shed: 2,
    attempts: 2,
  })
  assert.deepEqual([outbox.state.count, outbox.state.bytes, outbox.state.inFlight], [0, 0, 0])
})

test('the lock on a key lasts as long as its request, beyond the tenure', async () => {
  const { outbox, sender } = testOutbox()
  const before = outbox.open(idleTenure(), 0)
  outbox.offer(before, work(0), 'a')
  outbox.drop(before)
  const between = outbox.open(idleTenure(), 0)
  outbox.offer(between, work(0), 'a')
  outbox.drop(between)
  const after = outbox.open(idleTenure(), 0)
  outbox.offer(after, work(0), 'a')
  outbox.offer(after, work(1), 'a')
  outbox.offer(after, work(2), 'b')
  assert.deepEqual(sender.started, [0, 2], 'the old request of the key is still under way')
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 2, 0])
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 2, 0, 1])
})

test('the same key in another partition is another key', () => {
  const { outbox, sender } = testOutbox()
  const first = outbox.open(idleTenure('events', 0), 0)
  const second = outbox.open(idleTenure('events', 1), 0)
  outbox.offer(first, work(0), 'a')
  outbox.offer(second, work(7), 'a')
  assert.deepEqual(sender.started, [0, 7])
})

test('no request is started without a good lease, and it goes on when the lease is good again', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const tenure = idleTenure()
  const lane = outbox.open(tenure, 0)
  tenure.startable = false
  outbox.offer(lane, work(0), 'a')
  await pass(1_000)
  assert.deepEqual(sender.started, [])
  tenure.startable = true
  await pass(100)
  assert.deepEqual(sender.started, [0])
})

test('a partition without a lease does not hold up the others', () => {
  const { outbox, sender } = testOutbox()
  const cut = idleTenure('events', 0)
  cut.startable = false
  outbox.offer(outbox.open(cut, 0), work(0), 'a')
  outbox.offer(outbox.open(idleTenure('events', 1), 0), work(7), 'a')
  assert.deepEqual(sender.started, [7])
  outbox.stop()
})

test('a late outcome leaves the conservation as it is: what was shed is shed', async () => {
  const { outbox, sender, meter } = testOutbox()
  const before = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1, 2]) outbox.offer(before, work(offset), `k${offset}`)
  sender.at(0).answer(delivered)
  await settle()
  const check = () => {
    const { taken, delivered, deadLettered, shed } = meter.counts
    assert.equal(taken - delivered - deadLettered - shed, outbox.state.count)
  }
  outbox.drop(before)
  check()
  const after = outbox.open(idleTenure(), 1)
  for (const offset of [1, 2]) outbox.offer(after, work(offset), `k${offset}`)
  check()
  sender.at(1).answer(delivered)
  sender.at(2).answer(refused)
  await settle()
  check()
  assert.equal(after.done(3), 1, 'both go again in the new tenure')
  assert.deepEqual(sender.started, [0, 1, 2, 1, 2])
})

test('what waits for a slot is forgotten with its tenure, however often the group changes', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 1 })
  const hung = outbox.open(idleTenure(), 0)
  outbox.offer(hung, work(0), 'hangs')
  outbox.drop(hung)
  for (let change = 0; change < 5; change++) {
    const lane = outbox.open(idleTenure(), 1)
    for (let offset = 1; offset < 50; offset++) outbox.offer(lane, work(offset), `k${offset}`)
    outbox.drop(lane)
  }
  const lane = outbox.open(idleTenure(), 1)
  outbox.offer(lane, work(7), 'a')
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 7])
  assert.equal(outbox.state.count, 1)
})

test('a dead letter that becomes durable after its tenure ended settles nothing', async () => {
  const durable = Promise.withResolvers<void>()
  const { outbox, sender, meter } = testOutbox({}, { bury: () => durable.promise })
  const before = outbox.open(idleTenure(), 0)
  outbox.offer(before, work(0), 'a')
  sender.at(0).answer(refused)
  await settle()
  outbox.drop(before)
  const after = outbox.open(idleTenure(), 0)
  outbox.offer(after, work(0), 'a')
  durable.resolve()
  await settle()
  assert.equal(meter.counts.deadLettered, 0)
  assert.equal(after.done(1), 0)
})

test('a claim expires while a slow delivery runs, and it runs twice at once: never, with a key or without', async () => {
  for (const order of ['key', 'none'] as const)
    for (const key of ['a', undefined]) {
      const { outbox, sender } = testOutbox({ order })
      let lane = outbox.open(idleTenure(), 0)
      outbox.offer(lane, work(0), key)
      for (let change = 0; change < 5; change++) {
        outbox.drop(lane)
        lane = outbox.open(idleTenure(), 0)
        outbox.offer(lane, work(0), key)
        assert.deepEqual(sender.started, [0])
      }
      sender.at(0).answer(failed)
      await settle()
      assert.deepEqual([sender.started, sender.wire.length], [[0, 0], 1])
      sender.at(0).answer(delivered)
      await settle()
      assert.equal(lane.done(1), 1)
    }
})
