import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Tally } from '../../src/ops/tally.ts'

test('names are counted in the order first seen, declared ones from 0', () => {
  const tally = new Tally(10)
  tally.declare('a')
  tally.add('b', 2)
  tally.add('b')
  assert.deepEqual(
    [...tally],
    [
      ['a', 0],
      ['b', 3],
    ],
  )
  assert.equal(tally.total, 3)
})

test('names beyond the limit count as other, and nothing is lost', () => {
  const tally = new Tally(2)
  for (const name of ['a', 'b', 'c', 'd', 'a']) tally.add(name)
  assert.deepEqual(
    [...tally],
    [
      ['a', 2],
      ['b', 1],
      ['other', 2],
    ],
  )
  assert.equal(tally.total, 5)
})

test('a name that is itself other shares its line with those beyond the limit', () => {
  const tally = new Tally(1)
  for (const name of ['other', 'b']) tally.add(name)
  assert.deepEqual([...tally], [['other', 2]])
})
