/** The core by itself: outboxes over a partition that is there at once. No decoding, rules, envelope or network. */
import { SinkCounts } from '../../src/ops/sink-counts.ts'
import { Memory } from '../../src/outbox/memory.ts'
import { Outbox } from '../../src/outbox/outbox.ts'
import { Progress } from '../../src/outbox/progress.ts'
import type { Sender } from '../../src/outbox/sender.ts'
import type { PartitionParts } from '../../src/partition.ts'
import { Router } from '../../src/router.ts'
import type {
  Batch,
  Event,
  Logger,
  LogRecord,
  Match,
  Outcome,
  ReaderMeter,
  Reread,
  Tenure,
} from '../../src/types.ts'

const keys = 1_000
const perFetch = 500
const concurrency = 64
const window = 1_000

const delivered: Promise<readonly Outcome[]> = Promise.resolve([{ kind: 'delivered' }])
/** A sink that answers at once. */
export const atOnce: Sender = { send: () => delivered }
/** A sink whose answer takes a turn of the event loop, as a socket's does. */
export const nextTurn: Sender = {
  send: () => new Promise(resolve => setImmediate(() => resolve([{ kind: 'delivered' }]))),
}
/** A sink that never answers. */
export const never: Sender = { send: () => new Promise(() => {}) }

/** Parts of a partition with these sinks, each with its sender; `wanted` are those who want each event. */
export function coreParts(
  senders: ReadonlyMap<string, Sender>,
  wanted: readonly string[],
  logger: Logger,
): PartitionParts {
  const memory = new Memory(512 * 1024 * 1024)
  const match: Match = { rules: [], sinks: wanted }
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
  return {
    router: new Router({
      formats: new Map([['events', { name: 'ready-made', decode: eventOf }]]),
      matcher: { match: () => match },
      maxRecordBytes: 1e6,
      meter: noMeter,
    }),
    outboxes: new Map([...senders].map(([name, sender]) => [name, outbox(name, sender)])),
    undecodable: outbox('undecodable', atOnce),
    formerly: new Map(),
    metadataLimit: 4_096,
    writeGap: async () => {},
    meter: noMeter,
    logger,
  }
}

const value = Buffer.alloc(1_015, 0x20)
const keyTexts = Array.from({ length: keys }, (_, n) => `dcim.device:${n}`)
const keyBytes = keyTexts.map(text => Buffer.from(text))

/** A tenure of a partition with so many records of 1 KB, which begins where the commit says. */
export function coreTenure(count: number, metadata = '', offset = 0): Tenure {
  let head = readOf(0, count)
  return {
    topic: 'events',
    partition: 0,
    committed: { offset, metadata, low: 0 },
    bounds: { start: 0, end: count },
    ended: false,
    mayStart: () => true,
    seek: from => {
      head = readOf(from, count)
    },
    read: () => head.read(),
    reread: from => readOf(from, count),
    commit: async () => {},
  }
}

function readOf(from: number, count: number): Reread {
  let next = from
  return {
    async read(): Promise<Batch | undefined> {
      if (next >= count) return undefined
      const records: LogRecord[] = []
      for (; records.length < perFetch && next < count; next++) {
        const key = keyBytes[next % keys] ?? null
        records.push({ topic: 'events', partition: 0, offset: next, timestamp: 1, key, value, headers: [] })
      }
      return { records, next }
    },
    close() {},
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
  tenure() {},
  reread() {},
  missed() {},
  ruleMatched() {},
  ruleFailed() {},
}
