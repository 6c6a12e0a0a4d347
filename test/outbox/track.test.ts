import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Owed } from '../../src/outbox/owed.ts'
import { Track } from '../../src/outbox/track.ts'

function owed(offset: number): Owed {
  return { offset, state: 'waiting' } as Owed
}

test('the first unsettled stays first, whatever settles behind it', () => {
  const track = new Track()
  const items = [3, 5, 9].map(owed)
  for (const item of items) track.add(item)
  items[1]!.state = 'settled'
  items[2]!.state = 'settled'
  track.advance()
  assert.equal(track.first?.offset, 3)
  items[0]!.state = 'settled'
  track.advance()
  assert.equal(track.first, undefined)
  assert.equal(track.size, 0)
})

test('an offset that is read again goes where it belongs', () => {
  const track = new Track()
  for (const offset of [1, 4, 8]) track.add(owed(offset))
  track.add(owed(5))
  track.add(owed(0))
  assert.deepEqual(
    [...track].map(item => item.offset),
    [0, 1, 4, 5, 8],
  )
})

test('a long run is forgotten in step with what settles', () => {
  const track = new Track()
  const items = Array.from({ length: 5_000 }, (_, offset) => owed(offset))
  for (const item of items) track.add(item)
  for (let n = 0; n < 4_000; n++) {
    items[n]!.state = 'settled'
    track.advance()
    assert.equal(track.first?.offset, n + 1)
  }
  assert.equal(track.size, 1_000)
})
