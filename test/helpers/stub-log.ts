/** A log that keeps what is appended in memory, and fails the way a test says. It has no cursors. */
import { SluiceError } from '../../src/errors.ts'
import type { Bounds, Commit, Cursor, Log, LogRecord, LogStatus, NewRecord, Place } from '../../src/types.ts'

/** One call of `append`. */
export interface Appended {
  readonly topic: string
  readonly records: readonly NewRecord[]
}

export class StubLog implements Log {
  readonly kind = 'embedded'
  readonly name = 'embedded ./stub'
  readonly id = '6f1f2f3c-0000-4000-8000-000000000001'
  readonly metadataLimit = 4_096
  /** What was appended, call by call. */
  readonly appended: Appended[] = []
  /** Set: not ready, with this detail. */
  unready: string | undefined
  #failure: SluiceError | undefined
  #held: (() => void)[] | undefined

  /** Appends fail with this code from now on; undefined: they work again. */
  fail(code: string | undefined): void {
    this.#failure =
      code === undefined ? undefined : new SluiceError(code, `broker-7.internal:9092 said ${code}`)
  }

  /** Appends wait for `release`. */
  hold(): void {
    this.#held = []
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const go of held) go()
  }

  /** Appends that wait. */
  get holding(): number {
    return this.#held?.length ?? 0
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<readonly Place[]> {
    const held = this.#held
    if (held !== undefined) await new Promise<void>(resolve => held.push(resolve))
    if (this.#failure !== undefined) throw this.#failure
    const first = this.appended.reduce(
      (sum, call) => sum + (call.topic === topic ? call.records.length : 0),
      0,
    )
    this.appended.push({ topic, records })
    return records.map((_, index) => ({ topic, partition: 0, offset: first + index }))
  }

  status(): LogStatus {
    return this.unready === undefined ? { ready: true, detail: '' } : { ready: false, detail: this.unready }
  }

  async open(): Promise<void> {}
  async close(): Promise<void> {}
  async createTopic(): Promise<void> {}

  read(): Cursor {
    throw new Error('a stub log has no cursors')
  }

  async *scan(topic: string, partition: number, from: number, to: number): AsyncGenerator<LogRecord> {
    const records = this.appended.filter(call => call.topic === topic).flatMap(call => call.records)
    for (const [offset, record] of records.entries()) {
      if (offset < from || offset >= to) continue
      const { key, value, headers = [], timestamp = 0 } = record
      yield { topic, partition, offset, key, value, headers, timestamp }
    }
  }

  async bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    const calls = this.appended.filter(call => call.topic === topic)
    if (calls.length === 0) return undefined
    return [{ start: 0, end: calls.reduce((sum, { records }) => sum + records.length, 0) }]
  }

  async committed(): Promise<readonly (Commit | undefined)[]> {
    return []
  }
}
