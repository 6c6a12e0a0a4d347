/**
 * From a log to a webhook: events a second, CPU per event and peak memory of one process, for Sluice on both logs and
 * for two hand-written loops, in one run, their order turned round each time. The broker and the receiver share the
 * machine. Sluice runs as it is published: compiled, with the options that its command has. Needs Kafka: `npm run
 * test:setup`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { embeddedLog } from '../src/logs/embedded/index.ts'
import { patchKafkajs } from '../src/logs/kafka/patch.ts'
import { LARGE, netboxEvent, SMALL } from '../test/helpers/events.ts'
import { quietLogger } from '../test/helpers/quiet-logger.ts'
import { startKafka } from '../test/servers/kafka.ts'
import { CountingProcess } from './parts/counting.ts'
import { cpuSeconds, median, peakMiB, table } from './parts/figures.ts'

const partitions = 4
const deadline = 180_000
const root = join(import.meta.dirname, '..')
const { env, options } = firstLine()
const command = [...options, join(root, 'dist/src/cli/main.js')]

interface Scenario {
  readonly name: string
  readonly size: number
  readonly events: number
}

interface Contestant {
  readonly name: string
  /** Events after which it is stopped, where not all. */
  readonly events?: number
  start(scenario: Scenario, url: string, run: number): Promise<ChildProcess>
}

interface Result {
  readonly rate: number
  readonly cpu: number
  readonly memory: number
  readonly duplicates: number
}

/** Runs it. `rounds` times each, medians. */
export async function pipeline(rounds: number, share: number): Promise<void> {
  const scenarios: readonly Scenario[] = [
    { name: '1 KB', size: SMALL, events: Math.round(100_000 * share) },
    { name: '6 KB', size: LARGE, events: Math.round(50_000 * share) },
  ]
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  const kafka = await startKafka({ heap: '1g', config: { 'message.max.bytes': 20_000_000 } })
  const receiver = await CountingProcess.start()
  try {
    const broker = kafka.bootstrap[0]!
    const contestants = [
      sluiceOnKafka(folder, broker),
      sluiceEmbedded(folder),
      loop('kafkajs + undici dispatch, 64 in flight, no guarantees', 'tuned.ts', broker),
      loop('kafkajs + fetch, one at a time', 'naive.ts', broker, 5_000),
    ]
    for (const scenario of scenarios) {
      await produce(broker, scenario)
      const results = new Map<Contestant, Result[]>(contestants.map(contestant => [contestant, []]))
      for (let round = 0; round < rounds; round++)
        for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed())
          results.get(contestant)!.push(await measure(contestant, scenario, receiver, round))
      print(scenario, results)
    }
  } finally {
    receiver.stop()
    await kafka.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  contestant: Contestant,
  scenario: Scenario,
  receiver: CountingProcess,
  round: number,
): Promise<Result> {
  await receiver.reset()
  const events = Math.min(contestant.events ?? scenario.events, scenario.events)
  const child = await contestant.start(scenario, receiver.url, round)
  const pid = child.pid!
  try {
    await receiver.until(1, deadline)
    const before = cpuSeconds(pid)
    const { first, last, requests, distinct } = await receiver.until(events, deadline)
    const cpu = cpuSeconds(pid) - before
    return {
      rate: distinct / ((last - first) / 1000),
      cpu: (cpu / distinct) * 1e6,
      memory: peakMiB(pid),
      duplicates: requests - distinct,
    }
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await sleep(200) // sockets of the one before
  }
}

function print(scenario: Scenario, results: ReadonlyMap<Contestant, readonly Result[]>): void {
  const rows: (string | number)[][] = [
    [
      `${scenario.name} events, ${partitions} partitions, one sink`,
      'events/s',
      'CPU µs/event',
      'peak MiB',
      'duplicates',
    ],
  ]
  for (const [{ name }, runs] of results) {
    const of = (figure: keyof Result) => median(runs.map(run => run[figure]))
    rows.push([name, of('rate'), of('cpu'), of('memory'), of('duplicates')])
  }
  console.log(`${table(rows)}\n`)
}

