import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Queue } from '../../src/outbox/queue.ts'

test('first in, first out, over many pushes and shifts in turns', () => {
  const queue = new Queue<number>()
  let pushed = 0
  let shifted = 0
  for (let round = 0; round < 300; round++) {
    for (let n = 0; n < 20; n++) queue.push(pushed++)
    assert.equal(queue.peek(), shifted)
    for (let n = 0; n < 15; n++) assert.equal(queue.shift(), shifted++)
    assert.equal(queue.size, pushed - shifted)
  }
  while (shifted < pushed) assert.equal(queue.shift(), shifted++)
  assert.equal(queue.shift(), undefined)
  queue.push(7)
  queue.clear()
  assert.equal(queue.size, 0)
})
