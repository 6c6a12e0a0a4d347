import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MessageOptions } from '../../../sinks/mqtt/message.ts'
import { previewOf } from '../../../sinks/mqtt/preview.ts'
import { parseTopic } from '../../../sinks/mqtt/topic.ts'
import { delivery } from '../../helpers/deliveries.ts'

const options: MessageOptions = {
  topic: parseTopic('netbox/{{ model }}'),
  qos: 1,
  retain: false,
  protocol: 5,
  netboxId: '',
  attributes: new Map(),
  signers: [],
  contentType: undefined,
  expiry: 60,
  responseTopic: undefined,
}
const named = (fields: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value]))

test('a message is shown with its topic, its properties and its user properties', () => {
  const one = delivery()
  const { target, fields, body } = previewOf(one, options)
  assert.equal(target, 'topic netbox/device')
  const { qos, retain, contentType, correlationData, messageExpiryInterval, egress_id } = named(fields)
  assert.deepEqual([qos, retain, contentType], ['1', 'false', 'application/json'])
  assert.deepEqual([correlationData, messageExpiryInterval, egress_id], [one.dedupId, '60', one.egressId])
  assert.equal(body, one.body)
})

test('before MQTT 5 there is nothing beside the body', () => {
  const { fields } = previewOf(delivery(), { ...options, protocol: 4 })
  assert.deepEqual(named(fields), { qos: '1', retain: 'false' })
})

test('what cannot be sent says why', () => {
  const one = delivery()
  const nameless = { ...one, event: { ...one.event, model: '' } }
  const topic = parseTopic('{{ model }}')
  assert.throws(() => previewOf(nameless, { ...options, topic }), { code: 'template_failed' })
})
