import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memory } from '../../src/outbox/memory.ts'
import { delivered, idleTenure, settle, testOutbox, work } from '../helpers/outbox.ts'

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
  outbox.roomed(lane).then(() => {
    woken = true
  })
  sender.at(0).answer(delivered)
  await settle()
  assert.equal(woken, false)
  sender.at(1).answer(delivered)
  await settle()
  assert.equal(woken, true)
})
