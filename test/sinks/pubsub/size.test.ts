import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protobuf } from 'google-gax'
import { emptySize, messageSize } from '../../../sinks/pubsub/size.ts'

/** The protocol's own encoding. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { string topic = 1; repeated Message messages = 2; }
  message Message { bytes data = 1; map<string, string> attributes = 2; string orderingKey = 5; }
`)

for (const [what, message] of [
  ['a small one', { data: Buffer.from('{}'), attributes: { egress_id: 'x' }, orderingKey: '' }],
  ['one with an ordering key', { data: Buffer.alloc(200), attributes: { a: 'b', c: '' }, orderingKey: 'ü' }],
  [
    'one of 20,000 bytes',
    { data: Buffer.alloc(20_000), attributes: { ключ: '値'.repeat(300) }, orderingKey: '' },
  ],
  ['one of 9 MB', { data: Buffer.alloc(9_000_000), attributes: { a: 'b' }, orderingKey: 'k'.repeat(1_024) }],
] as const)
  test(`a message is counted as it is encoded: ${what}`, () => {
    const topic = 'projects/p/topics/t'
    const type = root.lookupType('Request')
    const encoded = type.encode(type.fromObject({ topic, messages: [message, message] })).finish()
    assert.equal(emptySize(topic) + 2 * messageSize(message), encoded.length)
  })
