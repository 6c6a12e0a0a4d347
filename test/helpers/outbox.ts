/** An outbox with a scripted other side, for tests of lanes and the reader. */
import { mock } from 'node:test'
import type { Burial } from '../../src/outbox/burial.ts'
import { Memory } from '../../src/outbox/memory.ts'
import { Outbox } from '../../src/outbox/outbox.ts'
import type { EventWork, Work } from '../../src/outbox/owed.ts'
import { Progress } from '../../src/outbox/progress.ts'
import type { Attempt, Sender } from '../../src/outbox/sender.ts'
import type { OutboxParts, OutboxSettings } from '../../src/outbox/types.ts'
import type { Event, Logger, LogRecord, Outcome, Rule, SinkMeter, Tenure } from '../../src/types.ts'
import { logRecord } from './events.ts'

export const delivered: Outcome = { kind: 'delivered' }
export const failed: Outcome = { kind: 'retry', class: 'unavailable', reason: 'answered 503', status: 503 }
export const refused: Outcome = { kind: 'refused', class: 'rejected', reason: 'answered 422', status: 422 }

/** One request under way at a scripted sender. */
export interface Request {
  readonly offsets: readonly number[]
  readonly attempts: readonly Attempt[]
  answer(...outcomes: Outcome[]): void
  fail(error: Error): void
}

/** Holds every request until the test answers it. */
export class ScriptedSender implements Sender {
  /** Under way, oldest first. */
  readonly wire: Request[] = []
  /** Offsets in the order in which requests were started. */
  readonly started: number[] = []

  send(attempts: readonly Attempt[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const offsets = attempts.map(({ work }) => work.record.offset)
    this.started.push(...offsets)
    return new Promise((resolve, reject) => {
      const gone = () => this.wire.splice(this.wire.indexOf(request), 1)
      const request: Request = {
        offsets,
        attempts,
        answer: (...outcomes) => {
          gone()
          resolve(outcomes)
        },
        fail: error => {
          gone()
          reject(error)
        },
      }
      this.wire.push(request)
      signal.addEventListener('abort', () => request.fail(signal.reason as Error), { once: true })
    })
  }

  /** The request under way for an offset. */
  at(offset: number): Request {
    const request = this.wire.find(({ offsets }) => offsets.includes(offset))
    if (request === undefined)
      throw new Error(`no request under way for ${offset}: ${JSON.stringify(this.wire.map(r => r.offsets))}`)
    return request
  }
}

export class CountingMeter implements SinkMeter {
  readonly counts = { taken: 0, delivered: 0, deadLettered: 0, deadLetterFailed: 0, shed: 0, attempts: 0 }
  /** Of each settled delivery. */
  readonly attempts: number[] = []
  cut = 0
  taken(): void {
    this.counts.taken++
  }
  attempted(): void {
    this.counts.attempts++
  }
  delivered(_age: number, attempts: number): void {
    this.counts.delivered++
    this.attempts.push(attempts)
  }
  deadLettered(_stage: string, attempts: number): void {
    this.counts.deadLettered++
    this.attempts.push(attempts)
  }
  deadLetterCut(): void {
    this.cut++
  }
  deadLetterFailed(): void {
    this.counts.deadLetterFailed++
  }
  shed(count: number): void {
    this.counts.shed += count
  }
}

/** Keeps lines instead of writing them. */
export class KeptLogger implements Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: object }[] = []
  debug(fields: object, message: string): void {
    this.lines.push({ level: 'debug', message, fields })
  }
  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', message, fields })
  }
  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', message, fields })
  }
  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', message, fields })
  }
  isLevelEnabled(): boolean {
    return true
  }
  /** Its lines are kept here too, with the fields they share. */
  child(shared: object): Logger {
    const kept = this.lines
    const line = (level: string) => (fields: object, message: string) =>
      void kept.push({ level, message, fields: { ...shared, ...fields } })
    return {
      debug: line('debug'),
      info: line('info'),
      warn: line('warn'),
      error: line('error'),
      isLevelEnabled: () => true,
      child: more => this.child({ ...shared, ...more }),
    }
  }
}

