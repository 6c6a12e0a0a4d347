/** Parts of jobs, over a log in memory. */
import type { TestContext } from 'node:test'
import { Letters } from '../../src/dead-letters/letters.ts'
import type { JobView } from '../../src/jobs/job.ts'
import { Jobs, type JobsParts } from '../../src/jobs/jobs.ts'
import type { JobSpec } from '../../src/jobs/spec.ts'
import { DeadLetters } from '../../src/outbox/dead-letters.ts'
import { Routers } from '../../src/routers.ts'
import { formatsOf } from '../../src/sources.ts'
import type { CursorListener, Delivery, Outcome, Sink, Tenure } from '../../src/types.ts'
import { load } from './config-files.ts'
import { MemoryLog } from './memory-log.ts'
import { quietLogger } from './quiet-logger.ts'
import { until } from './until.ts'

/** A replay to the sink a. */
export function specWith(more: Partial<JobSpec> = {}): JobSpec {
  return {
    id: 'j',
    kind: 'replay',
    sink: 'a',
    rate: 0,
    by: 'ops',
    created: '2026-03-01T12:00:00Z',
    where: null,
    select: {},
    ...more,
  }
}

/** Keeps what a cursor tells. */
export class KeepingListener implements CursorListener {
  tenures: readonly Tenure[] = []
  assignments = 0
  ends = 0
  failure: Error | undefined
  assigned(tenures: readonly Tenure[]): void {
    this.tenures = tenures
    this.assignments++
  }
  async rebalancing(): Promise<void> {}
  ended(): void {
    this.ends++
  }
  failed(error: Error): void {
    this.failure = error
  }
}

/** An adapter that delivers everything, unless the test says otherwise. */
export class AnsweringSink implements Sink {
  readonly sent: Delivery[] = []
  answer: (delivery: Delivery) => Outcome | Promise<Outcome> = () => ({ kind: 'delivered' })
  async send(deliveries: readonly Delivery[]): Promise<readonly Outcome[]> {
    this.sent.push(...deliveries)
    return Promise.all(deliveries.map(delivery => this.answer(delivery)))
  }
  async close(): Promise<void> {}
}

/** Jobs, what they work on, and what came of them. */
export interface TestJobs {
  readonly jobs: Jobs
  readonly parts: JobsParts
  readonly log: MemoryLog
  readonly sink: AnsweringSink
  /** Appends an event for the sink crm to partition 0. */
  event(name: string): Promise<void>
  /** Waits for the end of a job. */
  ended(id: string): Promise<JobView>
}

/** Jobs for one sink, crm, over a log in memory whose topic `events` has two partitions. */
export async function testJobs(t: TestContext, log = new MemoryLog()): Promise<TestJobs> {
  const { config } = await load(
    t,
    `sources: [{ topics: [events] }]
sinks: { crm: { type: http, url: "http://127.0.0.1:1/", retry: { initial: 10ms, max: 20ms } } }
rules: [{ name: r, object_types: [dcim.device], event_types: [object_created], sinks: [crm] }]
`,
  )
  await log.createTopic('events', { partitions: 2 })
  await log.createTopic('dead-letters.crm', { partitions: 1 })
  const logger = quietLogger
  const deadLetters = new DeadLetters({ log, topic: 'dead-letters.{sink}', fingerprint: 'f', cut: () => {} })
  const sink = new AnsweringSink()
  const meter = { lookedUp() {}, compared() {} }
  const parts: JobsParts = {
    config,
    source: log,
    letters: new Letters({ log, topicOf: name => deadLetters.topicOf(name) }),
    router: new Routers(config, { logId: '', meter, logger }).get(undefined),
    formats: formatsOf(config.sources, ''),
    rules: config.rules,
    sinks: new Map([['crm', sink]]),
    deadLetters,
    logger,
  }
  const jobs = new Jobs(parts)
  t.after(() => jobs.suspend(0))
  return {
    jobs,
    parts,
    log,
    sink,
    async event(name) {
      const value = { event: 'created', object_type: 'dcim.device', username: name, data: { id: 1, name } }
      await log.append('events', [
        { key: Buffer.from(name), value: Buffer.from(JSON.stringify(value)), partition: 0 },
      ])
    },
    async ended(id) {
      await until(() => !['counting', 'running'].includes(jobs.get(id).state), `the end of ${id}`)
      return jobs.get(id)
    },
  }
}

/** A replay of everything there is. */
export const everything = {
  sink: 'crm',
  topic: undefined,
  from: { kind: 'earliest' },
  to: { kind: 'latest' },
  where: null,
  rate: 0,
  dryRun: false,
} as const
