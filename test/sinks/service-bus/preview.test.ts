import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delivery } from '../../helpers/deliveries.ts'
import { sinkWith } from './make.ts'

const nowhere = {
  connectionString: 'Endpoint=sb://ns.example.com/;SharedAccessKeyName=send;SharedAccessKey=key-secret=',
}

test('shows where to, the ids and the properties, and no secret', async t => {
  const sink = await sinkWith(t, nowhere, { session: 'key', schedule: '2026-01-31T12:00:00Z' })
  const one = delivery({ key: 'dcim.device:17' })
  const { target, fields, body } = sink.preview!(one)
  assert.equal(target, 'topic netbox at sb://ns.example.com')
  assert.equal(body, one.body)
  const values = new Map(fields.map(({ name, value }) => [name, value]))
  assert.equal(values.get('messageId'), one.dedupId)
  assert.equal(values.get('sessionId'), 'dcim.device:17')
  assert.equal(values.get('scheduledEnqueueTimeUtc'), '2026-01-31T12:00:00.000Z')
  assert.equal(values.get('source_id'), one.event.sourceId)
  assert.doesNotMatch(JSON.stringify([target, fields]), /key-secret/)
})

test('what cannot be made says why', async t => {
  const sink = await sinkWith(t, nowhere, { schedule: 'tomorrow' })
  assert.throws(() => sink.preview!(delivery()), { code: 'template_failed', message: /expected a time/ })
})
