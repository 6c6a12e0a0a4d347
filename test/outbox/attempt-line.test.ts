import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { logAttempt } from '../../src/outbox/attempt-line.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed, type Work } from '../../src/outbox/owed.ts'
import type { Logger } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { delivered, eventWork, idleTenure, KeptLogger, work } from '../helpers/outbox.ts'

function owedOf(work: Work, logger: Logger): Owed {
  const owed = new Owed(new Lane(idleTenure(), 0, logger), work, 'a', 0)
  owed.attempts = 2
  owed.egressId = 'the egress id'
  return owed
}

test('a delivery is one line at info with its place, its ids and its time', () => {
  const logger = new KeptLogger()
  const record = logRecord('secret payload', { topic: 'events', partition: 3, offset: 77 })
  const shared = logger.child({ sink: 'crm', topic: 'events', partition: 3 })
  logAttempt(owedOf(eventWork(record, ['crm']), shared), { kind: 'delivered', status: 204 }, 0.0123456, {})
  assert.deepEqual(logger.lines, [
    {
      level: 'info',
      message: 'delivery.attempted',
      fields: {
        sink: 'crm',
        outcome: 'delivered',
        attempt: 2,
        duration_ms: 12.346,
        topic: 'events',
        partition: 3,
        offset: 77,
        type: 'object_updated',
        object_type: 'dcim.device',
        source_id: '00000000-0000-5000-8000-00000000004d',
        egress_id: 'the egress id',
        status: 204,
      },
    },
  ])
  assert.doesNotMatch(JSON.stringify(logger.lines), /secret payload/)
})

test('a failure is a line at warn with its reason and what comes next', () => {
  const logger = new KeptLogger()
  const outcome = { kind: 'retry', class: 'network', reason: 'connection refused' } as const
  logAttempt(owedOf(work(1), logger), outcome, 1, { retryIn: 250 })
  logAttempt(owedOf(work(1), logger), outcome, 1, { givenUp: 'failed for 9 s' })
  logAttempt(owedOf(work(1), logger), outcome, 1, { late: true })
  const seen = logger.lines.map(({ level, fields }) => [
    level,
    ...['class', 'reason', 'retry_in_ms', 'given_up', 'late'].map(name => Reflect.get(fields, name)),
  ])
  assert.deepEqual(seen, [
    ['warn', 'network', 'connection refused', 250, undefined, undefined],
    ['warn', 'network', 'connection refused', undefined, 'failed for 9 s', undefined],
    ['warn', 'network', 'connection refused', undefined, undefined, true],
  ])
})

test('a level that is off costs no line', () => {
  const logger = new KeptLogger()
  logger.isLevelEnabled = (level?: string) => level !== 'info'
  logAttempt(owedOf(eventWork(logRecord('{}'), ['crm']), logger), delivered, 1, {})
  assert.deepEqual(logger.lines, [])
})

test('a record that is no event is a line at warn that says why, though its dead letter is a delivery', () => {
  const logger = new KeptLogger()
  const problem = new SluiceError('undecodable', 'object_type: missing')
  logAttempt(owedOf({ record: logRecord('{}'), problem }, logger), delivered, 1, {})
  const [{ level, fields } = { level: '', fields: {} }] = logger.lines
  assert.deepEqual(
    [level, Reflect.get(fields, 'class'), Reflect.get(fields, 'reason')],
    ['warn', 'undecodable', 'object_type: missing'],
  )
})
