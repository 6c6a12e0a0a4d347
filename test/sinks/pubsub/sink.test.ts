import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pubsubSink } from '../../../sinks/pubsub/sink.ts'
import { ConfigError } from '../../../src/errors.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { never, pubsubSinkWith } from './make.ts'

test('making a sink and closing it again connects to nothing and looks for no credentials', async t => {
  const fetched = t.mock.method(globalThis, 'fetch')
  const left = watchLeaks()
  const sink = await pubsubSinkWith(t, { topic: 'projects/p/topics/netbox' })
  await sink.close()
  assert.deepEqual(await left(), [])
  assert.equal(fetched.mock.callCount(), 0)
})

test('what is wrong with its options is said when it is made', () => {
  const context = { name: 'analytics', userAgent: 'Sluice/1.2.3', concurrency: 1 }
  assert.throws(() => pubsubSink.create({ type: 'pubsub', topic: 'netbox' }, context), ConfigError)
})

test('a preview sends nothing', async t => {
  const sink = await pubsubSinkWith(t, { endpoint: 'http://127.0.0.1:1', ordering: true })
  const { target, fields } = sink.preview!(delivery({ key: 'k1' }))
  assert.equal(target, 'projects/test/topics/netbox')
  assert.equal(fields[0]!.value, 'k1')
})

test('nobody there and closed at once: rejects, and nothing stays', async t => {
  const left = watchLeaks()
  const sink = await pubsubSinkWith(t, { endpoint: 'http://127.0.0.1:1' })
  const sending = assert.rejects(sink.send([delivery()], never), { code: 'sink_closed' })
  await sink.close()
  await sending
  assert.deepEqual(await left(), [])
})
