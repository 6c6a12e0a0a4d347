/**
 * A real reader over the log in memory. A record's value names who wants it: `a,b` goes to the sinks a and b, `-` to
 * nobody, and what begins with `?` is no event.
 */
import { SluiceError } from '../../src/errors.ts'
import { DeadLetters } from '../../src/outbox/dead-letters.ts'
import { Memory } from '../../src/outbox/memory.ts'
import { Outbox } from '../../src/outbox/outbox.ts'
import { Progress } from '../../src/outbox/progress.ts'
import type { Sender } from '../../src/outbox/sender.ts'
import type { OutboxSettings } from '../../src/outbox/types.ts'
import { decodePositions, sinkId } from '../../src/positions.ts'
import { Reader } from '../../src/reader.ts'
import { Router } from '../../src/router.ts'
import type { Commit, Format, Log, Matcher, ReaderMeter } from '../../src/types.ts'
import { MemoryLog, type MemoryLogOptions } from './memory-log.ts'
import { CountingMeter, eventOf, KeptLogger, pass, ScriptedSender } from './outbox.ts'

export const topic = 'events'
export const group = 'sluice'

export class CountingReaderMeter implements ReaderMeter {
  readonly counts = {
    received: 0,
    matched: 0,
    unmatched: 0,
    tombstones: 0,
    undecodable: 0,
    commits: 0,
    tenures: 0,
    reread: 0,
    missed: 0,
    refused: 0,
  }
  readonly rules: string[] = []
  received(): void {
    this.counts.received++
  }
  matched(): void {
    this.counts.matched++
  }
  unmatched(): void {
    this.counts.unmatched++
  }
  tombstone(): void {
    this.counts.tombstones++
  }
  undecodable(): void {
    this.counts.undecodable++
  }
  missed(_sink: string, offsets: number): void {
    this.counts.missed += offsets
  }
  tenure(): void {
    this.counts.tenures++
  }
  reread(): void {
    this.counts.reread++
  }
  commit(ok: boolean): void {
    if (ok) this.counts.commits++
    else this.counts.refused++
  }
  ruleMatched(rule: string): void {
    this.rules.push(rule)
  }
  ruleFailed(): void {}
}

/** Any text is an event, but for what begins with a question mark. */
export const textFormat: Format = {
  name: 'text',
  decode(record) {
    if (record.value?.toString().startsWith('?')) throw new SluiceError('undecodable', 'byte 0: no event')
    return eventOf(record)
  },
}

/** Sends an event to the sinks that its text names. */
export const byName: Matcher = {
  match({ message }) {
    const text = message.toString()
    return { rules: [], sinks: text === '-' ? [] : text.split(',') }
  },
}

export interface TestReader {
  readonly reader: Reader
  /** By sink. */
  readonly senders: { readonly [sink: string]: ScriptedSender }
  readonly outboxes: ReadonlyMap<string, Outbox>
  readonly meters: ReadonlyMap<string, CountingMeter>
  readonly meter: CountingReaderMeter
  readonly logger: KeptLogger
  readonly fatal: Error[]
}

export interface TestReaderOptions {
  readonly sinks?: readonly string[]
  readonly settings?: Partial<OutboxSettings>
  readonly formerly?: ReadonlyMap<string, string>
  readonly start?: 'latest' | 'earliest'
  /** Settled deliveries after which a commit is due before its time. */
  readonly much?: number
}

/** A reader with a scripted sender for each sink, and `undecodable` with a real one. Not started. */
export function testReader(log: Log, options: TestReaderOptions = {}): TestReader {
  const { sinks = ['a', 'b'], settings = {}, formerly = new Map(), start = 'earliest', much = 1e9 } = options
  const logger = new KeptLogger()
  const meter = new CountingReaderMeter()
  const memory = new Memory(1e9)
  const deadLetters = new DeadLetters({
    log,
    topic: 'dead-letters.{sink}',
    fingerprint: 'test',
    cut: () => {},
  })
  const router = new Router({
    formats: new Map([[topic, textFormat]]),
    matcher: byName,
    maxRecordBytes: 1_000,
    meter,
  })
  const meters = new Map<string, CountingMeter>()
  const progress = new Progress(much)
  const outbox = (name: string, sender: Sender, buries: boolean) => {
    const sinkMeter = new CountingMeter()
    meters.set(name, sinkMeter)
    return new Outbox(
      {
        name,
        order: 'key',
        window: { count: 100, bytes: 1e6 },
        concurrency: 10,
        retry: { initial: 100, max: 1_000, factor: 2, max_elapsed: 60_000, max_attempts: 0 },
        breaker: { failures: 10, open: 30_000 },
        rate: 0,
        batch: { max_count: 1, max_bytes: 1e6, linger: 0 },
        span: 1_000,
        paused: false,
        ...settings,
      },
      {
        sender,
        bury: buries ? burial => deadLetters.write(burial) : undefined,
        memory,
        progress,
        meter: sinkMeter,
        logger,
        detach: work => router.detach(work),
        random: () => 1,
      },
    )
  }
  const senders = Object.fromEntries(sinks.map(sink => [sink, new ScriptedSender()]))
  const outboxes = new Map(sinks.map(sink => [sink, outbox(sink, senders[sink]!, true)]))
  const fatal: Error[] = []
  const reader = new Reader({
    log,
    progress,
    cursor: { group, topics: [{ topic, start }] },
    router,
    outboxes,
    undecodable: outbox(
      'undecodable',
      deadLetters.undecodableSender(() => meters.get('undecodable')?.deadLetterFailed()),
      false,
    ),
    formerly,
    metadataLimit: log.metadataLimit,
    writeGap: gap => deadLetters.writeGap(gap),
    meter,
    logger,
    fatal: error => fatal.push(error),
  })
  return { reader, senders, outboxes, meters, meter, logger, fatal }
}

/** A reader that has joined. After the test what is under way is aborted, and it drains. */
export async function reading(
  t: { after: (fn: () => Promise<void>) => void },
  log: MemoryLog,
  options?: TestReaderOptions,
): Promise<TestReader> {
  const made = testReader(log, options)
  made.reader.start()
  t.after(() => {
    for (const outbox of made.outboxes.values()) outbox.abort()
    return made.reader.drain(1_000)
  })
  await turns()
  return made
}

/** Lets mocked time pass, and everything that this sets off. */
export async function passAll(ms: number): Promise<void> {
  await turns()
  await pass(ms)
  await turns()
}

/** Where a commit says that a sink stands. */
export function stands(commit: Commit | undefined, sink: string): number {
  if (commit === undefined) throw new Error('nothing is committed')
  return decodePositions(commit).find(({ id }) => id === sinkId(sink))?.position ?? commit.offset
}

/** Appends records to partition 0, each as `key=sinks`; without a key as `=sinks`. */
export async function put(log: MemoryLog, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const [key, value = ''] = text.split('=')
    const record = { key: key ? Buffer.from(key) : null, value: Buffer.from(value), partition: 0 }
    await log.append(topic, [record])
  }
}

/** A log in memory with the source's topic and those of the dead letters. */
export async function testLog(options: MemoryLogOptions = {}, partitions = 1): Promise<MemoryLog> {
  const log = new MemoryLog(options)
  await log.createTopic(topic, { partitions })
  for (const sink of ['a', 'b', 'undecodable'])
    await log.createTopic(`dead-letters.${sink}`, { partitions: 1 })
  return log
}

/** What the group has committed for partition 0. */
export function committedOf(log: MemoryLog): Commit | undefined {
  return log.group(group).committed.get(`${topic}/0`)
}

/** Lets everything run that waits for no time. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}
