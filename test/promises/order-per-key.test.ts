import assert from 'node:assert/strict'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { onBothLogs } from './both-logs.ts'

const kafka = sharedKafka('order per key on Kafka')

const config = (url: string) => `
sinks:
  crm: { type: http, url: "${url}", concurrency: 16, retry: { initial: 5ms, max: 20ms } }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
`

onBothLogs(
  kafka,
  'first arrivals of one key come in the order of the log, through retries, with other keys in parallel',
  async (t, run) => {
    const receiver = await HttpReceiver.start(t)
    const underWay = new Map<string, number>()
    const arrived = new Map<number, number[]>()
    let parallel = 0
    receiver.answer = async ({ body }) => {
      const { id, version } = (
        JSON.parse(body.toString()) as { message: { data: { id: number; version: number } } }
      ).message.data
      const key = String(id)
      underWay.set(key, (underWay.get(key) ?? 0) + 1)
      assert.equal(underWay.get(key), 1, 'one request per key at a time')
      parallel = Math.max(parallel, underWay.size)
      await new Promise(resolve => setImmediate(resolve))
      underWay.delete(key)
      if (Math.random() < 0.3) return { status: 503 }
      arrived.set(id, [...(arrived.get(id) ?? []), version])
      return {}
    }
    const { post } = await run(config(receiver.origin))
    const keys = 8
    const versions = 30
    await Promise.all(
      Array.from({ length: keys }, async (_, id) => {
        for (let version = 0; version < versions; version++)
          await post(netboxEvent({ id, data: { version } }))
      }),
    )
    const total = () => [...arrived.values()].reduce((sum, list) => sum + list.length, 0)
    await until(() => total() >= keys * versions, 'every event', 20_000)
    const inOrder = Array.from({ length: versions }, (_, version) => version)
    for (let id = 0; id < keys; id++) assert.deepEqual(arrived.get(id), inOrder, `key ${id}`)
    assert.ok(parallel > 1, `${parallel} keys in parallel`)
  },
)

onBothLogs(kafka, 'a key that keeps failing holds up no other', async (t, run) => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = ({ body }) => ({ status: body.includes('"data":{"id":1,') ? 503 : 200 })
  const { post, sample } = await run(config(receiver.origin))
  for (let n = 0; n < 40; n++) await post(netboxEvent({ id: 1 + (n % 4) }))
  await until(
    async () => (await sample('sluice_sink_delivered_total{sink="crm"}')) === 30,
    'the other three keys',
    20_000,
  )
  assert.equal(await sample('sluice_sink_window_deliveries{sink="crm"}'), 10)
})
