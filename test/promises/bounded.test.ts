import assert from 'node:assert/strict'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { onBothLogs } from './both-logs.ts'

const kafka = sharedKafka('nothing unbounded on Kafka')

onBothLogs(
  kafka,
  'a sink that never answers holds no more than its window, and what it is owed waits in the log',
  async (t, run) => {
    const receiver = await HttpReceiver.start(t)
    receiver.hold()
    const { post, sample } = await run(
      `
sinks:
  crm: { type: http, url: "${receiver.origin}", window: { count: 20 }, concurrency: 4, timeout: 1h }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
drain: 1ms
`,
    )
    for (let n = 0; n < 60; n++) assert.equal(await post(netboxEvent()), 202)
    const window = 'sluice_sink_window_deliveries{sink="crm"}'
    await until(async () => (await sample(window)) === 20, 'a full window', 20_000)
    assert.equal(receiver.requests.length, 4, 'no more requests than concurrency allows')
    receiver.release()
    await until(
      async () => (await sample('sluice_sink_delivered_total{sink="crm"}')) === 60,
      'everything',
      20_000,
    )
    assert.equal(await sample(window), 0)
  },
)
