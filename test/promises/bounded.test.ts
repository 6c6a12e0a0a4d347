import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'

test('a sink that never answers holds no more than its window, and what it is owed waits in the log', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.hold()
  const { post, sample } = await runApp(
    t,
    `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
  crm: { type: http, url: "${receiver.origin}", window: { count: 20 }, concurrency: 4, timeout: 1h }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
drain: 1ms
`,
  )
  for (let n = 0; n < 60; n++) assert.equal(await post(netboxEvent()), 202)
  const window = 'sluice_sink_window_deliveries{sink="crm"}'
  await until(async () => (await sample(window)) === 20, 'a full window')
  assert.equal(receiver.requests.length, 4, 'no more requests than concurrency allows')
  receiver.release()
  await until(async () => (await sample('sluice_sink_delivered_total{sink="crm"}')) === 60, 'everything')
  assert.equal(await sample(window), 0)
})
