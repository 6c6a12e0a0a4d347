import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Condition, readinessOf } from '../src/readiness.ts'

const well = { ready: true, detail: 'reachable' }
const away = { ready: false, detail: 'no broker answers' }

function condition(change: Partial<Condition>, source = well, deadLetters = source): Condition {
  const log = { status: () => source }
  const logs = { source: log, deadLetters: deadLetters === source ? log : { status: () => deadLetters } }
  return {
    logs,
    group: well,
    missingTopics: [],
    outboxes: [],
    isStopping: false,
    ...change,
  } as unknown as Condition
}

test('ready is who reaches the logs and has joined the group', () => {
  assert.equal(readinessOf(condition({})).ready, true)
  assert.equal(readinessOf(condition({}, away)).ready, false)
  assert.equal(readinessOf(condition({}, well, away)).ready, false)
  const early = readinessOf(condition({ group: undefined }))
  assert.deepEqual([early.ready, early.parts['group']?.detail], [false, 'not started'])
})

test('who is stopping is not ready, whatever it reaches', () => {
  assert.equal(readinessOf(condition({ isStopping: true })).ready, false)
})

test('a sink with an alarm is named and changes nothing', () => {
  const outboxes = [
    { name: 'crm', state: { alarm: 'unauthorized' } },
    { name: 'ok', state: {} },
  ]
  const { ready, alarms } = readinessOf(condition({ outboxes } as unknown as Partial<Condition>))
  assert.deepEqual([ready, alarms], [true, [{ sink: 'crm', reason: 'unauthorized' }]])
})

test('a log of dead letters of its own is told of apart', () => {
  assert.deepEqual(Object.keys(readinessOf(condition({})).parts), ['log', 'group'])
  assert.deepEqual(Object.keys(readinessOf(condition({}, well, away)).parts), [
    'log',
    'dead_letters',
    'group',
  ])
})
