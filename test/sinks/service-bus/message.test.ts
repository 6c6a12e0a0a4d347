import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { Problems } from '../../../sinks/problems.ts'
import { type MessageOptions, messageOf } from '../../../sinks/service-bus/message.ts'
import { signersOf } from '../../../sinks/signatures.ts'
import { parseTemplate } from '../../../sinks/template.ts'
import type { Delivery } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

const plain: MessageOptions = {
  grouping: { session: 'none', partitionKey: 'none' },
  netboxId: 'nb-1',
  attributes: new Map(),
  signers: [],
  contentType: undefined,
  delay: 0,
  schedule: undefined,
  timeToLive: 0,
}

function made(one: Delivery, options: Partial<MessageOptions> = {}) {
  const message = messageOf(one, { ...plain, ...options })
  assert.ok(!('kind' in message))
  return message
}

test('body, ids, subject, content type and properties', () => {
  const one = delivery({ offset: 5, key: 'dcim.device:6', replayId: '7d9f' })
  assert.deepEqual(made(one, { grouping: { session: 'key', partitionKey: 'key' } }), {
    body: one.body,
    messageId: one.dedupId,
    contentType: 'application/json',
    subject: 'object_updated',
    sessionId: 'dcim.device:6',
    partitionKey: 'dcim.device:6',
    applicationProperties: {
      egress_id: one.egressId,
      source_id: one.event.sourceId,
      source_type: 'object_updated',
      netbox_id: 'nb-1',
      model: 'device',
      source_topic: 'netbox.events',
      source_partition: '0',
      source_offset: '5',
      replay_id: '7d9f',
    },
  })
})

test('the body is the very bytes', () => {
  const body = Buffer.from('{"é":1.0}\r\n')
  assert.equal(made(delivery({ body })).body, body)
})

test('what is not set is left out', () => {
  const message = made(delivery({ type: '' }))
  for (const name of ['subject', 'sessionId', 'partitionKey', 'timeToLive', 'scheduledEnqueueTimeUtc'])
    assert.ok(!(name in message), name)
})

test('content type: as configured, else what the body is', () => {
  const one = { ...delivery(), contentType: 'application/cloudevents+json' }
  assert.equal(made(one).contentType, 'application/cloudevents+json')
  assert.equal(made(one, { contentType: 'text/plain' }).contentType, 'text/plain')
})

test('further properties, empty ones left out; those of CloudEvents; signatures of the body', () => {
  const one = { ...delivery({ offset: 9 }), cloudEvent: [['ce_id', 'x']] as const }
  const attributes = new Map([
    ['kind', parseTemplate('{{ model }} {{ source_offset }}')],
    ['none', parseTemplate('{{ replay_id }}')],
  ])
  const signers = signersOf([{ scheme: 'github', secrets: ['s'] }], new Problems('x'))!
  const own = made(one, { attributes, signers }).applicationProperties!
  assert.equal(own['kind'], 'device 9')
  assert.ok(!('none' in own))
  assert.equal(own['ce_id'], 'x')
  const signature = createHmac('sha256', 's').update(one.body).digest('hex')
  assert.equal(own['X-Hub-Signature-256'], `sha256=${signature}`)
})

test('time to live, and a delay from now', () => {
  const before = Date.now()
  const { timeToLive, scheduledEnqueueTimeUtc } = made(delivery(), { timeToLive: 5_000, delay: 60_000 })
  assert.equal(timeToLive, 5_000)
  const at = scheduledEnqueueTimeUtc!.getTime()
  assert.ok(at >= before + 60_000 && at <= Date.now() + 60_000)
})

const times: readonly (readonly [text: string, time: string | undefined])[] = [
  ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
  ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
  ['2026-01-31T12:00:00.123456', '2026-01-31T12:00:00.123Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  [' ', undefined],
]
for (const [text, time] of times)
  test(`a schedule of "${text}" is ${time ?? 'at once'}`, () => {
    const { scheduledEnqueueTimeUtc } = made(delivery(), { schedule: parseTemplate(text) })
    assert.equal(scheduledEnqueueTimeUtc?.toISOString(), time)
  })

for (const text of ['tomorrow', '2026-13-01', '12', '1769860800'])
  test(`a schedule of "${text}" is refused`, () => {
    const message = messageOf(delivery(), { ...plain, schedule: parseTemplate(text) })
    assert.deepEqual(message, {
      kind: 'refused',
      class: 'template',
      reason: 'schedule: expected a time as 2026-01-31T12:00:00Z',
    })
  })

test('a defect is no fault of the event', () => {
  const broken = { ...delivery(), event: undefined as never }
  assert.throws(() => messageOf(broken, plain), TypeError)
})
