import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxEvent } from './helpers/events.ts'
import { HttpReceiver } from './helpers/http-server.ts'
import { runApp } from './helpers/running-app.ts'
import { until } from './helpers/until.ts'

function configTo(crm: HttpReceiver, audit: HttpReceiver, group: string): string {
  return `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
  crm: { type: http, url: "${crm.origin}/", window: { count: 1 } }
  audit: { type: http, url: "${audit.origin}/", group: "${group}" }
unmatched: { sinks: [crm, audit] }
`
}

test('a sink with a group has a read of its own, and events are counted once', async t => {
  const [crm, audit] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
  const { app, post, sample } = await runApp(t, configTo(crm, audit, 'slow'))
  for (let n = 0; n < 20; n++) assert.equal(await post(netboxEvent()), 202)
  await until(() => crm.requests.length === 20 && audit.requests.length === 20, 'all at both')
  await until(() => app.readiness.ready, 'both groups joined')
  assert.equal(await sample('sluice_events_unmatched_total'), 20)
})

test('what is no event is a dead letter once, however many reads meet it', async t => {
  const [crm, audit] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
  const { post, sample } = await runApp(t, configTo(crm, audit, 'slow'))
  assert.equal(await post('[1]'), 202)
  await post(netboxEvent())
  await until(() => crm.requests.length === 1 && audit.requests.length === 1, 'the event at both')
  const written = () => sample('sluice_sink_delivered_total{sink="undecodable"}')
  await until(async () => (await written()) === 1, 'the dead letter')
  assert.equal(await sample('sluice_undecodable_total'), 1)
})

test('sinks of one group share its read, and each group is named after the main one', async t => {
  const [crm, audit] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
  const { app, post } = await runApp(t, configTo(crm, audit, '').replace('window: { count: 1 }', 'group: x'))
  await post(netboxEvent())
  await until(() => crm.requests.length === 1 && audit.requests.length === 1, 'the event at both')
  assert.deepEqual([...(app.readers?.all.keys() ?? [])], ['sluice', 'sluice.x'])
  const of = (sink: string) => [...(app.readers?.of(sink)?.positions() ?? [])].map(({ sink }) => sink)
  assert.ok(of('crm').includes('crm') && !of('crm').includes('audit'))
})