export interface TestTenure extends Tenure {
  startable: boolean
}

/** A tenure that only says whether requests may start. */
export function idleTenure(topic = 'events', partition = 0): TestTenure {
  return {
    topic,
    partition,
    committed: { offset: 0, metadata: '', low: 0 },
    bounds: { start: 0, end: Number.MAX_SAFE_INTEGER },
    ended: false,
    startable: true,
    mayStart() {
      return this.startable
    },
    seek() {},
    read: () => new Promise(() => {}),
    reread: () => ({ read: () => new Promise(() => {}), close() {} }),
    commit: async () => {},
  }
}

export interface TestOutbox {
  readonly outbox: Outbox
  readonly sender: ScriptedSender
  readonly meter: CountingMeter
  readonly logger: KeptLogger
  readonly buried: Burial[]
}

export function testOutbox(
  settings: Partial<OutboxSettings> = {},
  parts: Partial<OutboxParts> = {},
): TestOutbox {
  const sender = new ScriptedSender()
  const meter = new CountingMeter()
  const logger = new KeptLogger()
  const buried: Burial[] = []
  const outbox = new Outbox(
    {
      name: 'crm',
      order: 'key',
      window: { count: 100, bytes: 1_000_000 },
      concurrency: 10,
      retry: { initial: 100, max: 1_000, factor: 2, max_elapsed: 60_000, max_attempts: 0 },
      breaker: { failures: 10, open: 30_000 },
      rate: 0,
      batch: { max_count: 1, max_bytes: 1_000_000, linger: 0 },
      span: 1_000,
      paused: false,
      ...settings,
    },
    {
      sender,
      bury: async burial => {
        buried.push(burial)
      },
      memory: new Memory(1e9),
      progress: new Progress(1e9),
      meter,
      logger,
      detach: work => work,
      random: () => 1,
      ...parts,
    },
  )
  return { outbox, sender, meter, logger, buried }
}

/** A record as work; the outbox does not look into it. */
export function work(offset: number, value = 'x'): Work {
  const record = logRecord(value, { topic: 'events', partition: 0, offset })
  return { record, problem: new Error('none') as never }
}

/** An event as work. Its key and its sinks are what the test says. */
export function eventWork(
  record: LogRecord,
  sinks: readonly string[],
  rules: readonly Rule[] = [],
): EventWork {
  return { record, event: eventOf(record), match: { rules, sinks } }
}

/** An event of a record, decoded by nobody: `key` is the record's, the source id follows from the offset. */
export function eventOf(record: LogRecord): Event {
  const message = record.value ?? Buffer.alloc(0)
  return {
    record,
    message,
    sourceId: `00000000-0000-5000-8000-${record.offset.toString(16).padStart(12, '0')}`,
    givenId: undefined,
    type: 'object_updated',
    objectType: 'dcim.device',
    model: 'device',
    timestamp: '2025-10-29T10:30:00.000456Z',
    key: record.key?.toString('latin1'),
    netboxVersion: '',
    span: () => undefined,
    member: () => undefined,
  }
}

/** A rule by its name, its sinks and nothing else. */
export function rule(name: string, sinks: readonly string[], more: Partial<Rule> = {}): Rule {
  return {
    name,
    enabled: true,
    description: '',
    objectTypes: [],
    eventTypes: [],
    conditions: null,
    actionData: undefined,
    sinks,
    ...more,
  }
}

/** Lets promises that are due run, under mocked timers as well. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** Has time stand still but for `pass`. */
export function mockTime(t: { after: (fn: () => void) => void }): void {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_790_000_000_000 })
  t.after(() => mock.timers.reset())
}

/** Lets mocked time pass, and what it sets off run. */
export async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms)
  await settle()
}
