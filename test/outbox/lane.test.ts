import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { idleTenure, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

test('a lane with nothing unsettled stands where the reader stands, but never below where it began', () => {
  const lane = new Lane(idleTenure(), 40, quietLogger)
  assert.equal(lane.done(10), 40)
  assert.equal(lane.done(55), 55)
})

test('a lane stands at its first unsettled record, wherever the reader is', () => {
  const lane = new Lane(idleTenure(), 0, quietLogger)
  lane.track.add(new Owed(lane, work(7), 'a', 0))
  lane.track.add(new Owed(lane, work(9), 'b', 0))
  assert.equal(lane.done(1_000), 7)
})
