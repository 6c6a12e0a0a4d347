import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Offsets } from '../../src/dead-letters/offsets.ts'

test('it has what was added, at the edges of words and blocks too, and counts each once', () => {
  const offsets = new Offsets()
  const added = [0, 31, 32, 4_095, 4_096, 5_000_000_000, 2 ** 52]
  for (const offset of [...added, ...added]) offsets.add(offset)
  assert.equal(offsets.size, added.length)
  for (const offset of added) assert.ok(offsets.has(offset), String(offset))
  for (const offset of [1, 30, 33, 4_094, 4_097, 5_000_000_001]) assert.equal(offsets.has(offset), false)
})
