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
})

test('what is not kept is gone, and the rest stays in order', () => {
  const queue = new Queue<number>()
  for (let n = 0; n < 10; n++) queue.push(n)
  queue.shift()
  queue.keep(n => n % 3 !== 0)
  assert.equal(queue.size, 6)
  assert.deepEqual(
    Array.from({ length: 7 }, () => queue.shift()),
    [1, 2, 4, 5, 7, 8, undefined],
  )
})
