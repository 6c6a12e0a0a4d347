import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memory } from '../../src/outbox/memory.ts'
import { delivered, failed, idleTenure, mockTime, pass, settle, testOutbox, work } from '../helpers/outbox.ts'

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

test('a lane that an operator paused has no room, and keeps nothing that fails', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox({ concurrency: 2 })
  const shed: number[] = []
  const lane = outbox.open(idleTenure(), 0, { onShed: (_, next) => shed.push(next) })
  const other = outbox.open(idleTenure('events', 1), 0)
  for (const offset of [0, 1, 2]) outbox.offer(lane, work(offset), `k${offset}`)
  lane.paused = true
  assert.equal(outbox.shed(lane), 2)
  assert.deepEqual(
    [lane, other].map(each => outbox.hasRoom(each, work(2).record)),
    [false, true],
  )
  assert.equal(outbox.state.paused, true)
  sender.at(0).answer(delivered)
  sender.at(1).answer(failed)
  await settle()
  assert.deepEqual(shed, [1])
  await pass(10_000)
  assert.deepEqual(sender.started, [0, 1])
  assert.equal(outbox.state.count, 0)
  lane.paused = false
  assert.equal(outbox.hasRoom(lane, work(1).record), true)
  assert.equal(lane.started(1), undefined, 'what failed meanwhile is no attempt')
})

test('a sink that the configuration pauses takes nothing', () => {
  const { outbox } = testOutbox({ paused: true })
  const lane = outbox.open(idleTenure(), 0)
  assert.deepEqual([outbox.available, outbox.hasRoom(lane, work(0).record)], [false, false])
  assert.equal(outbox.state.paused, true)
})

test('who listens for room is told once a turn, when some is free', async () => {
  const { outbox, sender } = testOutbox({ window: { count: 8, bytes: 1e9 }, concurrency: 8 })
  const lane = outbox.open(idleTenure(), 0)
  for (let offset = 0; offset < 8; offset++) outbox.offer(lane, work(offset), `k${offset}`)
  assert.equal(outbox.available, false)
  let told = 0
  const stop = outbox.whenRoom(() => void told++)
  const turn = () => new Promise(setImmediate)
  for (let offset = 0; offset < 4; offset++) sender.at(offset).answer(delivered)
  await turn()
  await turn()
  assert.equal(told, 1)
  assert.equal(outbox.available, true)
  stop()
  for (let offset = 4; offset < 8; offset++) sender.at(offset).answer(delivered)
  await turn()
  await turn()
  assert.equal(told, 1)
})

test('who listens is told of little room as well, and of memory that others give back', async t => {
  mockTime(t)
  const turn = () => new Promise(setImmediate)
  let told = 0
  const little = testOutbox({ window: { count: 8, bytes: 1e9 }, concurrency: 8 })
  const lane = little.outbox.open(idleTenure(), 0)
  for (let offset = 0; offset < 8; offset++) little.outbox.offer(lane, work(offset), `k${offset}`)
  t.after(little.outbox.whenRoom(() => void told++))
  little.sender.at(0).answer(delivered)
  await settle()
  await turn()
  assert.equal(told, 0)
  await pass(100)
  await turn()
  assert.equal(told, 1)

  const memory = new Memory(2_500)
  const other = testOutbox({}, { memory })
  const short = testOutbox({}, { memory })
  const lanes = [other, short].map(({ outbox }) => outbox.open(idleTenure(), 0))
  short.outbox.offer(lanes[1]!, work(0), 'a')
  other.outbox.offer(lanes[0]!, work(0, 'x'.repeat(1_900)), 'a')
  t.after(short.outbox.whenRoom(() => void told++))
  assert.equal(short.outbox.available, false)
  other.sender.at(0).answer(delivered)
  await settle()
  await turn()
  assert.equal(told, 2)
  assert.equal(short.outbox.available, true)
})

test('a lane at the end of its span is stuck until its first record settles, and others are not', async () => {
  const { outbox, sender } = testOutbox({ span: 10 })
  const lane = outbox.open(idleTenure(), 0)
  const other = outbox.open(idleTenure('events', 1), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(5), 'b')
  assert.deepEqual([outbox.hasRoom(lane, work(10).record), lane.stuck, other.stuck], [false, true, false])
  assert.equal(outbox.available, true)
  let told = 0
  const stop = outbox.whenRoom(() => void told++)
  sender.at(5).answer(delivered)
  await settle()
  assert.equal(lane.stuck, true)
  sender.at(0).answer(delivered)
  await new Promise(setImmediate)
  stop()
  assert.deepEqual([lane.stuck, outbox.hasRoom(lane, work(10).record)], [false, true])
  assert.ok(told > 0)
})

test('a record too large for what is left makes it unavailable until there may be more', async () => {
  const { outbox, sender } = testOutbox({ window: { count: 100, bytes: 5_000 } })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0, 'x'.repeat(1_000)), 'a')
  assert.equal(outbox.available, true)
  assert.equal(outbox.hasRoom(lane, work(1, 'x'.repeat(4_000)).record), false)
  assert.equal(outbox.available, false, 'else it would be read for in vain, again and again')
  sender.at(0).answer(delivered)
  await settle()
  assert.equal(outbox.available, true)
})
