import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generate } from 'mqtt-packet'
import {
  type Message,
  type MessageOptions,
  messageOf,
  packetSize,
  tooLarge,
} from '../../../sinks/mqtt/message.ts'
import { parseTopic } from '../../../sinks/mqtt/topic.ts'
import type { Signed } from '../../../sinks/signatures.ts'
import { parseTemplate } from '../../../sinks/template.ts'
import type { Delivery } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

function optionsOf(options: Partial<MessageOptions> = {}): MessageOptions {
  return {
    topic: parseTopic('netbox/{{ model }}'),
    qos: 1,
    retain: false,
    protocol: 5,
    netboxId: 'nb-1',
    attributes: new Map(),
    signers: [],
    contentType: undefined,
    expiry: 0,
    responseTopic: undefined,
    ...options,
  }
}

function made(one: Delivery, options: Partial<MessageOptions> = {}): Message {
  const message = messageOf(one, optionsOf(options))
  assert.ok(!('kind' in message))
  return message
}

test('the message carries the envelope, its ids and what is configured', () => {
  const one = delivery({ offset: 42, topic: 'events', partition: 3, replayId: 'r1' })
  const attributes = new Map([
    ['site', parseTemplate('{{ object_type }}!')],
    ['none', parseTemplate('{{ data.x }}')],
  ])
  assert.deepEqual(made(one, { attributes, expiry: 60, responseTopic: 'answers', retain: true, qos: 2 }), {
    topic: 'netbox/device',
    body: one.body,
    qos: 2,
    retain: true,
    properties: {
      payloadFormatIndicator: true,
      contentType: 'application/json',
      correlationData: Buffer.from(`${one.egressId}:r1`),
      messageExpiryInterval: 60,
      responseTopic: 'answers',
      userProperties: {
        egress_id: one.egressId,
        source_id: one.event.sourceId,
        source_type: 'object_updated',
        netbox_id: 'nb-1',
        model: 'device',
        source_topic: 'events',
        source_partition: '3',
        source_offset: '42',
        replay_id: 'r1',
        site: 'dcim.device!',
      },
    },
  })
})

test('a signature is over the payload, under the id that the other side deduplicates by', () => {
  const signers = [
    ({ id, at, body }: Signed) => [
      'x-id',
      id,
      'x-sum',
      `${body.length} ${Math.abs(at * 1_000 - Date.now()) < 60_000}`,
    ],
  ]
  const one = delivery({ replayId: 'r1' })
  const { userProperties } = made(one, { signers }).properties!
  assert.equal(userProperties?.['x-id'], one.dedupId)
  assert.equal(userProperties?.['x-sum'], `${one.body.length} true`)
})

test('MQTT 3.1.1 has no properties', () => {
  assert.equal(made(delivery(), { protocol: 4 }).properties, undefined)
})

test('the content type is the configured one, else what the body is', () => {
  const type = (one: Delivery, contentType?: string) =>
    made(one, contentType === undefined ? {} : { contentType }).properties?.contentType
  const other = { ...delivery(), contentType: 'application/cloudevents+json' }
  assert.equal(type(delivery()), 'application/json')
  assert.equal(type(other), 'application/cloudevents+json')
  assert.equal(type(other, 'text/plain'), 'text/plain')
})

test("CloudEvents' attributes go beside the body, as user properties of their names", () => {
  const cloudEvent = [
    ['id', '1'],
    ['specversion', '1.0'],
  ] as const
  const { userProperties } = made({ ...delivery(), cloudEvent }).properties!
  assert.deepEqual([userProperties?.['id'], userProperties?.['specversion']], ['1', '1.0'])
})

test('more than a packet can hold is refused without being sent', () => {
  const outcome = messageOf(delivery({ body: Buffer.alloc(268_435_456) }), optionsOf())
  assert.ok('kind' in outcome && outcome.class === 'too_large')
  assert.equal(tooLarge('x').reason, 'too large: x')
})

test('a template that fails refuses the delivery, with the reason on one line', () => {
  const one = delivery()
  const event = { ...one.event, member: () => ({ 'z\u00fc': [1] }) }
  const topic = parseTopic('a/{{ data.z\u00fc }}')
  assert.deepEqual(messageOf({ ...one, event }, optionsOf({ topic })), {
    kind: 'refused',
    class: 'template',
    reason: 'data.z? is a list; expected text or a number',
  })
})

test('what is no failure of a template is passed on', () => {
  const broken = { ...delivery(), event: undefined } as unknown as Delivery
  assert.throws(() => messageOf(broken, optionsOf()), TypeError)
})

for (const size of [0, 1, 100, 127, 128, 16_000, 16_384, 300_000, 2_097_152])
  for (const protocol of [4, 5] as const)
    for (const qos of [0, 1] as const)
      test(`the size of a packet is known before it is made: ${size} bytes, QoS ${qos}, version ${protocol}`, () => {
        const one = delivery({ body: Buffer.alloc(size), type: '\u00fc\u{1f600}', replayId: 'r1' })
        const message = made(one, { protocol, qos, expiry: 60, responseTopic: 'answers' })
        const { topic, body: payload, retain, properties } = message
        const packet = generate(
          {
            ...{ cmd: 'publish', topic, payload, qos, retain, dup: false, messageId: 1 },
            ...(properties === undefined ? {} : { properties }),
          },
          { protocolVersion: protocol },
        )
        assert.equal(packetSize(message), packet.length)
      })
