import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Outbox } from '../outbox/outbox.ts'
import type { Work } from '../outbox/owed.ts'
import type { Batch, LogRecord } from '../types.ts'
import { Keeping } from './keeping.ts'
import { Patience } from './patience.ts'
import type { Places } from './places.ts'
import type { Share } from './share.ts'
import { Signal } from './signal.ts'
import type { PartitionParts } from './types.ts'

// Long enough to cost nothing, short enough that sockets and timers get their turn about every millisecond.
const yieldEvery = 256

export interface HeadParts extends Pick<PartitionParts, 'router' | 'outboxes' | 'undecodable'> {
  readonly share: Share
  /** Whether a laggard of this sink was passed over so often that the heads leave room for it. */
  readonly isReserved: (outbox: Outbox) => boolean
}

/**
 * The first read of a partition: hands each record to all at the head who want it. Who has no room is left behind, but
 * for the last one with whom the head stands: for that one it waits, or everything would be read twice.
 */
export class Head {
  readonly #places: Places
  readonly #parts: HeadParts
  readonly #keeping: Keeping
  readonly #patience = new Patience()
  readonly #changed = new Signal()
  #stopped = false
  #sinceTurn = 0

  constructor(places: Places, parts: HeadParts) {
    this.#places = places
    this.#parts = parts
    this.#keeping = new Keeping(parts.router)
  }

  /** Reads until the tenure ends or `stop` is called. Rejects only on a defect, or where the log cannot be read. */
  async run(): Promise<void> {
    const { tenure } = this.#places
    tenure.seek(this.#places.read)
    while (!this.#over) {
      if (this.#places.nobodyAtHead) {
        await this.#changed.wait()
        continue
      }
      const batch = await tenure.read()
      if (batch === undefined) return
      this.#parts.share.head(true)
      try {
        await this.#take(batch)
      } finally {
        this.#parts.share.head(false)
      }
    }
  }

  /** Reads nothing more. */
  stop(): void {
    this.#stopped = true
    this.#patience.end()
    this.#changed.ring()
  }

  /** What it waits for may have come. */
  wake(): void {
    this.#changed.ring()
  }

  get #over(): boolean {
    return this.#stopped || this.#places.tenure.ended
  }

  async #take({ records, next, lostBelow }: Batch): Promise<void> {
    const places = this.#places
    if (lostBelow !== undefined) places.lost(places.atHead(), lostBelow)
    let since = this.#parts.share.begin()
    for (const record of records) {
      if (this.#over) return
      if (record.offset < places.read) continue // read before: taking it again would break the order
      const work = this.#keeping.of(this.#parts.router.route(record), record.value?.length ?? 0)
      if (places.nobodyAtHead || places.isAhead()) await this.#idle()
      if (this.#over) return
      if (work !== undefined) {
        for (let full = this.#full(work); full.length > 0; full = this.#full(work)) {
          await this.#makeRoom(full, record)
          if (this.#over) return
        }
        this.#offer(work)
      }
      places.read = record.offset + 1
      if (++this.#sinceTurn >= yieldEvery) {
        this.#sinceTurn = 0
        this.#parts.share.headWorked(since)
        await nextTurn()
        since = this.#parts.share.begin()
      }
    }
    this.#parts.share.headWorked(since)
    this.#keeping.end()
    if (!this.#over) places.read = Math.max(places.read, next)
  }

  async #idle(): Promise<void> {
    while ((this.#places.nobodyAtHead || this.#places.isAhead()) && !this.#over)
      await this.#wait(() => this.#changed.wait())
  }

  /** Waits for those who have no room, or leaves them behind at the record; then it is worth looking again. */
  async #makeRoom(full: readonly Outbox[], { offset, timestamp }: LogRecord): Promise<void> {
    const places = this.#places
    // Whoever at the head has room first: it may be one that wants nothing now, but for whom it is worth reading on.
    if (this.#isLast(full)) return this.#room([...places.atHead()], () => this.#changed.wait())
    const patient = this.#patience.isLeft
    const awaited = full.filter(outbox => patient && outbox.lively && !places.isPaused(outbox))
    for (const outbox of full) if (!awaited.includes(outbox)) places.leave(outbox, offset, timestamp)
    if (awaited.length > 0) await this.#room(awaited, () => this.#patience.wait(this.#changed))
  }

  /** Waits with an ear for room. */
  async #room(outboxes: readonly Outbox[], wait: () => Promise<void>): Promise<void> {
    const listening = outboxes.map(outbox => outbox.whenRoom(() => this.#changed.ring()))
    await this.#wait(wait)
    for (const deafen of listening) deafen()
  }

  /** While it waits, catching up has the reading time for itself. */
  async #wait(wait: () => Promise<void>): Promise<void> {
    this.#parts.share.head(false)
    await wait()
    this.#parts.share.head(true)
  }

  /** Those at the head who want it and have no room. */
  #full(work: Work): readonly Outbox[] {
    const { outboxes, undecodable } = this.#parts
    if (!('event' in work))
      return undecodable === undefined || this.#canTake(undecodable, work.record) ? none : [undecodable]
    let full: Outbox[] | undefined
    for (const sink of work.match.sinks) {
      const outbox = outboxes.get(sink)
      if (outbox === undefined || this.#canTake(outbox, work.record)) continue
      if (full === undefined) full = [outbox]
      else full.push(outbox)
    }
    return full ?? none
  }

  /** Whether nobody would stand at the head for whom it is worth reading on. */
  #isLast(full: readonly Outbox[]): boolean {
    const { outboxes } = this.#parts
    if (outboxes.size > 0 && !full.some(outbox => outbox !== this.#parts.undecodable)) return false
    for (const outbox of outboxes.values())
      if (!this.#places.isBehind(outbox) && !full.includes(outbox) && this.#places.isReady(outbox))
        return false
    return true
  }

  #canTake(outbox: Outbox, record: LogRecord): boolean {
    const places = this.#places
    if (places.isBehind(outbox)) return true
    const lane = places.lane(outbox)
    if (record.offset < lane.from) return true
    return outbox.hasRoom(lane, record) && !this.#parts.isReserved(outbox)
  }

  #offer(work: Work): void {
    const { outboxes, undecodable } = this.#parts
    if (!('event' in work)) {
      if (undecodable !== undefined) this.#offerTo(undecodable, work, undefined)
      return
    }
    for (const sink of work.match.sinks) {
      const outbox = outboxes.get(sink)
      if (outbox !== undefined) this.#offerTo(outbox, work, work.event.key)
    }
  }

  #offerTo(outbox: Outbox, work: Work, key: string | undefined): void {
    if (this.#places.isBehind(outbox)) return
    const lane = this.#places.lane(outbox)
    if (work.record.offset >= lane.from) outbox.offer(lane, work, key)
  }
}

const none: readonly Outbox[] = []
