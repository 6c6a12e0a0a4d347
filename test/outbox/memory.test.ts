import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memory } from '../../src/outbox/memory.ts'

test('who waits is woken once, when a quarter is free', () => {
  const memory = new Memory(1_000)
  memory.take(1_000)
  let woken = 0
  const wake = () => {
    woken++
  }
  memory.whenFreed(wake)
  memory.whenFreed(wake)
  memory.give(249)
  assert.equal(woken, 0)
  assert.ok(memory.short)
  memory.give(1)
  assert.equal(woken, 1)
  assert.ok(!memory.short)
  memory.give(100)
  assert.equal(woken, 1)
  assert.equal(memory.used, 650)
})

test('who waits again while being woken waits for the next time', () => {
  const memory = new Memory(100)
  memory.take(100)
  let woken = 0
  const wake = () => {
    woken++
    memory.whenFreed(wake)
  }
  memory.whenFreed(wake)
  memory.give(50)
  assert.equal(woken, 1)
  memory.give(50)
  assert.equal(woken, 2)
})
