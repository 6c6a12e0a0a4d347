import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { logRecord } from '../helpers/events.ts'
import { eventWork, idleTenure, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

test('a lane with nothing unsettled stands where the reader stands, but never below where it began', () => {
  const lane = new Lane(idleTenure(), 40, quietLogger)
  assert.equal(lane.done(10), 40)
  assert.equal(lane.done(55), 55)
})

test('a lane stands at its first unsettled record, wherever the reader is', () => {
  const lane = new Lane(idleTenure(), 0, quietLogger)
  lane.add(new Owed(lane, work(7), 'a', 0))
  lane.add(new Owed(lane, work(9), 'b', 0))
  assert.equal(lane.done(1_000), 7)
})

test('the record at which a sink stands goes on with the attempts that its commit tells', () => {
  const started = { attempts: 7, firstFailure: 1_790_000_000_000 }
  const lane = new Lane(idleTenure(), 5, quietLogger, { started })
  assert.deepEqual(lane.started(5), started, 'before it is taken as well')
  const owed = new Owed(lane, work(5), 'a', 0)
  const other = new Owed(lane, work(6), 'b', 0)
  lane.add(owed)
  lane.add(other)
  assert.deepEqual([owed.number, owed.firstFailure], [8, started.firstFailure])
  assert.deepEqual([other.number, other.firstFailure], [1, 0])
  assert.deepEqual(lane.started(7), started)
})

test('attempts belong to their record: where it is gone nobody has them', () => {
  const lane = new Lane(idleTenure(), 5, quietLogger, { started: { attempts: 7, firstFailure: 1 } })
  const owed = new Owed(lane, work(9), 'a', 0)
  lane.add(owed)
  assert.equal(owed.number, 1)
  assert.equal(lane.started(10), undefined)
})

test('it knows what it has settled, and what it holds', () => {
  const lane = new Lane(idleTenure(), 5, quietLogger)
  assert.deepEqual([lane.knows(4), lane.knows(5)], [true, false])
  lane.add(new Owed(lane, work(5), 'a', 0))
  assert.deepEqual([lane.knows(5), lane.knows(6)], [true, false])
})

test('what lies below a rewind is marked as a replay, what lies beyond is not, nor what is no event', () => {
  const lane = new Lane(idleTenure(), 0, quietLogger)
  const event = (offset: number) => eventWork(logRecord('x', { offset }), ['a'])
  assert.equal('replay' in lane.asked(event(1)), false)
  lane.rewound = { id: 'r', below: 2 }
  const replays = [lane.asked(event(1)), lane.asked(event(2)), lane.asked(work(1))].map(asked =>
    'event' in asked ? asked.replay?.id : 'none',
  )
  assert.deepEqual(replays, ['r', undefined, 'none'])
})
