import assert from 'node:assert/strict'
import { test } from 'node:test'
import { previewOf } from '../../../sinks/pubsub/preview.ts'
import { delivery } from '../../helpers/deliveries.ts'

const options = {
  topic: 'projects/p/topics/t',
  ordering: true,
  orderingKeys: 0,
  netboxId: '',
  attributes: new Map(),
  signers: [],
}

test('a message is shown with its topic, its ordering key and its attributes', () => {
  const one = delivery({ key: 'k1' })
  const { target, fields, body } = previewOf(one, options)
  assert.equal(target, 'projects/p/topics/t')
  assert.deepEqual(fields[0], { name: 'ordering key', value: 'k1', secret: false })
  assert.deepEqual(fields[1], { name: 'egress_id', value: one.egressId, secret: false })
  assert.equal(body, one.body)
})

test('what cannot be a message says why', () => {
  assert.throws(() => previewOf(delivery({ body: Buffer.alloc(10_000_000) }), options), { code: 'too_large' })
})
