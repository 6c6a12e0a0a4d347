/** Schedules on which the code once did what it must not do, named after what was seen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenarios } from './scenarios.ts'
import { play } from './schedules.ts'

interface Known {
  readonly symptom: string
  readonly scenario: keyof typeof scenarios
  readonly schedule: readonly string[]
}

const storedAndDelivered = [
  'rebalance 0',
  'show 0:0',
  'show 0:1',
  'pass 1000',
  'commit of 0 by 0 is stored',
  'deliver 0:0 → A of 0',
  'pass 1000',
]

const known: readonly Known[] = [
  {
    symptom: 'a rewind to what is stored is told as done while a commit of something else is under way',
    scenario: 'a rewind',
    schedule: [...storedAndDelivered, 'rewind 0'],
  },
  {
    symptom:
      'a rewind to what was stored is told as done though a commit without an answer may have moved on',
    scenario: 'a rewind',
    schedule: [...storedAndDelivered, 'commit of 0 by 0 is stored and not answered', 'rewind 0'],
  },
]

for (const { symptom, scenario, schedule } of known)
  test(`no more: ${symptom}`, async () => {
    const { taken } = await play(scenarios[scenario], schedule)
    assert.deepEqual(taken, schedule)
  })
