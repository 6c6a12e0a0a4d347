import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Visited } from '../../../src/rules/regex/visited.ts'

test('a pair is marked once until everything is forgotten', () => {
  const visited = new Visited()
  for (const pairs of [10, 5_000, 4_000_000, 10]) {
    visited.reserve(pairs)
    for (const pair of [0, 3, pairs - 1]) {
      assert.equal(visited.mark(pair), true, `${pair} of ${pairs}`)
      assert.equal(visited.mark(pair), false)
    }
    visited.clear()
  }
})
