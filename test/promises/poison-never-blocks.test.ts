import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { embeddedLog } from '../../src/logs/embedded/index.ts'
import type { LogRecord } from '../../src/types.ts'
import { folderWith } from '../helpers/config-files.ts'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'
import { runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'

const LIMIT = 65_536

/** One partition, so that whatever is poison stands before what comes after it. */
function config(url: string): string {
  return `
log: { type: embedded, path: ./data, partitions: 1 }
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
limits: { max_record_bytes: 64KiB }
sinks:
  crm: { type: http, url: "${url}", retry: { initial: 10ms, max: 50ms, max_attempts: 3 } }
rules:
  - { name: devices, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
`
}

const poison: readonly (readonly [what: string, value: Buffer])[] = [
  ['not JSON', Buffer.from('{"event":"updated","object_type":"dcim.device","data":{')],
  ['not UTF-8', Buffer.concat([Buffer.from('{"event":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
  ['text after the end', Buffer.from('{"event":"updated","object_type":"dcim.device"} x')],
  ['a list', Buffer.from('[1,2]')],
  ['no event in it', Buffer.from('{"object_type":"dcim.device"}')],
  ['empty', Buffer.alloc(0)],
  ['too large', netboxEvent({ size: LIMIT + 1 })],
]

test('a poison record blocks for ever, or is dropped silently: it becomes a dead letter with its raw bytes, and the next goes on', async t => {
  const receiver = await HttpReceiver.start(t)
  const folder = await filled(t, poison.map(([, value]) => value).concat(netboxEvent()))
  const { app, sample } = await runApp(t, config(receiver.origin), folder)
  await until(() => receiver.requests.length === 1, 'the one behind the poison')
  await until(
    async () => (await sample('sluice_sink_delivered_total{sink="undecodable"}')) === poison.length,
    'the dead letters',
  )
  await app.drain()
  const letters = await deadLetters(t, folder, 'dead-letters.undecodable')
  assert.equal(letters.length, poison.length)
  for (const [index, [what, value]] of poison.entries()) {
    const letter = letters.find(({ story }) => story['place']?.offset === index)
    assert.ok(letter !== undefined, what)
    assert.ok(letter.record.value?.equals(value), what)
    assert.equal(letter.story['stage'], 'undecodable', what)
    assert.ok(String(letter.story['reason']).length > 0, what)
  }
})

test('an event that is refused becomes a dead letter, and the others arrive', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = ({ body }) => ({ status: body.includes('"refuse-me"') ? 422 : 200 })
  const { app, post, folder, sample } = await runApp(t, config(receiver.origin))
  const bad = netboxEvent({ id: 7, data: { name: 'refuse-me' } })
  for (const event of [netboxEvent({ id: 7 }), bad, netboxEvent({ id: 7 }), netboxEvent({ id: 8 })])
    assert.equal(await post(event), 202)
  await until(async () => (await sample('sluice_sink_delivered_total{sink="crm"}')) === 3, 'three deliveries')
  assert.equal(await sample('sluice_sink_dead_lettered_total{sink="crm",stage="refused"}'), 1)
  await app.drain()
  const [letter, ...more] = await deadLetters(t, folder, 'dead-letters.crm')
  assert.equal(more.length, 0)
  assert.ok(letter !== undefined)
  assert.ok(letter.record.value?.equals(bad))
  assert.deepEqual(
    [letter.story['stage'], letter.story['class'], letter.story['attempts']],
    ['refused', 'rejected', 1],
  )
  assert.deepEqual(letter.story['rules'], ['devices'])
})

test('an event that keeps failing while others arrive is given up as a dead letter, and its key goes on', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = ({ body }) => ({ status: body.includes('"fail-me"') ? 500 : 200 })
  const { post, sample } = await runApp(t, config(receiver.origin))
  for (const name of ['fail-me', 'next']) await post(netboxEvent({ id: 7, data: { name } }))
  const arrived = (name: string) => receiver.requests.filter(({ body }) => body.includes(`"${name}"`)).length
  await until(() => arrived('fail-me') >= 5, 'more attempts than its limit')
  assert.equal(await sample('sluice_sink_dead_lettered_total{sink="crm",stage="given_up"}'), 0)
  await until(async () => {
    await post(netboxEvent({ id: 8, data: { name: 'other' } }))
    return arrived('next') === 1
  }, 'the next of its key')
  assert.equal(await sample('sluice_sink_dead_lettered_total{sink="crm",stage="given_up"}'), 1)
})

interface Letter {
  readonly record: LogRecord
  readonly story: { readonly [field: string]: unknown; readonly place?: { readonly offset: number } }
}

/** A data folder whose topic `events` holds these values. */
async function filled(t: TestContext, values: readonly Buffer[]): Promise<string> {
  const folder = folderWith(t, {})
  const log = await opened(folder)
  await log.createTopic('events', { partitions: 1 })
  await log.append(
    'events',
    values.map(value => ({ key: null, value })),
  )
  await log.close()
  return folder
}

async function deadLetters(t: TestContext, folder: string, topic: string): Promise<Letter[]> {
  const log = await opened(folder)
  t.after(() => log.close())
  const letters: Letter[] = []
  const [bounds] = (await log.bounds(topic)) ?? []
  for await (const record of log.scan(topic, 0, bounds?.start ?? 0, bounds?.end ?? 0)) {
    const header = record.headers.find(({ name }) => name === 'sluice-dead-letter')
    letters.push({ record, story: JSON.parse(header?.value.toString() ?? '{}') })
  }
  return letters
}

async function opened(folder: string) {
  const log = embeddedLog(
    {
      type: 'embedded',
      path: `${folder}/data`,
      group: 'sluice',
      partitions: 1,
      retention: 0,
      max_bytes: 0,
      on_full: 'refuse',
    },
    { logger: quietLogger },
  )
  await log.open()
  return log
}
