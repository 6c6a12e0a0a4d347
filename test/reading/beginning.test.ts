import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePositions, type SinkPosition, sinkId } from '../../src/positions.ts'
import { beginningOf } from '../../src/reading/beginning.ts'
import type { Tenure } from '../../src/types.ts'
import { idleTenure, KeptLogger } from '../helpers/outbox.ts'

const formerly = new Map<string, string>()

function at(name: string, position: number): SinkPosition {
  return { id: sinkId(name), position, paused: false, attempts: 0, firstFailure: 0 }
}

function tenureOf(offset: number, sinks: readonly SinkPosition[], start: number, end: number): Tenure {
  const committed = { ...encodePositions(offset, sinks, 4_096), low: 0 }
  return { ...idleTenure(), committed, bounds: { start, end } }
}

test('what the log lost is told once for all sinks that stood at the same place, with their names up to a number', () => {
  const logger = new KeptLogger()
  const names = Array.from({ length: 30 }, (_, n) => `s${n}`)
  const listed = names.map((name, n) => at(name, n === 0 ? 5 : 10))
  const { sinks, gaps } = beginningOf(tenureOf(100, listed, 40, 200), [...names, 'rest'], {
    formerly,
    logger,
  })
  assert.deepEqual([sinks.get('s7')?.position, sinks.get('rest')?.position, gaps.size], [40, 100, 30])
  const lines = logger.lines.map(({ level, message, fields }) => ({
    level,
    message: message.split(':')[0],
    ...fields,
  }))
  assert.deepEqual(lines, [
    { ...place, message: 'position.gap', sinks: ['s0'], count: 1, position: 5, missing: 35 },
    { ...place, message: 'position.gap', sinks: names.slice(1, 21), count: 29, position: 10, missing: 30 },
  ])
})

const place = { level: 'error', topic: 'events', partition: 0, start: 40 }

test('a log made anew is told, and everyone stands at its start', () => {
  const logger = new KeptLogger()
  const { sinks, recreated } = beginningOf(tenureOf(300, [at('crm', 5)], 40, 200), ['crm'], {
    formerly,
    logger,
  })
  assert.deepEqual([sinks.get('crm')?.position, recreated], [40, true])
  assert.deepEqual(
    logger.lines.map(({ message }) => message.split(':')[0]),
    ['position.beyond'],
  )
})

test('positions that cannot be read say where', () => {
  const tenure = { ...idleTenure(), committed: { offset: 1, metadata: '7;what', low: 0 } }
  assert.throws(() => beginningOf(tenure, ['crm'], { formerly, logger: new KeptLogger() }), {
    code: 'positions_unreadable',
    message: /^events, partition 0: commit metadata cannot be read/,
  })
})
