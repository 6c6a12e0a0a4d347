import assert from 'node:assert/strict'
import { test } from 'node:test'
import kafkajs from 'kafkajs'
import { bridgeLogs } from '../../../src/logs/kafka/logging.ts'
import { KeptLogger } from '../../helpers/outbox.ts'

const { logLevel } = kafkajs

function bridge() {
  const logger = new KeptLogger()
  const clock = { now: 0 }
  const write = bridgeLogs(logger, () => clock.now)(logLevel.DEBUG)
  const tell = (level: number, message: string, more: object = {}) =>
    write({
      namespace: 'Connection',
      level,
      label: '',
      log: { timestamp: '', message, logger: 'kafkajs', ...more },
    })
  return { logger, clock, tell }
}

test('an error of the client is a warning, and what it calls less is for debugging', () => {
  const { logger, tell } = bridge()
  tell(logLevel.ERROR, 'Connection error: connect ECONNREFUSED', { broker: 'b:9092' })
  tell(logLevel.WARN, 'odd')
  tell(logLevel.INFO, 'Starting', { groupId: 'g' })
  assert.deepEqual(
    logger.lines.map(({ level, message }) => [level, message]),
    [
      ['warn', 'kafka.client'],
      ['debug', 'kafka.client'],
      ['debug', 'kafka.client'],
    ],
  )
  assert.deepEqual(logger.lines[2]?.fields, { namespace: 'Connection', text: 'Starting', group: 'g' })
})

test('one complaint is told once in ten seconds, with how often it was repeated', () => {
  const { logger, clock, tell } = bridge()
  for (let i = 0; i < 50; i++) tell(logLevel.ERROR, 'Connection timeout', { broker: 'b:9092' })
  tell(logLevel.ERROR, 'Connection timeout', { broker: 'c:9092' })
  clock.now = 10_000
  tell(logLevel.ERROR, 'Connection timeout', { broker: 'b:9092' })
  assert.equal(logger.lines.length, 3)
  assert.equal((logger.lines[2]!.fields as { repeated?: number }).repeated, 49)
})

test('an answer that says no is told to whoever asked, not in the log', () => {
  const { logger, tell } = bridge()
  tell(logLevel.ERROR, 'Response Metadata(key: 3, version: 6)', { error: 'no such topic' })
  assert.deepEqual(
    logger.lines.map(({ level }) => level),
    ['debug'],
  )
})

test('stacks, payloads and line breaks do not pass', () => {
  const { logger, tell } = bridge()
  tell(logLevel.ERROR, 'two\nlines', {
    stack: 'at secret',
    payload: { data: 'secret' },
    sasl: { password: 'secret' },
  })
  assert.deepEqual(logger.lines[0]?.fields, { namespace: 'Connection', text: 'two lines' })
})
