import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from './errors.ts'
import type { Outbox } from './outbox/outbox.ts'
import { OwnedPartition, type PartitionParts } from './partition.ts'
import type { Cursor, CursorOptions, Log, LogStatus, Tenure } from './types.ts'

export interface ReaderParts extends PartitionParts {
  readonly log: Log
  readonly cursor: CursorOptions
  /** Reading must not go on without an operator. Called once. */
  readonly fatal: (error: Error) => void
}

const commitEvery = 1_000 // ms; what is repeated after a crash is what settled since
const commitEveryWhileChanging = 50 // ms, from the begin of a rebalance to the join

/**
 * Reads the source once for all sinks: a tenure begins with its positions, its records go to the lanes, and a timer
 * commits how far each sink is settled.
 */
export class Reader {
  readonly #parts: ReaderParts
  readonly #owned = new Set<OwnedPartition>()
  #cursor: Cursor | undefined
  #timer: NodeJS.Timeout | undefined
  #state: 'new' | 'reading' | 'stopped' | 'failed' = 'new'
  #failure: Error | undefined

  constructor(parts: ReaderParts) {
    this.#parts = parts
  }

  /** Joins the group. */
  start(): void {
    this.#state = 'reading'
    this.#cursor = this.#parts.log.read(this.#parts.cursor, {
      assigned: tenures => this.#assigned(tenures),
      rebalancing: () => this.#rebalancing(),
      ended: () => this.#end(),
      failed: error => this.#fail(error),
    })
    this.#commitEach(commitEvery)
  }

  status(): LogStatus {
    if (this.#failure !== undefined) return { ready: false, detail: messageOf(this.#failure) }
    return this.#cursor?.status() ?? { ready: false, detail: 'not started' }
  }

  /** What is read at present, for metrics. */
  *partitions(): Generator<{ topic: string; partition: number; read: number; done: number }> {
    for (const { tenure, read, done } of this.#owned)
      yield { topic: tenure.topic, partition: tenure.partition, read, done }
  }

  /**
   * Stops reading and starting, waits up to `grace` ms for what is on the wire, commits what settled, and leaves the
   * group. What was not sent is not touched: the log has it.
   */
  async drain(grace: number): Promise<void> {
    this.#stop()
    const outboxes = this.#outboxes()
    for (const outbox of outboxes) outbox.stop()
    const quiet = Promise.all(outboxes.map(outbox => outbox.idle()))
    const timeout = new AbortController()
    await Promise.race([quiet, sleep(grace, undefined, { signal: timeout.signal }).catch(() => {})])
    timeout.abort()
    for (const outbox of outboxes) outbox.abort()
    await this.#commitFinally()
    await this.#cursor?.close()
    this.#end()
  }

  #outboxes(): Outbox[] {
    return [...this.#parts.outboxes.values(), this.#parts.undecodable]
  }

  #stop(): void {
    if (this.#state === 'reading') this.#state = 'stopped'
    clearInterval(this.#timer)
    for (const partition of this.#owned) partition.stop()
  }

  #assigned(tenures: readonly Tenure[]): void {
    this.#commitEach(commitEvery)
    if (this.#state !== 'reading') return
    for (const tenure of tenures) {
      try {
        const partition = new OwnedPartition(tenure, this.#parts)
        this.#owned.add(partition)
        partition.run().catch(error => this.#fail(error))
      } catch (error) {
        this.#fail(error)
        return
      }
    }
  }

  #rebalancing(): void {
    if (this.#state !== 'reading') return
    this.#commitAll()
    this.#commitEach(commitEveryWhileChanging)
  }

  #end(): void {
    for (const partition of this.#owned) partition.end()
    this.#owned.clear()
  }

  #fail(error: unknown): void {
    if (this.#state === 'failed') return
    this.#state = 'failed'
    clearInterval(this.#timer)
    this.#failure = error instanceof Error ? error : new Error(String(error))
    for (const partition of this.#owned) partition.stop()
    this.#parts.fatal(this.#failure)
  }

  #commitEach(interval: number): void {
    clearInterval(this.#timer)
    if (this.#state === 'reading') this.#timer = setInterval(() => this.#commitAll(), interval)
  }

  #commitAll(): void {
    for (const partition of this.#owned) partition.commit().catch(error => this.#fail(error))
  }

  /** The last commits before leaving; a few tries, since what they miss is sent again. */
  async #commitFinally(): Promise<void> {
    for (let tries = 0; tries < 10; tries++) {
      const stored = await Promise.all([...this.#owned].map(partition => partition.commit()))
      if (stored.every(Boolean)) return
      await sleep(100)
    }
  }
}
