import type { TestContext } from 'node:test'
import type {
  Batch,
  Cursor,
  CursorListener,
  CursorOptions,
  Log,
  LogRecord,
  LogStatus,
  Tenure,
} from '../../src/types.ts'
import { until } from '../helpers/until.ts'

export interface FollowOptions extends CursorOptions {
  /** False: the test reads by itself. */
  readonly reads?: boolean
  /** Milliseconds for whatever is waited for. */
  readonly deadline: number
}

/**
 * A member of a group that reads what it is given, remembers it, and notes every call that the contract of
 * `CursorListener` or `Tenure` does not allow.
 */
export class Follower implements CursorListener {
  readonly calls: ('assigned' | 'rebalancing' | 'ended')[] = []
  readonly records: LogRecord[] = []
  /** What broke the contract, in words. */
  readonly broken: string[] = []
  readonly past: Tenure[] = []
  tenures: readonly Tenure[] = []
  failure: Error | undefined
  readonly #options: FollowOptions
  readonly #cursor: Cursor
  readonly #readers = new Set<Promise<void>>()
  #closed = false

  constructor(log: Log, options: FollowOptions) {
    this.#options = options
    this.#cursor = log.read({ group: options.group, topics: options.topics }, this)
  }

  assigned(tenures: readonly Tenure[]): void {
    this.calls.push('assigned')
    if (this.#closed) this.broken.push('assigned after close')
    if (this.past.some(tenure => !tenure.ended)) this.broken.push('assigned while an earlier tenure goes on')
    if (this.tenures.length > 0) this.broken.push('assigned twice without ended')
    for (const tenure of tenures) {
      if (tenure.ended) this.broken.push('assigned a tenure that has ended')
      if (!tenure.mayStart()) this.broken.push('assigned a tenure in which nothing may start')
      this.past.push(tenure)
    }
    this.tenures = tenures
    if (this.#options.reads === false) return
    for (const tenure of tenures) {
      tenure.seek(tenure.committed.offset)
      const reader = this.#readAll(tenure)
        .catch(error => {
          this.failure = error
        })
        .finally(() => this.#readers.delete(reader))
      this.#readers.add(reader)
    }
  }

  async rebalancing(): Promise<void> {
    this.calls.push('rebalancing')
    if (this.tenures.some(tenure => tenure.ended)) this.broken.push('rebalancing after the end')
  }

  ended(): void {
    this.calls.push('ended')
    if (this.past.some(tenure => !tenure.ended)) this.broken.push('ended while a tenure goes on')
    if (this.past.some(tenure => tenure.mayStart())) this.broken.push('may start after the end')
    this.tenures = []
  }

  failed(error: Error): void {
    this.failure = error
  }

  status(): LogStatus {
    return this.#cursor.status()
  }

  /** Leaves the group; every read has come back. */
  async close(): Promise<void> {
    await this.#cursor.close()
    this.#closed = true
    await Promise.all(this.#readers)
  }

  /** Waits until it has been given tenures of `count` partitions. */
  async owns(count: number): Promise<readonly Tenure[]> {
    await this.until(() => this.tenures.length === count, `${count} partitions`)
    return this.tenures
  }

  /** Waits for the tenure of its only partition. */
  async tenure(): Promise<Tenure> {
    return (await this.owns(1))[0]!
  }

  /** Waits until it has read `count` records. */
  async has(count: number): Promise<readonly LogRecord[]> {
    await this.until(() => this.records.length >= count, `${count} records`)
    return this.records
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    await until(
      () => {
        if (this.failure !== undefined) throw this.failure
        return condition()
      },
      what,
      this.#options.deadline,
    )
  }

  async #readAll(tenure: Tenure): Promise<void> {
    let next = tenure.committed.offset
    for (;;) {
      const batch = await tenure.read()
      if (batch === undefined) {
        if (!tenure.ended) this.broken.push('undefined before the tenure ended')
        return
      }
      this.#check(tenure, batch, next)
      this.records.push(...batch.records)
      next = batch.next
    }
  }

  #check(tenure: Tenure, batch: Batch, from: number): void {
    if (batch.next <= from) this.broken.push(`a batch from ${from} on that ends at ${batch.next}`)
    let lowest = from
    for (const { topic, partition, offset } of batch.records) {
      if (topic !== tenure.topic || partition !== tenure.partition) this.broken.push('a record of elsewhere')
      if (offset < lowest) this.broken.push(`offset ${offset} where at least ${lowest} is due`)
      lowest = offset + 1
    }
    if (lowest > batch.next) this.broken.push(`a record at or behind next ${batch.next}`)
  }
}

/** A follower that leaves with the test. */
export function follow(t: TestContext, log: Log, options: FollowOptions): Follower {
  const follower = new Follower(log, options)
  t.after(() => follower.close())
  return follower
}
