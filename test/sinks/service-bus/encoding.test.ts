import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ServiceBusMessageBatch } from '@azure/service-bus'
import rhea from 'rhea'
import { encoded } from '../../../sinks/service-bus/encoding.ts'
import type { Message } from '../../../sinks/service-bus/message.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { connectionTo } from './make.ts'

const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`name-${n}`, `v${n}`]))
const bodies = [
  Buffer.alloc(0),
  Buffer.from('{"é":1.0}'),
  Buffer.alloc(255, 1),
  Buffer.alloc(256, 0xff),
  Buffer.alloc(70_000, 7),
]
const messages: readonly Message[] = [
  { body: bodies[1]!, messageId: 'm' },
  { body: bodies[0]!, messageId: 'm-1', applicationProperties: {} },
  {
    body: bodies[2]!,
    messageId: 'ü'.repeat(128),
    sessionId: 'dcim.device:7',
    partitionKey: 'dcim.device:7',
    subject: 'object_updated',
    contentType: 'application/json',
    applicationProperties: { egress_id: 'e', ü: '\u{1f600}', empty: '', long: 'x'.repeat(300) },
  },
  { body: bodies[3]!, messageId: 'm', subject: 's'.repeat(256), applicationProperties: many },
  { body: bodies[4]!, messageId: 'm', sessionId: 's', contentType: 'text/plain' },
]

/** What the SDK makes of a message, by itself in a batch. */
function ofSdk(batch: ServiceBusMessageBatch, message: Message): Buffer {
  assert.ok(batch.tryAddMessage(message))
  return (batch as unknown as { readonly _encodedMessages: readonly Buffer[] })._encodedMessages.at(-1)!
}

test('the bytes say what those of the SDK say, and are as many', async t => {
  const link = await connectionTo(t, await ServiceBusDouble.start(t)).attach(0)
  for (const message of messages) {
    const bytes = encoded(message)!
    const theirs = ofSdk(await link.batch(), message)
    assert.deepEqual(rhea.message.decode(bytes), rhea.message.decode(theirs))
    assert.deepEqual(bytes.toString('latin1'), theirs.toString('latin1'))
  }
})

test('what has a time in it is left to the SDK', () => {
  const [message] = messages
  assert.equal(encoded({ ...message!, timeToLive: 1_000 }), undefined)
  assert.equal(encoded({ ...message!, scheduledEnqueueTimeUtc: new Date() }), undefined)
})
