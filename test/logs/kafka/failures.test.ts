import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import kafkajs from 'kafkajs'
import { type Failure, failureOf, wordsOf } from '../../../src/logs/kafka/failures.ts'

const load = createRequire(import.meta.url)
const { createErrorFromCode } = load('kafkajs/src/protocol/error') as {
  createErrorFromCode(code: number): Error
}

// Kafka's error codes, as brokers answer them.
const codes: readonly (readonly [number, Failure])[] = [
  [1, 'offset'],
  [3, 'topic_missing'],
  [5, 'moved'],
  [6, 'moved'],
  [7, 'unreachable'],
  [10, 'too_large'],
  [14, 'moved'],
  [15, 'moved'],
  [16, 'moved'],
  [17, 'topic_missing'],
  [18, 'too_large'],
  [19, 'unreachable'],
  [22, 'fenced'],
  [25, 'fenced'],
  [29, 'permission'],
  [30, 'permission'],
  [31, 'permission'],
  [45, 'sequence'],
  [46, 'sequence'],
  [47, 'sequence'],
  [59, 'sequence'],
  [12, 'other'],
  [27, 'other'],
  [87, 'other'],
  [12_345, 'other'],
]

test('every answer of a broker has its class', () => {
  for (const [code, failure] of codes)
    assert.equal(failureOf(createErrorFromCode(code)), failure, String(code))
})

test("the client's own errors have theirs", () => {
  const { KafkaJSConnectionError, KafkaJSSASLAuthenticationError, KafkaJSBrokerNotFound } =
    kafkajs as unknown as Record<string, new (message: string) => Error>
  assert.equal(failureOf(new KafkaJSConnectionError!('x')), 'unreachable')
  assert.equal(failureOf(new KafkaJSSASLAuthenticationError!('x')), 'credentials')
  assert.equal(failureOf(new KafkaJSBrokerNotFound!('x')), 'moved')
})

test('the innermost known error counts, however wrapped', () => {
  const inner = createErrorFromCode(29)
  const wrapped = new Error('gave up', { cause: new Error('again', { cause: inner }) })
  assert.equal(failureOf(wrapped), 'permission')
  assert.match(wordsOf(wrapped), /^not permitted: Not authorized/)
  const aggregate = Object.assign(new Error('Topic creation errors'), { errors: [createErrorFromCode(29)] })
  assert.equal(failureOf(aggregate), 'permission')
})

test('whatever was thrown has a class and one line of words', () => {
  for (const thrown of [undefined, null, 'text', 7, new Error('two\n  lines')]) {
    assert.equal(failureOf(thrown), 'other')
    assert.ok(!wordsOf(thrown).includes('\n'))
  }
  assert.equal(wordsOf(new Error('two\n  lines')), 'two lines')
})
