import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { commandFor, grantFor, withCommand } from '../../../src/logs/kafka/command.ts'
import { configFor } from './fixtures.ts'

test('the command to create a topic names the brokers, and the client settings where they are needed', () => {
  const config = configFor(['a:9092', 'b:9092'])
  assert.equal(
    commandFor(config, 'dead-letters.crm', 3),
    'kafka-topics.sh --bootstrap-server a:9092,b:9092 --create --if-not-exists --topic dead-letters.crm --partitions 3',
  )
  assert.match(
    commandFor({ ...config, tls: { verify: true } }, 't', 1),
    /--command-config client\.properties --create/,
  )
})

test('a retention is part of it where one is asked for', () => {
  assert.match(
    commandFor(configFor(['a:9092']), 't', 1, 60_000),
    / --partitions 1 --config retention\.ms=60000$/,
  )
})

test('the command to be allowed to write names who asks', () => {
  const config = configFor(['a:9092'])
  const sasl = { mechanism: 'scram-sha-512', username: 'sluice', password: 'x' } as const
  assert.equal(
    grantFor({ ...config, sasl }, 't'),
    'kafka-acls.sh --bootstrap-server a:9092 --command-config client.properties --add --allow-principal User:sluice --operation Write --operation Describe --topic t',
  )
  assert.match(grantFor(config, 't'), /User:<principal> /)
})

test('an append that fails for want of a topic or a right says which command mends it', () => {
  const config = configFor(['a:9092'])
  const hintOf = (error: unknown) => (withCommand(config, 't', error) as SluiceError).hint
  const denied = Object.assign(new Error('no'), { type: 'TOPIC_AUTHORIZATION_FAILED' })
  assert.match(hintOf(new SluiceError('topic_missing', 'no t')), /^kafka-topics\.sh /)
  assert.match(hintOf(new SluiceError('append_failed', 'no', { cause: denied })), /^kafka-acls\.sh /)
  assert.equal(hintOf(new SluiceError('append_failed', 'no')), '')
  const other = new Error('x')
  assert.equal(withCommand(config, 't', other), other)
})
