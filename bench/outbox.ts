/**
 * What the core costs by itself: µs of CPU per event from a record read to settled at all sinks that want it, with
 * senders that answer at once; 64 requests at a time, 1,000 keys. No decoding, rules, envelope or network.
 *
 * Latest (Node 26.10, 2 shared cores): 1 sink 0.9, with a turn of the event loop per answer 1.2, with a log line per
 * attempt 5.5; 1 of 100 sinks 0.9; 10 sinks 6; 100 sinks 83.
 */
import { createWriteStream } from 'node:fs'
import { pino } from 'pino'
import { SinkCounts } from '../src/ops/sink-counts.ts'
import { Memory } from '../src/outbox/memory.ts'
import { Outbox } from '../src/outbox/outbox.ts'
import { Progress } from '../src/outbox/progress.ts'
import type { Sender } from '../src/outbox/sender.ts'
import { OwnedPartition, type PartitionParts } from '../src/partition.ts'
import { Share } from '../src/reading/share.ts'
import { Router } from '../src/router.ts'
import type { Batch, Event, Logger, LogRecord, Match, Outcome, ReaderMeter, Tenure } from '../src/types.ts'

const keys = 1_000
const perFetch = 500
const concurrency = 64
const window = 1_000

interface Case {
  readonly name: string
  /** All of the configuration, and how many of them want each event. */
  readonly sinks: number
  readonly wanted: number
  readonly logger: Logger
  /** Whether an answer takes a turn of the event loop, as a socket's does. */
  readonly turns: boolean
}

const deliveries = 300_000
const off = pino({ level: 'warn' }, createWriteStream('/dev/null'))
const info = pino({ level: 'info' }, pino.destination({ dest: '/dev/null', sync: false, minLength: 8_192 }))

const cases: readonly Case[] = [
  { name: '1 sink, answers at once', sinks: 1, wanted: 1, logger: off, turns: false },
  { name: '1 sink, answers in the next turn', sinks: 1, wanted: 1, logger: off, turns: true },
  { name: '1 sink, a log line per attempt', sinks: 1, wanted: 1, logger: info, turns: false },
  { name: '1 of 100 sinks', sinks: 100, wanted: 1, logger: off, turns: false },
  { name: '10 sinks', sinks: 10, wanted: 10, logger: off, turns: false },
  { name: '100 sinks', sinks: 100, wanted: 100, logger: off, turns: false },
]

/** CPU microseconds for so many events. */
async function run({ sinks, wanted, logger, turns }: Case, count: number): Promise<number> {
  const names = Array.from({ length: sinks }, (_, n) => `sink-${n}`)
  const memory = new Memory(512 * 1024 * 1024)
  const outbox = (name: string, sender: Sender) =>
    new Outbox(
      {
        name,
        order: 'key',
        window: { count: window, bytes: 8 * 1024 * 1024 },
        concurrency,
        retry: { initial: 500, max: 300_000, factor: 2, max_elapsed: 86_400_000, max_attempts: 0 },
        rate: 0,
        breaker: { failures: 10, open: 30_000 },
        batch: { max_count: 1, max_bytes: 1024 * 1024, linger: 0 },
        span: 10_000,
        paused: false,
      },
      {
        sender,
        bury: undefined,
        memory,
        progress: new Progress(1e9),
        meter: new SinkCounts(name),
        logger,
        detach: work => work,
        random: Math.random,
      },
    )
  const sender = turns ? nextTurn : atOnce
  const match: Match = { rules: [], sinks: names.slice(0, wanted) }
  const parts: PartitionParts = {
    router: new Router({
      formats: new Map([['events', { name: 'ready-made', decode: eventOf }]]),
      matcher: { match: () => match },
      maxRecordBytes: 1e6,
      meter: noMeter,
    }),
    outboxes: new Map(names.map(name => [name, outbox(name, sender)])),
    undecodable: outbox('undecodable', sender),
    formerly: new Map(),
    metadataLimit: 4_096,
    writeGap: async () => {},
    meter: noMeter,
    logger,
  }
  const shared = { share: new Share(), isReserved: () => false }
  const partition = new OwnedPartition(tenureOf(count), parts, shared)
  const before = process.cpuUsage()
  await partition.run()
  while (partition.settled < count) await new Promise(setImmediate)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const delivered: Promise<readonly Outcome[]> = Promise.resolve([{ kind: 'delivered' }])
const atOnce: Sender = { send: () => delivered }
const nextTurn: Sender = {
  send: () => new Promise(resolve => setImmediate(() => resolve([{ kind: 'delivered' }]))),
}

const value = Buffer.alloc(1_015, 0x20)
const keyTexts = Array.from({ length: keys }, (_, n) => `dcim.device:${n}`)
const keyBytes = keyTexts.map(text => Buffer.from(text))

function tenureOf(count: number): Tenure {
  let next = 0
  return {
    topic: 'events',
    partition: 0,
    committed: { offset: 0, metadata: '', low: 0 },
    bounds: { start: 0, end: count },
    ended: false,
    mayStart: () => true,
    seek: () => {},
    reread: () => ({ read: async () => undefined, close() {} }),
    commit: async () => {},
    async read(): Promise<Batch | undefined> {
      if (next >= count) return undefined
      const records: LogRecord[] = []
      for (; records.length < perFetch && next < count; next++) {
        const key = keyBytes[next % keys] ?? null
        records.push({ topic: 'events', partition: 0, offset: next, timestamp: 1, key, value, headers: [] })
      }
      return { records, next }
    },
  }
}

function eventOf(record: LogRecord): Event {
  return {
    record,
    message: value,
    sourceId: '0b0e0a5c-6a0e-5b1e-8f3e-5a2b7d1c9e4f',
    givenId: undefined,
    type: 'object_updated',
    objectType: 'dcim.device',
    model: 'device',
    timestamp: '2025-10-29T10:30:00.000456Z',
    key: keyTexts[record.offset % keys],
    netboxVersion: '',
    span: () => undefined,
    member: () => undefined,
  }
}

const noMeter: ReaderMeter = {
  received() {},
  matched() {},
  unmatched() {},
  tombstone() {},
  undecodable() {},
  commit() {},
  missed() {},
  ruleMatched() {},
  ruleFailed() {},
}

for (const each of cases) {
  const count = Math.ceil(deliveries / each.wanted)
  await run(each, Math.min(count, 20_000))
  const cpu = await run(each, count)
  console.log(`${each.name.padEnd(36)} ${(cpu / count).toFixed(2).padStart(7)} µs per event`)
}
