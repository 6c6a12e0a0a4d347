import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Feed } from '../../../src/cli/demo/feed.ts'
import { HttpReceiver } from '../../helpers/http-server.ts'
import { until } from '../../helpers/until.ts'

test('it posts events one after the other until it is told to stop, and knows which were accepted', async t => {
  const receiver = await HttpReceiver.start(t)
  let asked = 0
  receiver.answer = () => ({ status: ++asked % 2 === 0 ? 503 : 202 })
  const feed = new Feed(receiver.origin, 500)
  const stop = new AbortController()
  const running = feed.run(stop.signal)
  await until(() => receiver.requests.length >= 6, 'six events')
  stop.abort()
  await running
  await feed.close()
  assert.equal(feed.accepted.length + feed.refused, receiver.requests.length)
  assert.equal(feed.accepted.length, Math.ceil(receiver.requests.length / 2))
  const first = JSON.parse(receiver.requests[0]!.body.toString()) as {
    source_id: string
    event: string
    object_type: string
  }
  assert.deepEqual(
    [first.source_id, first.event, first.object_type],
    [feed.accepted[0]!.sourceId, 'created', 'dcim.device'],
  )
  assert.equal(receiver.requests[0]!.url, '/events')
})
