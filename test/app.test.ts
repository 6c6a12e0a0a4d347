import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { folderWith } from './helpers/config-files.ts'
import { assertEnvelope, messageBytes } from './helpers/envelope.ts'
import { netboxEvent } from './helpers/events.ts'
import { HttpReceiver } from './helpers/http-server.ts'
import { runApp } from './helpers/running-app.ts'
import { until } from './helpers/until.ts'

function configTo(url: string, more = ''): string {
  return `
identity: { netbox_id: nb-1, netbox_version: "4.6.8", environment: test }
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
  crm: { type: http, url: "${url}", retry: { initial: 10ms, max: 50ms } }
rules:
  - name: active devices
    object_types: [dcim.device]
    event_types: [object_updated]
    conditions: { attr: status.value, value: active }
    sinks: [crm]
${more}`
}

test('an event posted to HTTP in arrives in its envelope, byte for byte', async t => {
  const receiver = await HttpReceiver.start(t)
  const { post } = await runApp(t, configTo(`${receiver.origin}/hooks?k=1`))
  const event = netboxEvent({ sourceId: '550e8400-e29b-41d4-a716-446655440000' })
  assert.equal(await post(event), 202)
  await until(() => receiver.requests.length === 1, 'the request')
  const { body, headers, url, method } = receiver.requests[0]!
  const envelope = assertEnvelope(body)
  assert.deepEqual([method, url], ['POST', '/hooks?k=1'])
  assert.equal(envelope.source_id, '550e8400-e29b-41d4-a716-446655440000')
  assert.deepEqual(
    [envelope.netbox_id, envelope.netbox_version, envelope.egress_environment, envelope.source_type],
    ['nb-1', '4.6.8', 'test', 'object_updated'],
  )
  assert.ok(messageBytes(body).equals(event))
  assert.equal(headers['idempotency-key'], envelope.egress_id)
  assert.equal(headers['sluice-egress-id'], envelope.egress_id)
  assert.deepEqual(
    ['sluice-source-id', 'sluice-source-type', 'sluice-topic', 'sluice-offset', 'sluice-attempt'].map(
      name => headers[name],
    ),
    [envelope.source_id, 'object_updated', 'events', '0', '1'],
  )
})

test('what no rule wants goes nowhere and is counted', async t => {
  const receiver = await HttpReceiver.start(t)
  const { post, sample } = await runApp(t, configTo(receiver.origin))
  await post(netboxEvent({ status: 'offline' }))
  await post(netboxEvent({ objectType: 'dcim.site' }))
  await post(netboxEvent())
  await until(() => receiver.requests.length === 1, 'the one that a rule wants')
  await until(async () => (await sample('sluice_events_unmatched_total')) === 2, 'two unmatched')
  assert.equal(await sample('sluice_events_matched_total'), 1)
})

test('a rule that fails is counted each time and logged once, and its misspelt path is counted', async t => {
  const receiver = await HttpReceiver.start(t)
  const misspelt = `
  - name: misspelt
    object_types: [dcim.*]
    event_types: [object_updated]
    where: { attr: topic, value: events }
    conditions: { attr: stauts.value, value: active, negate: true }
    sinks: [crm]
`
  const { post, sample, lines } = await runApp(t, configTo(receiver.origin, misspelt))
  for (const sourceId of ['550e8400-e29b-41d4-a716-446655440001', '550e8400-e29b-41d4-a716-446655440002'])
    assert.equal(await post(netboxEvent({ sourceId })), 202)
  await until(() => receiver.requests.length === 2, 'what the other rule wants')
  assert.equal(await sample('sluice_rule_failures_total{rule="misspelt"}'), 2)
  const labels = '{object_type="dcim.*",path="stauts.value"}'
  assert.equal(await sample(`sluice_rule_paths_looked_up_total${labels}`), 1)
  assert.equal(await sample(`sluice_rule_paths_absent_total${labels}`), 1)
  const failures = lines.filter(({ msg }) => msg === 'rule.failed')
  assert.equal(failures.length, 1)
  assert.deepEqual(
    [failures[0]!['rule'], failures[0]!['reason'], failures[0]!['source_id']],
    ['misspelt', 'Invalid key path: stauts.value', '550e8400-e29b-41d4-a716-446655440001'],
  )
})

