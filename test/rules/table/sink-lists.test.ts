import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SinkLists } from '../../../src/rules/table/sink-lists.ts'

test('sinks of several rules are named once, in the order first named', () => {
  const sinks = new SinkLists()
  const lists = [['b', 'a'], ['a', 'c', 'a'], ['b', 'a'], []]
  lists.forEach((list, rule) => {
    sinks.add(rule, list)
  })
  for (let round = 0; round < 3; round++) {
    assert.deepEqual(sinks.ofAll([0, 1, 2, 3]), ['b', 'a', 'c'])
    assert.deepEqual(sinks.ofAll([1, 0]), ['a', 'c', 'b'])
  }
  assert.deepEqual(sinks.of(1), ['a', 'c'])
})

test('lists that come and go leave nothing behind', () => {
  const sinks = new SinkLists()
  for (let i = 0; i < 1_000; i++) {
    sinks.add(i, [`s${i}`])
    assert.deepEqual(sinks.ofAll([i]), [`s${i}`])
    sinks.remove(i)
  }
  sinks.add(0, ['a', 'b'])
  assert.deepEqual(sinks.of(0), ['a', 'b'])
})
