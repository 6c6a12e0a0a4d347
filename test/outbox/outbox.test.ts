import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outbox } from '../../src/outbox/outbox.ts'
import type { Sender } from '../../src/outbox/sender.ts'
import { logRecord } from '../helpers/events.ts'
import {
  delivered,
  eventWork,
  failed,
  idleTenure,
  mockTime,
  pass,
  refused,
  settle,
  testOutbox,
  work,
} from '../helpers/outbox.ts'
import { until } from '../helpers/until.ts'

test('of a key the next is sent when the one before is settled; other keys run beside it', async () => {
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  outbox.offer(lane, work(2), 'b')
  outbox.offer(lane, work(3), 'a')
  assert.deepEqual(sender.started, [0, 2])
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 2, 1])
  sender.at(1).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 2, 1, 3])
})

test('records without a key, and sinks with order: none, run freely', async () => {
  const free = testOutbox()
  const lane = free.outbox.open(idleTenure(), 0)
  for (const offset of [0, 1, 2]) free.outbox.offer(lane, work(offset), undefined)
  assert.deepEqual(free.sender.started, [0, 1, 2])
  const unordered = testOutbox({ order: 'none' })
  const other = unordered.outbox.open(idleTenure(), 0)
  for (const offset of [0, 1, 2]) unordered.outbox.offer(other, work(offset), 'a')
  assert.deepEqual(unordered.sender.started, [0, 1, 2])
})

test('a retry blocks its own key only, and keeps its place', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  outbox.offer(lane, work(2), 'b')
  sender.at(0).answer(failed)
  sender.at(2).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 2])
  await pass(100)
  assert.deepEqual(sender.started, [0, 2, 0])
  assert.equal(sender.at(0).attempts[0]?.number, 2)
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 2, 0, 1])
})

test('never more batches under way than its concurrency', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 3 })
  const lane = outbox.open(idleTenure(), 0)
  for (let offset = 0; offset < 10; offset++) outbox.offer(lane, work(offset), `k${offset}`)
  assert.equal(sender.wire.length, 3)
  sender.at(1).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 1, 2, 3])
})

test('a batch holds one record of a key', async () => {
  const { outbox, sender } = testOutbox({
    concurrency: 1,
    batch: { max_count: 10, max_bytes: 1e6, linger: 0 },
  })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'z')
  for (const [offset, key] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
    [4, 'c'],
  ] as const)
    outbox.offer(lane, work(offset), key)
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.wire[0]?.offsets, [1, 2, 4])
})

test('each of a batch has its own outcome', async t => {
  mockTime(t)
  const { outbox, sender, buried } = testOutbox({
    concurrency: 1,
    batch: { max_count: 10, max_bytes: 1e6, linger: 0 },
  })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'z')
  for (const offset of [1, 2, 3]) outbox.offer(lane, work(offset), `k${offset}`)
  sender.at(0).answer(delivered)
  await settle()
  sender.at(1).answer(delivered, failed, refused)
  await settle()
  assert.deepEqual(
    buried.map(burial => burial.work.record.offset),
    [3],
  )
  assert.equal(lane.done(4), 2)
})

test('taken = delivered + dead-lettered + in the lane + shed', async t => {
  mockTime(t)
  const { outbox, sender, meter } = testOutbox({ concurrency: 50 })
  const lane = outbox.open(idleTenure(), 0)
  for (let offset = 0; offset < 40; offset++) outbox.offer(lane, work(offset), `k${offset % 25}`)
  for (const [n, request] of [...sender.wire].entries())
    request.answer([delivered, failed, refused][n % 3] ?? delivered)
  await settle()
  const check = (inLane: number) => {
    const { taken, delivered, deadLettered, shed } = meter.counts
    assert.equal(taken, delivered + deadLettered + inLane + shed)
  }
  check(outbox.state.count)
  outbox.drop(lane)
  check(0)
})

test('one line per attempt, with what happened and what comes next', async t => {
  mockTime(t)
  const { outbox, sender, logger } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, eventWork(logRecord('{}', { offset: 0 }), ['crm']), 'a')
  sender.at(0).answer(failed)
  await settle()
  await pass(100)
  sender.at(0).answer(delivered)
  await settle()
  const lines = logger.lines.filter(line => line.message === 'delivery.attempted')
  assert.equal(lines.length, 2)
  assert.deepEqual(
    lines.map(({ level, fields }) => [
      level,
      Reflect.get(fields, 'outcome'),
      Reflect.get(fields, 'attempt'),
      Reflect.get(fields, 'retry_in_ms'),
    ]),
    [
      ['warn', 'retry', 1, 100],
      ['info', 'delivered', 2, undefined],
    ],
  )
})

test('a later success never hides an earlier failure: done stays at the first unsettled', async () => {
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [4, 5, 9]) outbox.offer(lane, work(offset), `k${offset}`)
  sender.at(5).answer(delivered)
  sender.at(9).answer(delivered)
  await settle()
  assert.equal(lane.done(10), 4)
  sender.at(4).answer(delivered)
  await settle()
  assert.equal(lane.done(10), 10)
})

test('a key with 100,000 queued events goes in order, and lets others have their turn', async () => {
  const total = 100_000
  const order: number[] = []
  let answers = 0
  const sender: Sender = {
    send: async attempts => {
      for (const { work } of attempts) order.push(work.record.offset)
      answers++
      return attempts.map(() => delivered)
    },
  }
  const { outbox } = testOutbox({ window: { count: total, bytes: 1e9 }, span: total }, { sender })
  const lane = outbox.open(idleTenure(), 0)
  let turns = 0
  let most = 0
  let seen = 0
  const look = () => {
    most = Math.max(most, answers - seen)
    seen = answers
    if (++turns && answers < total) setImmediate(look)
  }
  setImmediate(look)
  for (let offset = 0; offset < total; offset++) outbox.offer(lane, work(offset), 'a')
  await until(() => lane.done(total) === total, 'all settled')
  assert.ok(order.every((offset, at) => offset === at))
  assert.ok(most <= 512, `${most} answers in one turn of the event loop`)
  assert.ok(turns > 100, `${turns} turns`)
})

/** Resolves when there may be room. */
function roomed(outbox: Outbox): Promise<void> {
  return new Promise(resolve => {
    const stop = outbox.whenRoom(() => {
      stop()
      resolve()
    })
  })
}

test('partitions that share a sink take turns when its room is short', async () => {
  const { outbox, sender } = testOutbox({ window: { count: 4, bytes: 1e9 }, concurrency: 4 })
  const taken = [0, 0, 0]
  let over = false
  const readers = taken.map(async (_, partition) => {
    const lane = outbox.open(idleTenure('events', partition), 0)
    while (!over) {
      if (!outbox.hasRoom(lane, work(taken[partition]!).record)) await roomed(outbox)
      else outbox.offer(lane, work(taken[partition]!++), undefined)
    }
  })
  for (let n = 0; n < 300; n++) {
    await settle()
    sender.wire[0]?.answer(delivered)
    await new Promise(setImmediate)
  }
  over = true
  outbox.stop()
  await Promise.race(readers)
  for (const count of taken) assert.ok(count > 70 && count < 130, `${taken} of about 300`)
})
