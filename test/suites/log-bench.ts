import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { CursorTopic, Log, NewRecord, TopicSettings } from '../../src/types.ts'
import { type Follower, follow } from './follower.ts'

/** A log under test, and what it can do. */
export interface LogSuite {
  readonly name: string
  /** Why the suite is left out; false where it is not. */
  readonly skip?: string | false
  /** Milliseconds that anything may take. Joining a group takes seconds on Kafka. */
  readonly deadline: number
  /** Bytes of a value that the log refuses as too large. */
  readonly tooLarge: number
  /** A log that can be used, and is closed with the test. Called once per test. */
  open(t: TestContext): Promise<Log>
  /** Makes the log forget the records of a partition below an offset. */
  forget(log: Log, topic: string, partition: number, before: number): Promise<void>
}

/** What the tests of a log work with. */
export class LogBench {
  readonly suite: LogSuite

  constructor(suite: LogSuite) {
    this.suite = suite
  }

  open(t: TestContext): Promise<Log> {
    return this.suite.open(t)
  }

  /** Creates a topic; its name is used nowhere else. */
  async topic(log: Log, settings: Partial<TopicSettings> = {}): Promise<string> {
    const topic = unique('topic')
    await log.createTopic(topic, { partitions: 1, ...settings })
    return topic
  }

  /** Joins a group: a new one where none is named, from the earliest record where nothing else is said. */
  follow(t: TestContext, log: Log, topic: string, options: MemberOptions = {}): Follower {
    return follow(t, log, {
      group: options.group ?? unique('group'),
      topics: [{ topic, start: options.start ?? 'earliest' }],
      reads: options.reads ?? true,
      deadline: this.suite.deadline,
    })
  }
}

export interface MemberOptions {
  readonly group?: string
  readonly start?: CursorTopic['start']
  readonly reads?: boolean
}

/** A name that no other test and no other run uses. */
export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}

/** A record with this text as its value, without a key, for partition 0 where nothing else is said. */
export function record(value: string, more: Partial<NewRecord> = {}): NewRecord {
  return { key: null, value: Buffer.from(value), partition: 0, ...more }
}

/** Records `<prefix>0`, `<prefix>1`, … */
export function numbered(prefix: string, count: number, more: Partial<NewRecord> = {}): NewRecord[] {
  return Array.from({ length: count }, (_, i) => record(`${prefix}${i}`, more))
}

/** The values as text. */
export function texts(records: readonly { readonly value: Buffer | null }[]): string[] {
  return records.map(({ value }) => (value === null ? 'null' : value.toString()))
}
