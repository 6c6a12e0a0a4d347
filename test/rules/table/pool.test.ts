import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classOf, Pool } from '../../../src/rules/table/pool.ts'

test('blocks do not overlap, and those given back are used again', () => {
  const pool = new Pool()
  const first = pool.take(2)
  const second = pool.take(3)
  assert.ok(first > 0)
  assert.ok(second >= first + 4)
  pool.give(first, 2)
  assert.equal(pool.take(2), first)
  assert.ok(pool.take(2) >= second + 8)
})

test('what is in the blocks survives the growth of the pool', () => {
  const pool = new Pool()
  const block = pool.take(2)
  pool.words[block] = 42
  for (let i = 0; i < 100; i++) pool.take(8)
  assert.equal(pool.words[block], 42)
  assert.ok(pool.words.length >= pool.size)
})

test('a class has room for the words, and for four at least', () => {
  assert.deepEqual([1, 4, 5, 8, 9, 255, 257].map(classOf), [2, 2, 3, 3, 4, 8, 9])
})
