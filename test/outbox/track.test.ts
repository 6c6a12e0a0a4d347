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
  track.advance(Number.POSITIVE_INFINITY)
  assert.equal(track.first?.offset, 3)
  items[0]!.state = 'settled'
  track.advance(Number.POSITIVE_INFINITY)
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

test('what is settled beyond what was read stays known until reading has passed it', () => {
  const track = new Track()
  const items = [1, 4, 8].map(owed)
  for (const item of items) track.add(item)
  for (const item of items) item.state = 'settled'
  track.advance(4)
  assert.equal(track.first, undefined)
  assert.deepEqual([track.has(1), track.has(4), track.has(8)], [false, true, true])
  track.advance(9)
  assert.equal(track.size, 0)
})

test('what is taken out leaves the rest in order', () => {
  const track = new Track()
  for (const offset of [1, 4, 8]) track.add(owed(offset))
  const out = track.takeOut(({ offset }) => offset === 4)
  assert.deepEqual(
    [out, [...track]].map(items => items.map(item => item.offset)),
    [[4], [1, 8]],
  )
})

test('a long run is forgotten in step with what settles', () => {
  const track = new Track()
  const items = Array.from({ length: 5_000 }, (_, offset) => owed(offset))
  for (const item of items) track.add(item)
  for (let n = 0; n < 4_000; n++) {
    items[n]!.state = 'settled'
    track.advance(Number.POSITIVE_INFINITY)
    assert.equal(track.first?.offset, n + 1)
  }
  assert.equal(track.size, 1_000)
})
