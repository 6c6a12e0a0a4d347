/** What was seen in other systems of this kind, and no other test of ours is named after. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { reload } from '../../src/cli/reload.ts'
import { egressId, placeId } from '../../src/envelope/ids.ts'
import { folderWith } from '../helpers/config-files.ts'
import { logRecord, netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { KeptLogger } from '../helpers/outbox.ts'
import { Random } from '../helpers/random.ts'
import { runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'

function configOf(sinks: string, names: string): string {
  return `
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
${sinks}
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [${names}] }
`
}

test('ids derived without the partition, so that two records share one: each of topic, partition, offset and sink gives another', () => {
  const seed = Date.now() % 1_000_000
  const random = new Random(seed)
  // Names and numbers that run into each other where anything is left out or joined without a mark.
  const names = ['a', 'aa', 'a1', '1', '11', 'a-1', 'a.1']
  const places = new Map<string, string>()
  for (let n = 0; n < 20_000; n++) {
    const [topic, sink] = [random.pick(names), random.pick(names)]
    const [partition, offset] = [random.below(120), random.below(1_200)]
    const place = JSON.stringify([topic, partition, offset, sink])
    const record = { ...logRecord(null), topic, partition, offset, timestamp: 1 }
    const id = egressId(placeId(record, ''), sink)
    assert.equal(places.get(id) ?? place, place, `both are ${id}; seed ${seed}`)
    places.set(id, place)
  }
  assert.ok(places.size > 19_000)
})

test('a rotated credential keeps the old client until a cache expires: after a reload the next delivery has the new one', async t => {
  const crm = await HttpReceiver.start(t)
  const folder = folderWith(t, {})
  const secret = join(folder, 'token')
  writeFileSync(secret, 'old-token\n')
  const yaml = configOf(
    `  crm: { type: http, url: "${crm.origin}", auth: { type: bearer, token: "\${file:${secret}}" } }`,
    'crm',
  )
  const { app, post } = await runApp(t, yaml, folder)
  const sent = () => crm.requests.map(({ headers }) => headers.authorization)
  await post(netboxEvent({ id: 1 }))
  await until(() => sent().length === 1, 'the first')
  writeFileSync(secret, 'new-token\n')
  const logger = new KeptLogger()
  await reload(app, join(folder, 'main.yaml'), logger)
  assert.equal(logger.lines.at(-1)?.message, 'reloaded')
  await post(netboxEvent({ id: 1 }))
  await until(() => sent().length === 2, 'the second')
  assert.deepEqual(sent(), ['Bearer old-token', 'Bearer new-token'])
})

test("one sink's bad configuration takes the router down: at a reload it is refused, at run time that sink alone is shown as failing", async t => {
  const crm = await HttpReceiver.start(t)
  const good = `  crm: { type: http, url: "${crm.origin}" }`
  const { app, folder, post, get, sample } = await runApp(t, configOf(good, 'crm'))
  const reloaded = async (sink: string) => {
    const file = join(folder, 'main.yaml')
    writeFileSync(file, configOf(`${good}\n${sink}`, 'crm, bad'))
    const logger = new KeptLogger()
    await reload(app, file, logger)
    return JSON.stringify(logger.lines)
  }
  assert.match(
    await reloaded('  bad: { type: http, url: "https://localhost/", tls: { ca: ./none.pem } }'),
    /reload\.refused.*sinks\.bad/,
  )
  assert.equal(await post(netboxEvent({ id: 1 })), 202)
  await until(() => crm.requests.length === 1, 'it to go on as before')

  // What nobody can see before: TLS spoken to a server that has none.
  assert.match(
    await reloaded(`  bad: { type: http, url: "${crm.origin.replace('http:', 'https:')}" }`),
    /"reloaded"/,
  )
  assert.equal(await post(netboxEvent({ id: 2 })), 202)
  await until(() => crm.requests.length === 2, 'the other sink')
  const alarms = async () => (JSON.parse((await get('/ready')).text) as { alarms: { sink: string }[] }).alarms
  await until(async () => (await alarms()).length > 0, 'an alarm')
  assert.deepEqual(
    (await alarms()).map(({ sink }) => sink),
    ['bad'],
  )
  assert.equal((await get('/ready')).status, 200)
  assert.deepEqual(
    [await sample('sluice_sink_alarm{sink="bad"}'), await sample('sluice_sink_alarm{sink="crm"}')],
    [1, 0],
  )
})
