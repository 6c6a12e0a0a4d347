import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { Ledger } from '../helpers/ledger.ts'
import { appendLoad, postLoad } from '../helpers/load.ts'
import { get, SluiceProcess, testFolder } from '../helpers/sluice-process.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka, unique } from '../servers/kafka-suite.ts'
import { configOf, finished, openKafka, stopped } from './scenario.ts'

const timeout = 240_000
const kafka = sharedKafka('workers on Kafka')

describe('workers on Kafka', { skip: kafka.skip, timeout }, () => {
  test('two workers share a group; one that is killed is replaced, and nothing is lost', async t => {
    const { ledger, load, start } = await onKafka(t, await kafka.brokers(), 4_000)
    await killedOnce(t, { ledger, count: 4_000, load }, start(), 2)
  })

  test('SIGTERM drains them, and repeats nothing', async t => {
    const { ledger, load, start } = await onKafka(t, await kafka.brokers(), 4_000)
    ledger.delay = 3
    const sluice = start()
    await until(() => ledger.arrived.size >= 1_200, 'some of the events', 90_000)
    assert.equal(await sluice.kill('SIGTERM'), 0, sluice.said)
    await finished({ ledger, count: 4_000, load }, start())
    assert.equal(ledger.duplicates, 0)
  })
})

test('three workers share an embedded log; one that is killed is replaced, and nothing is lost', {
  timeout,
}, async t => {
  const { ledger, load, sluice } = await onEmbedded(t, 4_000)
  await killedOnce(t, { ledger, count: 4_000, load }, sluice, 3)
})

test('SIGTERM drains all workers, and repeats nothing', { timeout }, async t => {
  const { ledger, load, sluice, start } = await onEmbedded(t, 2_000)
  await until(() => ledger.arrived.size >= 600, 'some of the events', 90_000)
  assert.equal(await sluice.kill('SIGTERM'), 0, sluice.said)
  await finished({ ledger, count: 2_000, load }, start())
  assert.equal(ledger.duplicates, 0)
})

test('the main process killed takes its workers along; the next one goes on', { timeout }, async t => {
  const { ledger, load, sluice, start } = await onEmbedded(t, 2_000)
  await until(() => ledger.arrived.size >= 300, 'some of the events', 90_000)
  const workers = (await sluice.line('started'))['workers'] as number[]
  await sluice.kill('SIGKILL')
  await until(() => workers.every(pid => !isAlive(pid)), 'the end of the workers', 20_000)
  await finished({ ledger, count: 2_000, load }, start())
})

test('a worker that is stopped is replaced, and what it owned goes on', { timeout }, async t => {
  const { ledger, load, sluice } = await onEmbedded(t, 2_000)
  await until(() => ledger.arrived.size >= 300, 'some of the events', 90_000)
  const [pid] = (await sluice.line('started'))['workers'] as number[]
  process.kill(pid!, 'SIGSTOP')
  await sluice.line('worker.ended', 60_000)
  await finished({ ledger, count: 2_000, load }, sluice)
})

test('SIGHUP changes every worker or none', { timeout }, async t => {
  const { ledger, load, sluice, folder, config } = await onEmbedded(t, 500)
  await sluice.ready()
  const file = join(folder, 'sluice.yaml')
  writeFileSync(file, config.replace('workers: 3', 'workers: 2'))
  sluice.signal('SIGHUP')
  const refused = await sluice.line('reload.refused: the router goes on as before')
  assert.match(String(refused['error']), /workers/)
  writeFileSync(file, config.replace('concurrency: 32', 'concurrency: 3'))
  sluice.signal('SIGHUP')
  const reloaded = await sluice.line('reloaded')
  assert.deepEqual(reloaded['changed'], ['receiver'])
  const metrics = await sluice.ready()
  const { text } = await get(`${metrics}/metrics`)
  assert.match(text, /^sluice_sink_concurrency\{sink="receiver"\} 9$/m)
  await finished({ ledger, count: 500, load }, sluice)
})

/** Two workers on a topic of Kafka, that `count` events are appended to. */
async function onKafka(t: TestContext, brokers: readonly string[], count: number) {
  const ledger = await Ledger.start(t)
  const topic = unique('workers')
  const log = await openKafka(t, brokers)
  await log.createTopic(topic, { partitions: 4 })
  const load = appendLoad(log, topic, count, stopped(t))
  load.catch(() => {})
  const folder = testFolder(t)
  const config = configOf(
    `{ type: kafka, brokers: [${brokers.map(broker => `"${broker}"`)}], group: ${topic}, session_timeout: 6s }`,
    `workers: 2
sources: [{ topics: [${topic}], start: earliest }]
dead_letters: { log: { type: embedded, path: ./dead-letters } }`,
    ledger.url,
  )
  return { ledger, load, start: () => new SluiceProcess(t, { config, folder }) }
}

async function onEmbedded(t: TestContext, count: number) {
  const ledger = await Ledger.start(t)
  ledger.delay = 2
  const folder = testFolder(t)
  const config = configOf(
    '{ type: embedded, path: ./data, partitions: 6 }',
    `workers: 3
ingest: { listen: 127.0.0.1:0 }
sources: [{ topics: [events], key: [data.key] }]`,
    ledger.url,
  )
  let url = 'http://127.0.0.1:9/events'
  const load = postLoad(() => url, count, stopped(t))
  load.catch(() => {})
  const start = () => {
    const sluice = new SluiceProcess(t, { config, folder })
    sluice.line('started').then(
      ({ ingest }) => {
        url = `${ingest}/events`
      },
      () => {},
    )
    return sluice
  }
  return { ledger, load, folder, config, start, sluice: start() }
}

async function killedOnce(
  t: TestContext,
  { ledger, count, load }: { ledger: Ledger; count: number; load: Promise<void> },
  sluice: SluiceProcess,
  workers: number,
): Promise<void> {
  const metrics = await sluice.ready()
  const pids = (await sluice.line('started'))['workers'] as number[]
  assert.equal(pids.length, workers)
  await until(() => ledger.arrived.size >= 0.3 * count, 'a third of the events', 90_000)
  process.kill(pids[0]!, 'SIGKILL')
  await sluice.line('worker.ended')
  await load
  await until(() => ledger.arrived.size >= count, 'every event', 120_000).catch(error => {
    throw new Error(`${error}: ${ledger.arrived.size} of ${count}\n${sluice.said}`)
  })
  const sample = async (name: string) => {
    const { text } = await get(`${metrics}/metrics`)
    return Number(
      text
        .split('\n')
        .find(line => line.startsWith(`${name} `))
        ?.slice(name.length + 1),
    )
  }
  await until(async () => (await sample('sluice_workers_running')) === workers, 'all workers', 60_000)
  assert.equal(await sample('sluice_worker_restarts_total'), 1)
  assert.equal(await sample('sluice_sink_unaccounted{sink="receiver"}'), 0)
  t.diagnostic(`${ledger.requests} requests, ${ledger.duplicates} duplicates`)
  await finished({ ledger, count, load }, sluice)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
