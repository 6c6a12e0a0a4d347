import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  mostAttributes,
  nameProblem,
  placedAttributes,
  reserved,
  valueText,
} from '../../../sinks/sns/attributes.ts'
import { delivery } from '../../helpers/deliveries.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('the place is one attribute, and two of the ten are left to the user', () => {
  const one = delivery({ offset: 42, topic: 'events', partition: 3, replayId: 'r1', traceparent })
  const attributes = placedAttributes(one, 'nb-1')
  assert.deepEqual(attributes, {
    egress_id: one.egressId,
    source_id: one.event.sourceId,
    source_type: 'object_updated',
    netbox_id: 'nb-1',
    model: 'device',
    place: 'events/3/42',
    replay_id: 'r1',
    traceparent,
  })
  assert.deepEqual(new Set(Object.keys(attributes)), reserved)
  assert.equal(mostAttributes - reserved.size, 2)
})

test('empty ones are left out', () => {
  const one = delivery({ offset: 1 })
  const attributes = placedAttributes({ ...one, event: { ...one.event, model: '', type: '' } }, '')
  assert.deepEqual(Object.keys(attributes), ['egress_id', 'source_id', 'place'])
})

test('what XML cannot carry is replaced', () => {
  assert.equal(
    valueText('a\0\x01\x1f\ufffe\ud800b\t\n\r\u{1f600}'),
    'a\ufffd\ufffd\ufffd\ufffd\ufffdb\t\n\r\u{1f600}',
  )
})

for (const [name, wrong] of [
  ['site', undefined],
  ['X-Hook-Signature', undefined],
  ['a.b_c-1', undefined],
  ['awsome', undefined],
  ['', /1 to 256/],
  ['a b', /1 to 256/],
  ['\u00fc', /1 to 256/],
  ['x'.repeat(257), /1 to 256/],
  ['AWS.x', /keeps for itself/],
  ['amazon.x', /keeps for itself/],
  ['.a', /dot/],
  ['a.', /dot/],
  ['a..b', /dot/],
] as const)
  test(`the name ${JSON.stringify(name.slice(0, 20))}`, () => {
    const said = nameProblem(name)
    if (wrong === undefined) assert.equal(said, undefined)
    else assert.match(said!, wrong)
  })
