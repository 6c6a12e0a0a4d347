import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NumberList } from '../../../src/rules/table/number-list.ts'

test('a list takes any number of integers, and is filled anew after it was emptied', () => {
  const list = new NumberList()
  for (let i = 0; i < 1_000; i++) list.push(-i)
  assert.equal(list.count, 1_000)
  assert.equal(list.items[999], -999)
  list.count = 0
  list.push(7)
  assert.deepEqual([...list.items.subarray(0, list.count)], [7])
})
