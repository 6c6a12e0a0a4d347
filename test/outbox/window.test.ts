import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memory } from '../../src/outbox/memory.ts'
import { Window } from '../../src/outbox/window.ts'
import { mockTime, pass } from '../helpers/outbox.ts'

const turn = () => new Promise(setImmediate)

test('a window is full by count, by bytes, or because memory is', () => {
  const byCount = new Window({ count: 2, bytes: 1e9 }, new Memory(1e9))
  byCount.take(1)
  assert.ok(byCount.fits(1))
  byCount.take(1)
  assert.ok(!byCount.fits(1))
  byCount.give(1)
  assert.ok(byCount.fits(1))

  const byBytes = new Window({ count: 100, bytes: 10 }, new Memory(1e9))
  byBytes.take(6)
  assert.ok(byBytes.fits(4))
  assert.ok(!byBytes.fits(5))

  const memory = new Memory(10)
  const byMemory = new Window({ count: 100, bytes: 1e9 }, memory)
  byMemory.take(6)
  assert.ok(byMemory.fits(4))
  assert.ok(!byMemory.fits(5))
})

test('the first record always fits, even one larger than the window and the memory left', () => {
  const memory = new Memory(1_000)
  memory.take(1_000)
  const window = new Window({ count: 10, bytes: 100 }, memory)
  assert.ok(window.fits(50_000))
  window.take(50_000)
  assert.ok(!window.fits(1))
  window.give(50_000)
  assert.ok(window.fits(50_000))
  assert.deepEqual([window.count, window.bytes, memory.used], [0, 0, 1_000])
})

test('a sink that is full because of what others hold is told when they free it', async t => {
  const memory = new Memory(1_000)
  const others = new Window({ count: 100, bytes: 1e9 }, memory)
  const window = new Window({ count: 100, bytes: 1e9 }, memory)
  for (let n = 0; n < 9; n++) others.take(100)
  window.take(100)
  assert.ok(!window.fits(100))
  let woken = 0
  t.after(window.bell.listen(() => void woken++))
  others.give(100)
  others.give(100)
  await turn()
  assert.equal(woken, 0, 'less than a quarter is free')
  others.give(100)
  await turn()
  assert.equal(woken, 1)
  assert.ok(window.fits(100))
})

test('while memory is short, asking again and again piles nothing up', () => {
  const memory = new Memory(1_000)
  memory.take(1_000)
  const window = new Window({ count: 100, bytes: 1e9 }, memory)
  window.take(10)
  for (let n = 0; n < 100; n++) assert.equal(window.fits(10), false)
  let wakes = 0
  window.wake = () => {
    wakes++
  }
  memory.give(1_000)
  assert.equal(wakes, 1)
})

test('once it has refused something it is full until there may be room for it', async t => {
  mockTime(t)
  const window = new Window({ count: 8, bytes: 1_000 }, new Memory(1e9))
  for (let n = 0; n < 7; n++) window.take(100)
  assert.deepEqual([window.full, window.fits(500), window.full], [false, false, true])
  window.give(100)
  assert.equal(window.full, false, 'a quarter is free')
  window.take(100)
  window.take(100)
  assert.equal(window.fits(1), false)
  window.give(100)
  assert.equal(window.full, true, 'less than a quarter')
  await pass(100)
  assert.equal(window.full, false, 'little room is room, after a while')
})
