import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ageText, standingText, stateOf } from '../../../src/cli/admin/standing-text.ts'

const at = {
  sink: 'a',
  topic: 't',
  partition: 0,
  position: 5,
  head: 5,
  end: 5,
  lag: 0,
  kept: 5,
  paused: false,
  behind: false,
}

test('those that have everything are counted, and shown where all are asked for', () => {
  const positions = [at, { ...at, sink: 'b', position: 3, lag: 2, behind: true, seconds: 300 }]
  assert.equal(
    standingText(positions, false),
    'sink  partition  position  end  lag  age  state\nb     t/0               3    5    2  5m   behind\n1 of 2 sinks have everything\n',
  )
  assert.match(standingText(positions, true), /\na +t\/0/)
})

test('a paused sink is shown although it has everything; what the log deletes is said', () => {
  assert.match(standingText([{ ...at, paused: true }], false), /paused\n1 of 1/)
  assert.equal(stateOf({ ...at, lag: 9, kept: -1, behind: true }), 'behind, losing')
})

test('an age is told in its largest unit', () => {
  assert.deepEqual([5, 300, 7_300, 900_000].map(ageText), ['5s', '5m', '2h', '10d'])
})
