import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Concurrency } from '../../src/outbox/concurrency.ts'

test('it begins with all that is allowed, and never has more', () => {
  const concurrency = new Concurrency(16)
  for (let n = 0; n < 100; n++) concurrency.grow()
  assert.equal(concurrency.allowed, 16)
})

test('it halves when an answer says too much, down to 1', () => {
  const concurrency = new Concurrency(16)
  const seen: number[] = []
  for (let at = 1; at <= 6; at++) {
    concurrency.cut(at, at)
    seen.push(concurrency.allowed)
  }
  assert.deepEqual(seen, [8, 4, 2, 1, 1, 1])
})

test('what was under way together is told so together, and counts once', () => {
  const concurrency = new Concurrency(16)
  for (let n = 0; n < 16; n++) concurrency.cut(10, 20 + n)
  assert.equal(concurrency.allowed, 8)
  concurrency.cut(30, 40)
  assert.equal(concurrency.allowed, 4)
})

test('it grows by one in each round of good answers', () => {
  const concurrency = new Concurrency(64)
  for (let at = 1; at <= 6; at++) concurrency.cut(at, at)
  assert.equal(concurrency.allowed, 1)
  let rounds = 0
  while (concurrency.allowed < 64) {
    rounds++
    for (let answers = concurrency.allowed; answers > 0; answers--) concurrency.grow()
  }
  assert.ok(rounds >= 60 && rounds <= 70, `${rounds} rounds`)
})
