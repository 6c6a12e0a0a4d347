import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandFor } from '../../../src/logs/kafka/command.ts'
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
