import type { Burial } from '../outbox/burial.ts'
import { Memory } from '../outbox/memory.ts'
import { Outbox } from '../outbox/outbox.ts'
import { Progress } from '../outbox/progress.ts'
import type { Sender } from '../outbox/sender.ts'
import type { OutboxSettings } from '../outbox/types.ts'
import { Reader } from '../reader.ts'
import type { RecordRouter } from '../router.ts'
import type { Stretch } from '../stretch.ts'
import type { Log, Logger } from '../types.ts'
import { type JobCounts, uncounted } from './job-counts.ts'
import { JobLog } from './job-log.ts'
import type { JobSpec } from './spec.ts'

export interface JobRunParts {
  readonly spec: JobSpec
  readonly stretches: readonly Stretch[]
  /** The log that the stretches are of. */
  readonly log: Log
  /** `<group>.job.<id>` */
  readonly group: string
  /** The sink's own, as the job has them. */
  readonly settings: OutboxSettings
  readonly router: RecordRouter
  readonly sender: Sender
  readonly bury: (burial: Burial) => Promise<void>
  readonly counts: JobCounts
  readonly logger: Logger
  /** It cannot go on. Called once at most. */
  readonly failed: (error: Error) => void
}

const often = 50 // settled deliveries after which it is committed before the second is over

/** A job at work: a read of its own, with a group of its own, for an outbox of its own; nothing live waits for it. */
export class JobRun {
  readonly #parts: JobRunParts
  readonly #log: JobLog
  readonly #reader: Reader
  readonly #outbox: Outbox

  constructor(parts: JobRunParts) {
    const { spec, stretches, group, settings, router, sender, bury, counts, logger } = parts
    this.#parts = parts
    this.#log = new JobLog(parts.log, spec, stretches)
    const progress = new Progress(often)
    this.#outbox = new Outbox(settings, {
      sender,
      bury,
      memory: new Memory(settings.window.bytes),
      progress,
      meter: counts,
      logger,
      detach: work => router.detach(work),
      random: Math.random,
    })
    const topics = [...new Set(stretches.map(({ topic }) => topic))]
    this.#reader = new Reader({
      log: this.#log,
      progress,
      cursor: { group, topics: topics.map(topic => ({ topic, start: 'earliest' })) },
      router: router,
      outboxes: new Map([[settings.name, this.#outbox]]),
      undecodable: undefined,
      formerly: new Map(),
      metadataLimit: this.#log.metadataLimit,
      writeGap: async () => {}, // the log line tells it: what the job was to send again was sent, or given up, once
      meter: uncounted,
      logger,
      fatal: error => parts.failed(error),
    })
  }

  start(): void {
    this.#reader.start()
  }

  /** Why it waits, where it does. */
  get detail(): string {
    const { ready, detail } = this.#reader.status()
    const { breaker, paused, alarm } = this.#outbox.state
    if (!ready) return detail
    if (paused) return 'the sink is paused by the configuration'
    return alarm ?? (breaker === 'closed' ? '' : 'the sink fails at everything')
  }

  /** Offsets of its stretches that are settled. */
  get settled(): number {
    const positions = new Map(
      [...this.#reader.positions()].map(({ topic, partition, position }) => [
        `${topic}/${partition}`,
        position,
      ]),
    )
    return this.#parts.stretches.reduce((sum, { topic, partition, from, to }) => {
      const position = positions.get(`${topic}/${partition}`) ?? from
      return sum + Math.max(0, Math.min(position, to) - from)
    }, 0)
  }

  /** Commits what settled and leaves the group. */
  async drain(grace: number): Promise<void> {
    await this.#reader.drain(grace)
  }

  /** Gives the job up for good: it cannot be gone on with. */
  async giveUp(): Promise<void> {
    this.#outbox.stop()
    await this.#log.giveUp()
    this.#outbox.abort()
    await this.drain(0)
  }
}
