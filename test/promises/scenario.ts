/** A router under load that things happen to, and the books that its receiver keeps. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { kafkaLog } from '../../src/logs/kafka/index.ts'
import type { Log } from '../../src/types.ts'
import { Ledger } from '../helpers/ledger.ts'
import { appendLoad, postLoad } from '../helpers/load.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'
import { SluiceProcess, testFolder } from '../helpers/sluice-process.ts'
import { until } from '../helpers/until.ts'
import { unique } from '../servers/kafka-suite.ts'

/** Deliveries that a lane may hold: what one kill may repeat. */
export const WINDOW = 1_000

/** The parts of one scenario. */
export interface Scenario {
  readonly ledger: Ledger
  readonly count: number
  /** Starts an instance. */
  start(): SluiceProcess
  /** Resolves once every event is in the log. */
  readonly load: Promise<void>
}

/** Load on Kafka: a topic of four partitions, `count` events. */
export async function onKafka(t: TestContext, brokers: readonly string[], count: number): Promise<Scenario> {
  const ledger = await Ledger.start(t)
  const topic = unique('promises')
  const log = await openKafka(t, brokers)
  await log.createTopic(topic, { partitions: 4 })
  const config = configOf(
    `{ type: kafka, brokers: [${brokers.map(broker => `"${broker}"`)}], group: ${topic}, session_timeout: 3s }`,
    `sources: [{ topics: [${topic}], start: earliest }]
dead_letters: { log: { type: embedded, path: ./dead-letters } }`,
    ledger.url,
  )
  const stop = stopped(t)
  const load = appendLoad(log, topic, count, stop)
  load.catch(() => {}) // whoever awaits it sees it
  let instances = 0
  return {
    ledger,
    count,
    load,
    // Each instance has a disk of its own.
    start: () => new SluiceProcess(t, { config, folder: `${testFolder(t)}/${instances++}` }),
  }
}

/** Load on the embedded log: posted over HTTP, to whichever instance runs. */
export async function onEmbedded(t: TestContext, count: number): Promise<Scenario> {
  const ledger = await Ledger.start(t)
  const folder = testFolder(t)
  const config = configOf(
    '{ type: embedded, path: ./data }',
    `ingest: { listen: 127.0.0.1:0 }
sources: [{ topics: [events], key: [data.key] }]`,
    ledger.url,
  )
  let url = 'http://127.0.0.1:9/events'
  const load = postLoad(() => url, count, stopped(t))
  load.catch(() => {})
  return {
    ledger,
    count,
    load,
    start() {
      const sluice = new SluiceProcess(t, { config, folder })
      sluice.line('started').then(
        ({ ingest }) => {
          url = `${ingest}/events`
        },
        () => {},
      )
      return sluice
    },
  }
}

/** SIGKILL so many times while events are on their way; every event arrives all the same, in order per key. */
export async function killedAgainAndAgain(
  { ledger, count, load, start }: Scenario,
  kills: number,
  t: TestContext,
): Promise<void> {
  const moments = Array.from({ length: kills }, () => Math.random() * 0.95 * count).sort((a, b) => a - b)
  t.diagnostic(`killed after ${moments.map(Math.round)} of ${count} events`)
  let sluice = start()
  for (const moment of moments) {
    await until(
      () => ledger.arrived.size >= moment || !sluice.running,
      `event ${Math.round(moment)}`,
      120_000,
    )
    assert.ok(sluice.running, `it ended by itself\n${sluice.said}`)
    await sleep(Math.random() * 30)
    await sluice.kill('SIGKILL')
    sluice = start()
  }
  await finished({ ledger, count, load }, sluice)
  t.diagnostic(
    `${ledger.requests} requests for ${count} events: ${ledger.duplicates} duplicates after ${kills} kills`,
  )
}

/** Waits until everything has arrived, ends the instance as an orchestrator does, and checks the books. */
export async function finished(
  { ledger, count, load }: Pick<Scenario, 'ledger' | 'count' | 'load'>,
  ...instances: readonly SluiceProcess[]
): Promise<void> {
  await load
  await until(() => ledger.arrived.size >= count, 'every event', 180_000).catch(error => {
    throw new Error(
      `${error}: ${ledger.arrived.size} of ${count}\n${instances.map(({ said }) => said).join('\n')}`,
    )
  })
  for (const instance of instances) assert.equal(await instance.kill('SIGTERM'), 0, instance.said)
  assert.deepEqual(ledger.missing(count), [])
  assert.deepEqual(ledger.violations, [])
}

export async function openKafka(t: TestContext, brokers: readonly string[]): Promise<Log> {
  const log = kafkaLog(
    {
      type: 'kafka',
      brokers,
      client_id: 'test',
      group: 'test',
      tls: undefined,
      sasl: undefined,
      session_timeout: 10_000,
    },
    { logger: quietLogger },
  )
  await log.open()
  t.after(() => log.close())
  return log
}

export function stopped(t: TestContext): AbortSignal {
  const stop = new AbortController()
  t.after(() => stop.abort())
  return stop.signal
}

export function configOf(log: string, rest: string, url: string): string {
  return `
log: ${log}
${rest}
sinks:
  receiver: { type: http, url: "${url}", window: { count: ${WINDOW} }, concurrency: 32, retry: { initial: 50ms, max: 1s } }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [receiver] }
metrics: { listen: 127.0.0.1:0 }
`
}