function loop(name: string, file: string, broker: string, events?: number): Contestant {
  return {
    name,
    ...(events === undefined ? {} : { events }),
    async start(scenario, url, run) {
      return spawn(process.execPath, [join(import.meta.dirname, 'loops', file)], {
        env: {
          ...process.env,
          BROKER: broker,
          TOPIC: topicOf(scenario),
          GROUP: `${file}-${scenario.size}-${run}`,
          URL_TO: url,
        },
        stdio: ['ignore', 'ignore', 'ignore'],
      })
    },
  }
}

function sluiceOnKafka(folder: string, broker: string): Contestant {
  return {
    name: 'Sluice, Kafka → HTTP',
    async start(scenario, url, run) {
      const log = `{ type: kafka, brokers: ["${broker}"], group: "sluice-${scenario.size}-${run}" }`
      return sluice(folder, configOf(log, topicOf(scenario), url))
    },
  }
}

function sluiceEmbedded(folder: string): Contestant {
  return {
    name: 'Sluice, embedded log → HTTP',
    async start(scenario, url, run) {
      const data = join(folder, `data-${scenario.size}-${run}`)
      await fill(data, scenario)
      return sluice(folder, configOf(`{ type: embedded, path: "${data}" }`, topicOf(scenario), url))
    },
  }
}

function sluice(folder: string, config: string): ChildProcess {
  const file = join(folder, 'sluice.yaml')
  writeFileSync(file, config)
  // Log lines into a file, one per delivery, as in production.
  const lines = openSync(join(folder, 'sluice.log'), 'w')
  return spawn(process.execPath, [...command, 'run', '-c', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', lines, 'inherit'],
  })
}

function configOf(log: string, topic: string, url: string): string {
  return `
log: ${log}
sources: [{ topics: [${topic}], start: earliest }]
sinks: { receiver: { type: http, url: "${url}", concurrency: 64 } }
rules: [{ name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [receiver] }]
metrics: { listen: 127.0.0.1:0 }
`
}

function topicOf({ size }: Scenario): string {
  return `bench-${size}`
}

/** Keys are spread over 1,000 devices. */
function eventAt(n: number, size: number): { key: Buffer; value: Buffer } {
  return { key: Buffer.from(`dcim.device:${n % 1_000}`), value: netboxEvent({ id: n + 1, size }) }
}

async function produce(broker: string, { size, events, ...scenario }: Scenario): Promise<void> {
  const topic = topicOf({ size, events, ...scenario })
  patchKafkajs()
  const client = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.ERROR })
  const admin = client.admin()
  await admin.connect()
  const there = new Set(await admin.listTopics())
  const topics = [topic, 'dead-letters.receiver', 'dead-letters.undecodable']
  await admin.createTopics({
    topics: topics
      .filter(topic => !there.has(topic))
      .map(topic => ({ topic, numPartitions: partitions, replicationFactor: 1 })),
  })
  await admin.disconnect()
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  await producer.connect()
  for (let n = 0; n < events; n += 500) {
    const messages = Array.from({ length: Math.min(500, events - n) }, (_, i) => eventAt(n + i, size))
    await producer.send({ topic, messages })
  }
  await producer.disconnect()
}

async function fill(path: string, { size, events, name }: Scenario): Promise<void> {
  const topic = topicOf({ size, events, name })
  const log = embeddedLog(
    { type: 'embedded', path, group: 'sluice', partitions, retention: 0, max_bytes: 0, on_full: 'refuse' },
    { logger: quietLogger },
  )
  await log.open()
  await log.createTopic(topic, { partitions })
  for (let n = 0; n < events; n += 1_000)
    await log.append(
      topic,
      Array.from({ length: Math.min(1_000, events - n) }, (_, i) => eventAt(n + i, size)),
    )
  await log.close()
}

/** What the command's first line sets for it: variables before `node`, options after. */
function firstLine(): { readonly env: NodeJS.ProcessEnv; readonly options: readonly string[] } {
  const [line = ''] = readFileSync(join(root, 'src/cli/main.ts'), 'utf8').split('\n')
  const [before = '', after = ''] = line.split(' node ')
  const settings = before.split(' ').filter(word => word.includes('='))
  return { env: Object.fromEntries(settings.map(word => word.split('='))), options: after.split(' ') }
}
