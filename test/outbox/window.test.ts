import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Memory } from '../../src/outbox/memory.ts'
import { Window } from '../../src/outbox/window.ts'
import { idleTenure, settle } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const lane = () => new Lane(idleTenure(), 0, quietLogger)

test('a window is full by count, by bytes, or because memory is', () => {
  const byCount = new Window({ count: 2, bytes: 1e9 }, new Memory(1e9))
  byCount.take(lane(), 1)
  assert.ok(byCount.fits(1))
  byCount.take(lane(), 1)
  assert.ok(!byCount.fits(1))
  byCount.give(1)
  assert.ok(byCount.fits(1))

  const byBytes = new Window({ count: 100, bytes: 10 }, new Memory(1e9))
  byBytes.take(lane(), 6)
  assert.ok(byBytes.fits(4))
  assert.ok(!byBytes.fits(5))

  const memory = new Memory(10)
  const byMemory = new Window({ count: 100, bytes: 1e9 }, memory)
  byMemory.take(lane(), 6)
  assert.ok(byMemory.fits(4))
  assert.ok(!byMemory.fits(5))
})

test('the first record always fits, even one larger than the window and the memory left', () => {
  const memory = new Memory(1_000)
  memory.take(1_000)
  const window = new Window({ count: 10, bytes: 100 }, memory)
  assert.ok(window.fits(50_000))
  window.take(lane(), 50_000)
  assert.ok(!window.fits(1))
  window.give(50_000)
  assert.ok(window.fits(50_000))
  assert.deepEqual([window.count, window.bytes, memory.used], [0, 0, 1_000])
})

test('a sink that is full because of what others hold is woken when they free it', async () => {
  const memory = new Memory(1_000)
  const others = new Window({ count: 100, bytes: 1e9 }, memory)
  const window = new Window({ count: 100, bytes: 1e9 }, memory)
  const ours = lane()
  for (let n = 0; n < 9; n++) others.take(lane(), 100)
  window.take(ours, 100)
  assert.ok(!window.fits(100))
  let woken = 0
  window.wait(ours).then(() => woken++)
  others.give(100)
  others.give(100)
  await settle()
  assert.equal(woken, 0, 'less than a quarter is free')
  others.give(100)
  await settle()
  assert.equal(woken, 1)
  assert.ok(window.fits(100))
})

test('while memory is short, waiting again and again piles nothing up', async () => {
  const memory = new Memory(1_000)
  memory.take(1_000)
  const window = new Window({ count: 1, bytes: 1e9 }, memory)
  const ours = lane()
  for (let n = 0; n < 100; n++) {
    window.take(ours, 10)
    const woken = window.wait(ours)
    window.give(10)
    await woken
  }
  let wakes = 0
  window.wake = () => {
    wakes++
  }
  memory.give(1_000)
  assert.equal(wakes, 1)
})

test('of those who wait, the one that has got nothing for longest is told first', async () => {
  const window = new Window({ count: 1, bytes: 1e9 }, new Memory(1e9))
  const lanes = [lane(), lane(), lane()]
  const told: number[] = []
  for (const at of [2, 0, 1]) {
    window.take(lanes[at]!, 1)
    window.give(1)
  }
  for (const at of [0, 1, 2]) window.wait(lanes[at]!).then(() => told.push(at))
  window.wake()
  await settle()
  assert.deepEqual(told, [2, 0, 1])
})
