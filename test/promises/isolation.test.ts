import assert from 'node:assert/strict'
import { netboxEvent } from '../helpers/events.ts'
import { deadPort, HttpReceiver, rawServer } from '../helpers/http-server.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka } from '../servers/kafka-suite.ts'
import { onBothLogs } from './both-logs.ts'

const kafka = sharedKafka('isolation on Kafka')
const sick = ['dead', 'hanging', 'dripping', 'throttling']

onBothLogs(
  kafka,
  'sinks that are dead, hang, drip or throttle change nothing for the one beside them, which is read for and committed on',
  async (t, run) => {
    const well = await HttpReceiver.start(t)
    const hanging = await HttpReceiver.start(t)
    const throttling = await HttpReceiver.start(t)
    hanging.hold()
    throttling.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } })
    const dripping = await rawServer(t, socket => {
      const drip = setInterval(() => socket.write('H'), 1_000)
      socket.once('close', () => clearInterval(drip))
    })
    const urls = [
      ['well', well.origin],
      ['dead', `http://127.0.0.1:${await deadPort()}`],
      ['hanging', hanging.origin],
      ['dripping', dripping.origin],
      ['throttling', throttling.origin],
    ]
    const sinks = urls.map(
      ([name, url]) =>
        `  ${name}: { type: http, url: "${url}", window: { count: 20 }, concurrency: 4, timeout: 1h, breaker: { failures: 3 } }`,
    )
    const { post, sample } = await run(`
sinks:
${sinks.join('\n')}
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [${urls.map(([name]) => name)}] }
drain: 1ms
`)
    const of = (name: string, sink: string) => sample(`sluice_sink_${name}{sink="${sink}"}`)
    const events = 200
    for (let n = 0; n < events; n++) assert.equal(await post(netboxEvent({ id: n % 50 })), 202)
    await until(() => well.requests.length === events, 'every event at the sink that is well', 30_000)
    assert.equal(await of('delivered_total', 'well'), events)
    for (const sink of sick) {
      assert.equal(await of('delivered_total', sink), 0, sink)
      assert.ok(((await of('window_deliveries', sink)) ?? 99) <= 20, `${sink} holds its window at most`)
    }
    await until(
      async () => (await of('window_deliveries', 'dead')) === 0,
      'a dead sink that holds nothing',
      30_000,
    )
    const ids = well.requests.map(({ headers }) => headers['sluice-egress-id'])
    assert.equal(new Set(ids).size, events, 'and nothing came twice')
    // What hangs gets what it missed once it answers.
    hanging.release()
    await until(
      async () => (await of('delivered_total', 'hanging')) === events,
      'all at the one that hung',
      30_000,
    )
  },
)
