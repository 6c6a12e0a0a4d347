import assert from 'node:assert/strict'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver, type Received } from '../helpers/http-server.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { onBothLogs } from './both-logs.ts'

const kafka = sharedKafka('recognisable duplicates on Kafka')
const sourceId = '0f8fad5b-d9cb-469f-a165-70867728950e'

onBothLogs(
  kafka,
  'a duplicate has the id of its first arrival, in the body and in the field for it, and the same place; each sink has another id',
  async (t, run) => {
    const [crm, audit] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
    // Each event fails twice first, whichever comes when.
    crm.answer = received => ({
      status: crm.requests.filter(other => egressId(other) === egressId(received)).length <= 2 ? 503 : 200,
    })
    const { post, sample, app } = await run(`
sinks:
  crm: { type: http, url: "${crm.origin}", retry: { initial: 5ms, max: 20ms } }
  audit: { type: http, url: "${audit.origin}" }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [crm, audit] }
`)
    await post(netboxEvent({ id: 1, sourceId }))
    await post(netboxEvent({ id: 2 }))
    const delivered = (sink: string) => sample(`sluice_sink_delivered_total{sink="${sink}"}`)
    await until(
      async () => (await delivered('crm')) === 2 && (await delivered('audit')) === 2,
      'both',
      20_000,
    )
    // Everything again, as after a rewind.
    for (const { topic, partition, sink, position } of [...(app.readers?.positions() ?? [])])
      if (sink === 'audit' && position > 0) await app.readers?.of('audit')?.move('audit', topic, partition, 0)
    await until(() => audit.requests.length === 4, 'each once more', 20_000)

    for (const receiver of [crm, audit]) {
      const byEvent = Map.groupBy(
        receiver.requests,
        ({ body }) => /"data":\{"id":(\d)/.exec(body.toString())?.[1],
      )
      assert.deepEqual([...byEvent.keys()].sort(), ['1', '2'])
      for (const arrivals of byEvent.values()) {
        assert.ok(arrivals.length >= 2, 'came again')
        assert.equal(new Set(arrivals.map(identity)).size, 1)
      }
    }
    const ids = (receiver: HttpReceiver) => new Set(receiver.requests.map(egressId))
    assert.equal(new Set([...ids(crm), ...ids(audit)]).size, 4)
  },
)

function egressId({ body }: Received): string {
  return (JSON.parse(body.toString()) as { egress_id: string }).egress_id
}

/** What a receiver may recognise it by. */
function identity(received: Received): string {
  const { headers } = received
  const id = egressId(received)
  assert.equal(headers['sluice-egress-id'], id)
  assert.ok(headers['idempotency-key']?.includes(id) ?? false, 'the field of the transport')
  return JSON.stringify([id, headers['sluice-topic'], headers['sluice-partition'], headers['sluice-offset']])
}
