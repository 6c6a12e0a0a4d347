import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesOf, attributeText, ownAttributes } from '../../sinks/attributes.ts'
import { delivery } from '../helpers/deliveries.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('every attribute has its name and value', () => {
  const one = delivery({ offset: 42, topic: 'events', partition: 3, replayId: 'r1', traceparent })
  const attributes = attributesOf(one, 'nb-1')
  assert.deepEqual(attributes, {
    egress_id: one.egressId,
    source_id: one.event.sourceId,
    source_type: 'object_updated',
    netbox_id: 'nb-1',
    model: 'device',
    source_topic: 'events',
    source_partition: '3',
    source_offset: '42',
    replay_id: 'r1',
    traceparent,
  })
  assert.deepEqual(Object.keys(attributes), [...ownAttributes])
})

test('what is empty is left out', () => {
  const one = delivery({ type: '' })
  const { source_type, netbox_id, model, replay_id, ...rest } = attributesOf(
    { ...one, event: { ...one.event, model: '' } },
    '',
  )
  assert.deepEqual([source_type, netbox_id, model, replay_id], [undefined, undefined, undefined, undefined])
  assert.equal(Object.keys(rest).length, 5)
})

test('a trace context that is none, or too long, is not passed on', () => {
  for (const bad of ['x', `${traceparent}\n`, `${traceparent}-${'x'.repeat(300)}`])
    assert.equal(attributesOf(delivery({ traceparent: bad }), '')['traceparent'], undefined)
})

test('text of others is cut, and made well-formed without NUL', () => {
  assert.equal(attributeText('x'.repeat(1_000)).length, 256)
  assert.equal(attributeText('a\0b\ud800'), 'a\ufffdb\ufffd')
  assert.equal(attributesOf(delivery({ type: 'gel\u00f6scht' }), '')['source_type'], 'gel\u00f6scht')
})
