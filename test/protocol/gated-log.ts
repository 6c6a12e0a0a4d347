/** The log in memory as one process sees it: what it writes waits until a schedule lets it go. */
import { SluiceError } from '../../src/errors.ts'
import type {
  Batch,
  Bounds,
  Commit,
  Cursor,
  CursorListener,
  CursorOptions,
  Log,
  LogRecord,
  LogStatus,
  NewRecord,
  Place,
  Reread,
  Tenure,
} from '../../src/types.ts'
import type { MemoryLog } from '../helpers/memory-log.ts'

/** A write that waits. */
export interface HeldAppend {
  go(): void
  readonly topic: string
  readonly records: readonly NewRecord[]
}

/** How a commit ends: stored; not stored; stored without an answer. */
export type CommitEnd = 'stored' | 'lost' | 'unanswered'

/** A commit that waits. */
export interface HeldCommit {
  readonly partition: number
  end(how: CommitEnd): void
}

/** What is told of a process. */
export interface Watch {
  append(append: HeldAppend): void
  /** A commit was sent; and it was stored. */
  commitSent(partition: number, commit: Commit, held: HeldCommit): void
  committed(partition: number, commit: Commit): void
  /** New tenures; every earlier one has ended. */
  assigned(tenures: readonly Tenure[]): void
}

export class GatedLog implements Log {
  readonly kind = 'embedded'
  readonly name = 'memory'
  readonly id = ''
  readonly metadataLimit: number
  readonly watch: Watch
  readonly #log: MemoryLog
  readonly #sinks: readonly string[]

  /** `sinks`: those that the process knows; to others it sends nothing. */
  constructor(log: MemoryLog, sinks: readonly string[], watch: Watch) {
    this.#sinks = sinks
    this.metadataLimit = log.metadataLimit
    this.#log = log
    this.watch = watch
  }

  append(topic: string, records: readonly NewRecord[]): Promise<readonly Place[]> {
    return new Promise((resolve, reject) => {
      const go = () => this.#log.append(topic, records).then(resolve, reject)
      this.watch.append({ topic, records, go })
    })
  }

  read(options: CursorOptions, listener: CursorListener): Cursor {
    return this.#log.read(options, {
      assigned: tenures => {
        this.watch.assigned(tenures)
        listener.assigned(tenures.map(tenure => new GatedTenure(tenure, this.#sinks, this.watch)))
      },
      rebalancing: () => listener.rebalancing(),
      ended: () => listener.ended(),
      failed: error => listener.failed(error),
    })
  }

  open(): Promise<void> {
    return this.#log.open()
  }

  scan(topic: string, partition: number, from: number, to: number): AsyncIterable<LogRecord> {
    return this.#log.scan(topic, partition, from, to)
  }

  bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    return this.#log.bounds(topic)
  }

  committed(group: string, topic: string): Promise<readonly (Commit | undefined)[]> {
    return this.#log.committed(group, topic)
  }

  async createTopic(): Promise<void> {}

  status(): LogStatus {
    return this.#log.status()
  }

  async close(): Promise<void> {}
}

class GatedTenure implements Tenure {
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
  readonly #tenure: Tenure
  readonly #sinks: readonly string[]
  readonly #watch: Watch

  constructor(tenure: Tenure, sinks: readonly string[], watch: Watch) {
    this.#sinks = sinks
    this.topic = tenure.topic
    this.partition = tenure.partition
    this.committed = tenure.committed
    this.bounds = tenure.bounds
    this.#tenure = tenure
    this.#watch = watch
  }

  get ended(): boolean {
    return this.#tenure.ended
  }

  mayStart(): boolean {
    return this.#tenure.mayStart()
  }

  seek(offset: number): void {
    this.#tenure.seek(offset)
  }

  async read(): Promise<Batch | undefined> {
    return this.#forKnown(await this.#tenure.read())
  }

  reread(from: number): Reread {
    const reread = this.#tenure.reread(from)
    return { read: async () => this.#forKnown(await reread.read()), close: () => reread.close() }
  }

  /** Of the sinks that records name, those that the process knows. */
  #forKnown(batch: Batch | undefined): Batch | undefined {
    return (
      batch && { ...batch, records: batch.records.map(record => ({ ...record, value: this.#named(record) })) }
    )
  }

  #named({ value }: LogRecord): Buffer {
    const text = value?.toString() ?? ''
    const named = text.split(',').filter(name => this.#sinks.includes(name))
    return Buffer.from(text === '?' ? text : named.join() || '-')
  }

  async commit(commit: Commit): Promise<void> {
    const { partition } = this
    const how = await new Promise<CommitEnd>(end =>
      this.#watch.commitSent(partition, commit, { partition, end }),
    )
    const failed = new SluiceError('commit_failed', 'no answer')
    if (how === 'lost') throw failed
    await this.#tenure.commit(commit)
    this.#watch.committed(partition, commit)
    if (how === 'unanswered') throw failed
  }
}
