import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lane } from '../../src/outbox/lane.ts'
import type { Outbox } from '../../src/outbox/outbox.ts'
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

/** What a reader does from an offset on: skips what the lane knows, offers the rest. */
function readAgain(outbox: Outbox, lane: Lane, from: number, to: number): void {
  for (let offset = from; offset < to; offset++)
    if (!lane.knows(offset)) outbox.offer(lane, work(offset), `k${offset}`)
}

test('a shed forgets what is unsent, and reading goes back to the lowest of it', async () => {
  const { outbox, sender, meter } = testOutbox({ concurrency: 2 })
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1, 2, 3]) outbox.offer(lane, work(offset), `k${offset}`)
  assert.equal(outbox.shed(lane), 2)
  assert.equal(outbox.state.count, 2, 'the requests under way')
  assert.equal(meter.counts.shed, 2)
  sender.at(0).answer(delivered)
  sender.at(1).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 1], 'what was forgotten is not sent')
  assert.equal(lane.done(2), 2)
})

test('a shed settles nothing: done never passes what it forgot', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 3 })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  outbox.offer(lane, work(2), 'b')
  outbox.offer(lane, work(3), 'c')
  const next = outbox.shed(lane)
  assert.equal(next, 1)
  for (const offset of [0, 2, 3]) sender.at(offset).answer(delivered)
  await settle()
  assert.equal(lane.done(1), 1)
})

test('what is settled or under way is skipped when it is read again', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 4 })
  const lane = outbox.open(idleTenure(), 0)
  for (const [offset, key] of [
    [0, 'a'],
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'a'],
  ] as const)
    outbox.offer(lane, work(offset), key)
  sender.at(2).answer(delivered)
  await settle()
  assert.equal(outbox.shed(lane), 1)
  assert.deepEqual(
    [0, 1, 2, 3, 4].map(offset => lane.knows(offset)),
    [true, false, true, true, false],
  )
  sender.at(0).answer(delivered)
  await settle()
  readAgain(outbox, lane, 1, 6)
  assert.deepEqual(sender.started, [0, 2, 3, 1, 4, 5])
  for (const offset of [1, 3, 4, 5]) sender.at(offset).answer(delivered)
  await settle()
  assert.equal(lane.done(6), 6)
  assert.equal(outbox.state.count, 0)
})

test('a second shed never moves the position forward', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 1 })
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1, 2, 3]) outbox.offer(lane, work(offset), `k${offset}`)
  let next = 4
  next = Math.min(next, outbox.shed(lane) ?? next)
  assert.equal(next, 1)
  assert.equal(outbox.shed(lane), undefined, 'nothing is left to forget')
  readAgain(outbox, lane, 1, 2)
  next = Math.min(2, outbox.shed(lane) ?? 2)
  assert.equal(next, 1)
  sender.at(0).answer(delivered)
  await settle()
  assert.equal(lane.done(next), 1)
})

test('a record behind one under way is chained to it again after a shed', async () => {
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1]) outbox.offer(lane, work(offset), 'a')
  outbox.shed(lane)
  outbox.offer(lane, work(1), 'a')
  assert.deepEqual(sender.started, [0])
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 1])
})

test('what waits for the request of an ended tenure is shed too', async () => {
  const { outbox, sender } = testOutbox()
  const before = outbox.open(idleTenure(), 0)
  outbox.offer(before, work(0), 'a')
  outbox.drop(before)
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  assert.equal(outbox.shed(lane), 0)
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0])
  assert.equal(lane.done(0), 0)
})

test('a dead letter being written is not shed, nor what it settles', async () => {
  const durable = Promise.withResolvers<void>()
  const { outbox, sender } = testOutbox({}, { bury: () => durable.promise })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  sender.at(0).answer(refused)
  await settle()
  assert.equal(outbox.shed(lane), 1)
  durable.resolve()
  await settle()
  assert.equal(lane.done(1), 1)
  assert.deepEqual(sender.started, [0])
})

test('attempts survive a shed, and what nobody wants any more leaves none behind', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1]) outbox.offer(lane, work(offset), `k${offset}`)
  const firstFailure = Date.now()
  for (const offset of [0, 1]) sender.at(offset).answer(failed)
  await settle()
  assert.deepEqual(lane.started(2), { attempts: 1, firstFailure })
  assert.equal(outbox.shed(lane), 0)
  assert.deepEqual(lane.started(0), { attempts: 1, firstFailure }, 'the commit still says so')
  await pass(1_000)
  outbox.offer(lane, work(1), 'k1')
  assert.equal(sender.at(1).attempts[0]?.number, 2)
  assert.equal(sender.at(1).attempts[0]?.firstFailure, firstFailure)
  sender.at(1).answer(delivered)
  await settle()
  assert.equal(lane.started(2), undefined)
})

test('conservation holds over sheds: what is read again counts again', async () => {
  const { outbox, sender, meter } = testOutbox({ concurrency: 3 })
  const lane = outbox.open(idleTenure(), 0)
  const check = () => {
    const { taken, delivered, deadLettered, shed } = meter.counts
    assert.equal(taken - delivered - deadLettered - shed, outbox.state.count)
  }
  for (let offset = 0; offset < 20; offset++) outbox.offer(lane, work(offset), `k${offset % 5}`)
  check()
  for (let round = 0; round < 5; round++) {
    const next = outbox.shed(lane) ?? 20
    check()
    for (const request of [...sender.wire]) request.answer(round % 2 === 0 ? delivered : refused)
    await settle()
    check()
    readAgain(outbox, lane, next, 20)
    check()
  }
  assert.equal(meter.counts.taken, meter.counts.shed + 20)
})
