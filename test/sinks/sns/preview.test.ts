import assert from 'node:assert/strict'
import { test } from 'node:test'
import { snsOptions } from '../../../sinks/sns/options.ts'
import { previewOf } from '../../../sinks/sns/preview.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { fifoTopic, standardTopic } from '../../helpers/sns-double.ts'
import { context, type MadeOptions } from './make.ts'

const options = (more: MadeOptions) => snsOptions({ type: 'sns', topic_arn: standardTopic, ...more }, context)
const named = (fields: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value]))

test('an entry is shown with its topic, its group and its attributes', () => {
  const one = delivery({ key: 'k1' })
  const { target, fields, body } = previewOf(one, options({ topic_arn: fifoTopic, subject: 'news' }))
  assert.equal(target, fifoTopic)
  const { Subject, MessageGroupId, MessageDeduplicationId, egress_id, MessageStructure } = named(fields)
  assert.deepEqual([Subject, MessageGroupId, MessageDeduplicationId], ['NEWS', 'k1', one.dedupId])
  assert.deepEqual([egress_id, MessageStructure], [one.egressId, undefined])
  assert.equal(body, one.body)
})

test('bodies of protocols are shown as they go out', () => {
  const { fields, body } = previewOf(delivery(), options({ bodies: { sms: 'a line' } }))
  assert.equal(named(fields)['MessageStructure'], 'json')
  assert.equal(JSON.parse(String(body)).sms, 'A LINE')
})

test('what cannot be sent says why', () => {
  const one = delivery({ body: Buffer.alloc(270_000, 0x20) })
  assert.throws(() => previewOf(one, options({})), { code: 'too_large' })
})
