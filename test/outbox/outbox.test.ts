import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { Memory } from '../../src/outbox/memory.ts'
import { delivered, failed, idleTenure, refused, settle, testOutbox, work } from '../helpers/outbox.ts'

function mockTime(t: { after: (fn: () => void) => void }): void {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_790_000_000_000 })
  t.after(() => mock.timers.reset())
}

/** Lets mocked time pass in steps, and what it sets off run. */
async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms)
  await settle()
}

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
  const { outbox, sender } = testOutbox({ concurrency: 1, batch: { max_count: 10, max_bytes: 1e6 } })
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
  const { outbox, sender, buried } = testOutbox({ concurrency: 1, batch: { max_count: 10, max_bytes: 1e6 } })
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

test('the wrong number of outcomes settles nothing', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).answer()
  await settle()
  assert.equal(lane.done(1), 0)
  assert.match(outbox.state.alarm ?? '', /0 outcomes for 1 deliveries/)
})

test('a throw of the sink means retry', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).fail(new Error('boom'))
  await settle()
  await pass(100)
  assert.deepEqual(sender.started, [0, 0])
})

test('what is refused is settled only when its dead letter is durable', async () => {
  const burial = Promise.withResolvers<void>()
  const { outbox, sender, meter } = testOutbox({}, { bury: () => burial.promise })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  sender.at(0).answer(refused)
  await settle()
  assert.equal(lane.done(2), 0)
  assert.deepEqual(sender.started, [0])
  burial.resolve()
  await settle()
  assert.equal(lane.done(2), 1)
  assert.equal(meter.counts.deadLettered, 1)
  assert.deepEqual(sender.started, [0, 1])
})

test('a dead letter that cannot be written holds its record and is tried again', async t => {
  mockTime(t)
  let down = true
  const { outbox, sender, meter } = testOutbox(
    {},
    {
      bury: async () => {
        if (down) throw new SluiceError('topic_missing', 'no such topic', { hint: 'create it' })
      },
    },
  )
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).answer(refused)
  await settle()
  assert.equal(lane.done(1), 0)
  assert.equal(meter.counts.deadLetterFailed, 1)
  assert.match(outbox.state.alarm ?? '', /no such topic/)
  mock.timers.reset() // the wait between two tries is a real timer
  down = false
  for (const until = Date.now() + 5_000; lane.done(1) === 0 && Date.now() < until; )
    await new Promise(setImmediate)
  assert.equal(lane.done(1), 1)
})

test('a delivery is given up after max_elapsed, with its story', async t => {
  mockTime(t)
  const { outbox, sender, buried } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  for (let tries = 0; tries < 200 && buried.length === 0; tries++) {
    sender.wire[0]?.answer(failed)
    await settle()
    await pass(1_000)
  }
  assert.equal(buried.length, 1)
  assert.equal(buried[0]?.stage, 'given_up')
  assert.match(buried[0]?.reason ?? '', /^failed for 6\d s; last: answered 503$/)
  assert.ok((buried[0]?.attempts ?? 0) > 50)
})

test('a wait that the other side names holds the whole sink', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox({ concurrency: 1 })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  sender.at(0).answer({ kind: 'retry', class: 'throttled', reason: 'answered 429', wait: 30_000 })
  await settle()
  await pass(29_000)
  assert.deepEqual(sender.started, [0])
  await pass(1_500)
  sender.wire[0]?.answer(delivered)
  await settle()
  assert.deepEqual([...sender.started].sort(), [0, 0, 1])
})

test('an absurd wait is believed for an hour at most', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).answer({ kind: 'retry', class: 'throttled', reason: 'answered 429', wait: 1e12 })
  await settle()
  await pass(3_600_001)
  assert.deepEqual(sender.started, [0, 0])
})

test('room is bounded by count, bytes, memory and span', async () => {
  const record = work(0, 'x'.repeat(1_000)).record
  const at = (offset: number) => ({ ...record, offset })
  const byCount = testOutbox({ window: { count: 2, bytes: 1e9 } })
  const lane = byCount.outbox.open(idleTenure(), 0)
  byCount.outbox.offer(lane, work(0), 'a')
  assert.ok(byCount.outbox.hasRoom(lane, at(1)))
  byCount.outbox.offer(lane, work(1), 'a')
  assert.ok(!byCount.outbox.hasRoom(lane, at(2)))

  const byBytes = testOutbox({ window: { count: 100, bytes: 2_500 } })
  const other = byBytes.outbox.open(idleTenure(), 0)
  byBytes.outbox.offer(other, work(0, 'x'.repeat(1_000)), 'a')
  assert.ok(!byBytes.outbox.hasRoom(other, at(1)))

  const shared = testOutbox({}, { memory: new Memory(2_500) })
  const third = shared.outbox.open(idleTenure(), 0)
  shared.outbox.offer(third, work(0, 'x'.repeat(1_000)), 'a')
  assert.ok(!shared.outbox.hasRoom(third, at(1)))

  const bySpan = testOutbox({ span: 50 })
  const fourth = bySpan.outbox.open(idleTenure(), 0)
  bySpan.outbox.offer(fourth, work(10), 'a')
  assert.ok(bySpan.outbox.hasRoom(fourth, at(59)))
  assert.ok(!bySpan.outbox.hasRoom(fourth, at(60)))
})

test('a record larger than the window is still taken, alone', () => {
  const { outbox } = testOutbox({ window: { count: 10, bytes: 1_000 } })
  const lane = outbox.open(idleTenure(), 0)
  assert.ok(outbox.hasRoom(lane, work(0, 'x'.repeat(5_000)).record))
})

test('who waits for room is woken when a quarter of the window is free', async () => {
  const { outbox, sender } = testOutbox({ window: { count: 8, bytes: 1e9 }, concurrency: 8 })
  const lane = outbox.open(idleTenure(), 0)
  for (let offset = 0; offset < 8; offset++) outbox.offer(lane, work(offset), `k${offset}`)
  let woken = false
  outbox.roomed().then(() => {
    woken = true
  })
  sender.at(0).answer(delivered)
  await settle()
  assert.equal(woken, false)
  sender.at(1).answer(delivered)
  await settle()
  assert.equal(woken, true)
})

test('an outcome that arrives after its tenure ended settles nothing', async () => {
  const { outbox, sender, meter } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  outbox.drop(lane)
  sender.at(0).answer(delivered)
  sender.at(1).answer(refused)
  await settle()
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

test('shutdown in mid-flight settles nothing and costs no attempt', async () => {
  const { outbox, sender, meter } = testOutbox({ concurrency: 1 })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  outbox.stop()
  const idle = outbox.idle()
  outbox.abort()
  await idle
  assert.equal(lane.done(2), 0)
  assert.equal(meter.counts.attempts, 0)
  assert.deepEqual(sender.started, [0])
})

test('after stop what is under way may still settle, and nothing new is started', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 1 })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  outbox.stop()
  sender.at(0).answer(delivered)
  await outbox.idle()
  assert.equal(lane.done(2), 1)
  assert.deepEqual(sender.started, [0])
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
  outbox.offer(lane, work(0), 'a')
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
