import { SluiceError } from '../../src/errors.ts'
import type { AppendLog, Bounds, LogRecord, NewRecord, Place } from '../../src/types.ts'
import type { Arrival, Reply } from '../suites/other-side.ts'

/** A log to append to that keeps what came, and answers as a test says. */
export class AppendDouble implements AppendLog {
  readonly came: { readonly topic: string; readonly record: NewRecord }[] = []
  /** The codes with which the next appends fail; undefined: one is taken. */
  failures: (string | undefined)[] = []
  /** Nobody is there. */
  away = false
  own = new Set<string>()
  closed = 0
  #held: (() => void)[] | undefined
  #working: NodeJS.Timeout | undefined

  hold(): void {
    this.#held = []
    // As a socket does, it keeps the process alive; the sink's own timer does not.
    this.#working = setInterval(() => {}, 1_000)
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    clearInterval(this.#working)
    for (const go of held) go()
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<readonly Place[]> {
    if (this.away) throw new SluiceError('append_failed', 'broker-7.internal:9092 is away')
    for (const record of records) this.came.push({ topic, record })
    const code = this.failures.shift()
    const held = this.#held
    if (held !== undefined) await new Promise<void>(resolve => held.push(resolve))
    if (code !== undefined) throw new SluiceError(code, `broker-7.internal:9092 said ${code}`)
    return records.map((_, offset) => ({ topic, partition: 0, offset }))
  }

  async bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    if (this.away) throw new SluiceError('log_unreachable', 'broker-7.internal:9092 is away')
    return this.came.some(one => one.topic === topic) ? [{ start: 0, end: 1 }] : undefined
  }

  reachable(): boolean {
    return !this.away
  }

  isOwn(topic: string): boolean {
    return this.own.has(topic)
  }

  async close(): Promise<void> {
    this.closed++
    this.release()
  }
}

/** With which code an append meets a reply; undefined: it is taken. */
export const codeFor: { readonly [reply in Reply]: string | undefined } = {
  accept: undefined,
  retry: 'append_failed',
  refuse: 'record_too_large',
  throttle: 'log_full',
}

/** What arrived, as a suite has it. */
export function arrivalOf({ value, headers = [] }: NewRecord | LogRecord): Arrival {
  const text = (wanted: string) => headers.find(({ name }) => name === wanted)?.value.toString() ?? ''
  return {
    body: value ?? Buffer.alloc(0),
    dedupId: text('dedup_id'),
    egressId: text('egress_id'),
    sourceId: text('source_id'),
  }
}
