import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { reload } from '../../src/cli/reload.ts'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { KeptLogger } from '../helpers/outbox.ts'
import { type RunningApp, runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'

function configOf(sinks: string, more = ''): string {
  return `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
${sinks}
${more}
rules:
  - { name: all, object_types: ["*"], event_types: [object_updated], sinks: [crm] }
`
}

const http = (name: string, origin: string, more = '') => `  ${name}: { type: http, url: "${origin}"${more} }`

/** Reloads what the file holds now; the log lines of it. */
async function reloaded({ app, folder }: RunningApp, yaml: string): Promise<KeptLogger['lines']> {
  const file = join(folder, 'main.yaml')
  writeFileSync(file, yaml)
  const logger = new KeptLogger()
  await reload(app, file, logger)
  return logger.lines
}

test('what comes after a reload goes by the new rules and sinks; a sink that is the same keeps its connection', async t => {
  const [crm, audit] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
  const running = await runApp(t, configOf(http('crm', crm.origin)))
  await running.post(netboxEvent({ id: 1 }))
  await until(() => crm.requests.length === 1, 'the first')
  const both = `${http('crm', crm.origin)}\n${http('audit', audit.origin)}`
  const [line] = await reloaded(running, configOf(both).replace('sinks: [crm]', 'sinks: [crm, audit]'))
  assert.equal(line?.message, 'reloaded')
  assert.deepEqual(Reflect.get(line!.fields, 'added'), ['audit'])
  await running.post(netboxEvent({ id: 2 }))
  await until(() => crm.requests.length === 2 && audit.requests.length === 1, 'the second at both')
  assert.equal(crm.accepted, 1)
  assert.equal(await running.sample('sluice_sink_delivered_total{sink="audit"}'), 1)
})

test('nothing is lost or sent twice where a reload comes between', async t => {
  const crm = await HttpReceiver.start(t)
  const running = await runApp(t, configOf(http('crm', crm.origin)))
  const posts = Array.from({ length: 200 }, (_, id) => async () => running.post(netboxEvent({ id })))
  const posting = (async () => {
    for (const post of posts) assert.equal(await post(), 202)
  })()
  for (const seconds of [11, 12, 13]) {
    await until(() => crm.requests.length > (seconds - 11) * 50, 'some to arrive')
    await reloaded(running, configOf(http('crm', crm.origin, `, timeout: ${seconds}s`)))
  }
  await posting
  await until(() => crm.requests.length >= posts.length, 'all to arrive')
  const ids = crm.requests.map(({ headers }) => headers['sluice-egress-id'])
  assert.deepEqual([ids.length, new Set(ids).size], [posts.length, posts.length])
})

test('what is wrong changes nothing, and is said', async t => {
  const crm = await HttpReceiver.start(t)
  const running = await runApp(t, configOf(http('crm', crm.origin)))
  const [wrong] = await reloaded(running, configOf(http('crm', crm.origin, ', tiemout: 1s')))
  assert.match(wrong!.message, /^reload\.refused/)
  assert.match(String(Reflect.get(wrong!.fields, 'problems')), /unknown key "tiemout"/)
  const [pem] = await reloaded(
    running,
    configOf(http('crm', 'https://localhost/', ', tls: { ca: ./none.pem }')),
  )
  assert.match(String(Reflect.get(pem!.fields, 'problems')), /tls\.ca: cannot be read/)
  rmSync(join(running.folder, 'main.yaml'))
  const logger = new KeptLogger()
  await reload(running.app, join(running.folder, 'main.yaml'), logger)
  assert.match(logger.lines[0]!.message, /^reload\.refused/)
  await running.post(netboxEvent({ id: 1 }))
  await until(() => crm.requests.length === 1, 'it to go on as before')
})

test('rules that the index does not take change nothing either', async t => {
  const crm = await HttpReceiver.start(t)
  const running = await runApp(t, configOf(http('crm', crm.origin)))
  const types = Array.from({ length: 100 }, (_, index) => `a.t${index}`).join(', ')
  const events = Array.from({ length: 100 }, (_, index) => `e${index}`).join(', ')
  const many = `  - { name: many, object_types: [${types}], event_types: [${events}], sinks: [crm] }\n`
  const [line] = await reloaded(running, configOf(http('crm', crm.origin, ', timeout: 9s')) + many)
  assert.match(line!.message, /^reload\.refused/)
  await running.post(netboxEvent({ id: 1 }))
  await until(() => crm.requests.length === 1, 'it to go on as before')
})

test('a change of what is read at the start only is refused as a whole', async t => {
  const crm = await HttpReceiver.start(t)
  const running = await runApp(t, configOf(http('crm', crm.origin)))
  const [line] = await reloaded(
    running,
    configOf(http('crm', 'http://127.0.0.1:1/'), 'telemetry: { log: { level: warn } }'),
  )
  assert.match(String(Reflect.get(line!.fields, 'error')), /read at the start only: telemetry$/)
  await running.post(netboxEvent({ id: 1 }))
  await until(() => crm.requests.length === 1, 'it to go on as before')
})

test('a sink that is taken out while it is behind goes on from there when it comes back', async t => {
  const [crm, audit] = [await HttpReceiver.start(t), await HttpReceiver.start(t)]
  const both = configOf(`${http('crm', crm.origin)}\n${http('audit', audit.origin)}`).replace(
    'sinks: [crm]',
    'sinks: [crm, audit]',
  )
  const running = await runApp(t, both)
  audit.answer = () => ({ status: 503 })
  await running.post(netboxEvent({ id: 1 }))
  await until(() => crm.requests.length === 1 && audit.requests.length > 0, 'the first')
  await reloaded(running, configOf(http('crm', crm.origin)))
  await running.post(netboxEvent({ id: 1 })) // of the same key: in the partition where it is behind
  await until(() => crm.requests.length === 2, 'the second')
  audit.answer = () => ({})
  audit.requests.length = 0
  await reloaded(running, both)
  await until(() => audit.requests.length === 2, 'what it missed, and what it failed at')
  assert.equal(crm.requests.length, 2)
})