test('the same event has the same egress id at each attempt and after a restart', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.next([{ status: 503 }, { status: 503 }])
  const first = await runApp(t, configTo(receiver.origin))
  await first.post(netboxEvent())
  await until(() => receiver.requests.length === 3, 'three attempts')
  await first.app.drain()
  const ids = receiver.requests.map(({ headers }) => headers['sluice-egress-id'])
  const attempts = receiver.requests.map(({ headers }) => headers['sluice-attempt'])
  assert.equal(new Set(ids).size, 1)
  assert.deepEqual(attempts, ['1', '2', '3'])

  const second = await runApp(t, configTo(receiver.origin), first.folder)
  await second.post(netboxEvent())
  await until(() => receiver.requests.length >= 4, 'the next event')
  const last = receiver.requests.at(-1)!
  assert.notEqual(last.headers['sluice-egress-id'], ids[0], 'what was delivered does not come again')
})

test('a dead sink changes neither health nor readiness, and readiness names its alarm', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = () => ({ status: 401 })
  const { post, get, sample } = await runApp(t, configTo(receiver.origin))
  await post(netboxEvent())
  await until(async () => (await sample('sluice_sink_alarm{sink="crm"}')) === 1, 'the alarm')
  assert.equal((await get('/health')).status, 200)
  const { status, text } = await get('/ready')
  assert.equal(status, 200, text)
  const { alarms } = JSON.parse(text) as { alarms: { sink: string; reason: string }[] }
  assert.equal(alarms[0]?.sink, 'crm')
  assert.match(alarms[0]?.reason ?? '', /401/)
})

test('lag is how many offsets are not settled yet', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = () => ({ status: 503 })
  const { post, sample } = await runApp(
    t,
    configTo(receiver.origin, 'log: { type: embedded, partitions: 1 }').replace(
      'retry:',
      'breaker: { failures: 0 }, retry:', // it would hold nothing while its breaker is open
    ),
  )
  for (let n = 0; n < 3; n++) await post(netboxEvent())
  const lag = 'sluice_partition_lag_offsets{topic="events",partition="0"}'
  await until(async () => (await sample(lag)) === 3, 'a lag of 3')
  assert.ok((await sample('sluice_sink_oldest_unsettled_seconds{sink="crm"}'))! > 0)
  receiver.answer = () => ({})
  await until(async () => (await sample(lag)) === 0, 'no lag')
})

test('a port that is taken is one clear error, and what had been started is stopped', async t => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  t.after(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const folder = folderWith(t, {})
  const config = configTo('http://127.0.0.1:9/').replace(
    'ingest: { listen: 127.0.0.1:0 }',
    `ingest: { listen: 127.0.0.1:${port} }`,
  )
  await assert.rejects(runApp(t, config, folder), {
    code: 'listen_failed',
    message: `ingest.listen: cannot listen on 127.0.0.1:${port}: the port is taken by another process`,
  })
  // The data folder is free again.
  const { app } = await runApp(t, configTo('http://127.0.0.1:9/'), folder)
  assert.ok(app.readiness.parts['log']?.ready)
})

test('a data folder in use is one clear error', async t => {
  const { folder } = await runApp(t, configTo('http://127.0.0.1:9/'))
  await assert.rejects(runApp(t, configTo('http://127.0.0.1:9/'), folder), { code: 'log_unusable' })
})

test('neither log lines nor metrics nor readiness show more of a URL than scheme and host', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = () => ({ status: 403 })
  const secret = 's3cr3t-path'
  const { post, get, lines, sample } = await runApp(
    t,
    configTo(`${receiver.origin}/${secret}?token=${secret}`, 'telemetry: { log: { level: debug } }'),
  )
  await post(netboxEvent())
  await until(async () => (await sample('sluice_sink_alarm{sink="crm"}')) === 1, 'the alarm')
  const seen = [JSON.stringify(lines), (await get('/metrics')).text, (await get('/ready')).text].join('\n')
  assert.ok(seen.includes(receiver.origin))
  assert.ok(!seen.includes(secret))
})

test('one line for each attempt says everything about it', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.next([{ status: 503 }])
  const { post, lines } = await runApp(t, configTo(receiver.origin))
  await post(netboxEvent())
  const attempts = () => lines.filter(({ msg }) => msg === 'delivery.attempted')
  await until(() => attempts().length === 2, 'two lines')
  const [failed, delivered] = attempts()
  assert.deepEqual(
    [failed!['outcome'], failed!['status'], failed!['class'], failed!['attempt'], failed!.level],
    ['retry', 503, 'unavailable', 1, 'warn'],
  )
  assert.ok(typeof failed!['retry_in_ms'] === 'number')
  assert.deepEqual(
    [
      delivered!['outcome'],
      delivered!['status'],
      delivered!['attempt'],
      delivered!['sink'],
      delivered!.level,
    ],
    ['delivered', 200, 2, 'crm', 'info'],
  )
  assert.equal(delivered!['topic'], 'events')
  assert.equal(typeof delivered!['egress_id'], 'string')
})
