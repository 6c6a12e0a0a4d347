import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { type Message, type MessageOptions, messageOf } from '../../../sinks/pubsub/message.ts'
import { signersOf } from '../../../sinks/signatures.ts'
import { parseTemplate } from '../../../sinks/template.ts'
import { SluiceError } from '../../../src/errors.ts'
import type { Delivery } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

const plain: MessageOptions = {
  topic: 'projects/p/topics/t',
  ordering: false,
  orderingKeys: 0,
  netboxId: 'nb-1',
  attributes: new Map(),
  signers: [],
}

function made(one: Delivery, options: Partial<MessageOptions> = {}): Message {
  const message = messageOf(one, { ...plain, ...options })
  assert.ok(!('kind' in message))
  return message
}

test('the body is the data, and the attributes are those of every message', () => {
  const one = delivery({
    offset: 7,
    replayId: 'r1',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  })
  const { data, attributes, orderingKey } = made(one)
  assert.equal(data, one.body)
  assert.equal(orderingKey, '')
  assert.deepEqual(attributes, {
    egress_id: one.egressId,
    source_id: one.event.sourceId,
    source_type: 'object_updated',
    netbox_id: 'nb-1',
    model: 'device',
    source_topic: 'netbox.events',
    source_partition: '0',
    source_offset: '7',
    replay_id: 'r1',
    traceparent: one.traceparent,
  })
})

test('with ordering the key is the ordering key', () => {
  assert.equal(made(delivery({ key: 'dcim.site:4' }), { ordering: true }).orderingKey, 'dcim.site:4')
  assert.equal(made(delivery({ key: '' }), { ordering: true }).orderingKey, '')
})

test('configured attributes are filled in, cut after 256 characters, and left out where they are empty', () => {
  const attributes = new Map([
    ['type', parseTemplate('{{ event_type }}')],
    ['none', parseTemplate('{{ data.site.slug }}')],
  ])
  const message = made(delivery({ type: 'ü'.repeat(300) }), { attributes })
  assert.equal(message.attributes['type'], 'ü'.repeat(256))
  assert.ok(!('none' in message.attributes))
})

test("CloudEvents' attributes and content type are as Google's binding has them", () => {
  const structured = made({ ...delivery(), contentType: 'application/cloudevents+json; charset=utf-8' })
  assert.equal(structured.attributes['content-type'], 'application/cloudevents+json; charset=utf-8')
  const binary = made({ ...delivery(), contentType: 'application/json', cloudEvent: [['id', 'x']] })
  assert.deepEqual([binary.attributes['content-type'], binary.attributes['ce-id']], ['application/json', 'x'])
  assert.ok(!('content-type' in made({ ...delivery(), contentType: 'application/json' }).attributes))
})

test('a test event says so', () => {
  assert.equal(made({ ...delivery(), test: true }).attributes['test'], 'true')
  assert.ok(!('test' in made(delivery()).attributes))
})

test('signatures are attributes over the very bytes', () => {
  const signers = signersOf([{ scheme: 'netbox', secrets: ['s'] }], new Problems('x'))!
  const one = delivery()
  const expected = createHmac('sha512', 's').update(one.body).digest('hex')
  assert.equal(made(one, { signers }).attributes['X-Hook-Signature'], expected)
})

test('a template that fails is a refusal with its place, and a defect is none', () => {
  const failing = (error: Error) => ({
    attributes: new Map([
      [
        'a',
        {
          fixed: undefined,
          render: () => {
            throw error
          },
        },
      ],
    ]),
  })
  const refused = messageOf(delivery(), {
    ...plain,
    ...failing(new SluiceError('template_failed', '1:4: nö')),
  })
  assert.deepEqual(refused, { kind: 'refused', class: 'template', reason: '1:4: n?' })
  assert.throws(() => messageOf(delivery(), { ...plain, ...failing(new Error('a defect')) }), /a defect/)
})

test('what Google would not take is refused, attributes and all counted', () => {
  const small = made(delivery({ body: Buffer.alloc(0) }))
  // Room for the data: the limit without the topic and the rest of the message, and three digits more of each length.
  const room = 10_000_000 - 21 - (small.size + 3) - 3
  assert.equal(made(delivery({ body: Buffer.alloc(room - 10) })).data.length, room - 10)
  const outcome = messageOf(delivery({ body: Buffer.alloc(10_000_000 - 100) }), plain)
  assert.ok('kind' in outcome)
  assert.equal(outcome.class, 'too_large')
  assert.match(outcome.reason, /^too large: a request of \d+ bytes; Pub\/Sub takes 10000000$/)
})
