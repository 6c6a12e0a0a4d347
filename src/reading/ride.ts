import type { Outbox } from '../outbox/outbox.ts'
import type { Work } from '../outbox/owed.ts'
import type { Batch, LogRecord, Reread } from '../types.ts'
import { Keeping } from './keeping.ts'
import type { Carrier, Laggard } from './laggard.ts'
import type { Places } from './places.ts'
import type { Share } from './share.ts'
import type { PartitionParts } from './types.ts'

// As at the head.
const yieldEvery = 256

export interface RideParts extends Pick<PartitionParts, 'router' | 'outboxes' | 'undecodable' | 'meter'> {
  readonly share: Share
}

/**
 * A pass over a part of a partition that was read before, for the laggards that ride along: each boards where it stands,
 * takes what it is owed while it has room, and is at the head as soon as the ride is there. It never goes beyond.
 */
export class Ride implements Carrier {
  readonly places: Places
  readonly #parts: RideParts
  readonly #reread: Reread
  readonly #keeping: Keeping
  readonly #riders = new Set<Laggard>()
  #at: number
  #time = Date.now()
  /** The batch at hand: where it begins, its records, the first that was not looked at. */
  #from: number
  #batch: Batch = { records: [], next: -1 }
  #index = 0
  #turn = 0
  #closed = false
  #fetching = false
  /** Somebody may have left. */
  #look = true

  constructor(places: Places, from: number, parts: RideParts) {
    this.places = places
    this.#parts = parts
    this.#reread = places.tenure.reread(from)
    this.#keeping = new Keeping(parts.router)
    this.#at = from
    this.#from = from
  }

  get at(): number {
    return this.#at
  }

  get time(): number {
    return this.#time
  }

  /** How many offsets a fetch brings. */
  get reach(): number {
    return Math.max(1, this.#batch.next - this.#from)
  }

  get isClosed(): boolean {
    return this.#closed
  }

  /** Whether it waits for the log. */
  get isFetching(): boolean {
    return this.#fetching
  }

  /** Whether it can go on from there without fetching anew. */
  covers(from: number): boolean {
    return !this.#closed && from >= this.#from && from <= Math.max(this.#at, this.#batch.next)
  }

  /**
   * Reads for those who wait at `from` or are met on the way, until nobody rides any more, or as long as `goesOn` says.
   * `turn` is noted with each. Rejects where the log cannot be read.
   */
  async run(from: number, turn: number, goesOn: () => boolean): Promise<void> {
    this.#moveTo(from)
    this.#turn = turn
    try {
      do {
        const batch = this.#at < this.#batch.next ? this.#batch : await this.#fetch()
        if (batch === undefined || this.#isOver()) return this.close()
        const since = this.#parts.share.begin()
        this.#take(batch)
        this.#parts.share.caughtUp(since)
        if (this.#riders.size === 0) return
        await this.#parts.share.turn()
      } while (!this.#isOver() && !this.places.isAhead() && goesOn())
    } finally {
      for (const laggard of this.#riders) if (laggard.carrier === this) laggard.leave(this.#at, this.#time)
      this.#riders.clear()
    }
  }

  close(): void {
    this.#closed = true
    this.#batch = { records: [], next: -1 }
    this.#reread.close()
  }

  #isOver(): boolean {
    return this.#closed || this.places.ended
  }

  #moveTo(from: number): void {
    const { records } = this.#batch
    if (from < this.#at) this.#index = 0
    while ((records[this.#index]?.offset ?? from) < from) this.#index++
    this.#at = from
  }

  async #fetch(): Promise<Batch | undefined> {
    this.#board(this.#at)
    this.#fetching = true
    const batch = await this.#reread.read().finally(() => {
      this.#fetching = false
    })
    if (batch === undefined) return undefined
    this.#keeping.end()
    this.#from = this.#at
    this.#batch = batch
    this.#index = 0
    const { lostBelow } = batch
    if (lostBelow === undefined) return batch
    const riders = [...this.#riders].filter(({ carrier }) => carrier === this)
    this.places.lost(
      riders.map(({ outbox }) => outbox),
      lostBelow,
    )
    this.#at = Math.max(this.#at, lostBelow)
    return batch
  }

  /** Some records of the batch; those who ride stand at `at` after each. */
  #take({ records, next }: Batch): void {
    const waiting = this.#waiting()
    this.#look = true
    for (let count = 0; count < yieldEvery; count++) {
      const record = records[this.#index]
      const end = Math.min(record?.offset ?? next, this.places.read)
      // Nothing lies between: who stands there has missed nothing.
      while (waiting.length > 0 && (waiting.at(-1)?.next ?? 0) <= end) this.#boards(waiting.pop())
      if (record === undefined || record.offset >= this.places.read) {
        this.#at = Math.max(this.#at, end)
        break
      }
      this.#index++
      if (record.offset < this.#at) continue
      this.#time = record.timestamp
      this.places.reread++
      this.#parts.meter.reread()
      this.#offer(record)
      this.#at = record.offset + 1
      if (this.#left()) return
    }
    if (this.#at < this.places.read) return
    for (const laggard of this.#riders) if (laggard.carrier === this) this.places.arrive(laggard)
    this.#riders.clear()
  }

  /** Whether nobody rides any more. */
  #left(): boolean {
    if (!this.#look) return false
    this.#look = false
    for (const laggard of this.#riders) if (laggard.carrier !== this) this.#riders.delete(laggard)
    return this.#riders.size === 0
  }

  /** Those who have room and stand here or further on, the nearest last. */
  #waiting(): Laggard[] {
    const waiting: Laggard[] = []
    for (const laggard of this.places.laggards.values())
      if (laggard.carrier === undefined && laggard.next >= this.#at && this.#isReady(laggard))
        waiting.push(laggard)
    return waiting.sort((a, b) => b.next - a.next)
  }

  #board(at: number): void {
    for (const laggard of this.#waiting()) if (laggard.next === at) this.#boards(laggard)
  }

  #boards(laggard: Laggard | undefined): void {
    if (laggard === undefined) return
    laggard.served = this.#turn
    laggard.board(this)
    this.#riders.add(laggard)
  }

  #rides(outbox: Outbox): boolean {
    return this.places.laggards.get(outbox)?.carrier === this
  }

  #isReady({ isListening, outbox }: Laggard): boolean {
    return !isListening && this.places.isReady(outbox)
  }

  #offer(record: LogRecord): void {
    const { router, outboxes, undecodable } = this.#parts
    const routed = router.routeAgain(record)
    const size = record.value?.length ?? 0
    const takers: Outbox[] = []
    if (routed !== undefined && 'match' in routed) {
      for (const sink of routed.match.sinks) {
        const outbox = outboxes.get(sink)
        if (outbox !== undefined && this.#rides(outbox)) takers.push(outbox)
      }
    } else if (routed !== undefined && undecodable !== undefined && this.#rides(undecodable))
      takers.push(undecodable)
    const work = this.#keeping.of(takers.length === 0 ? undefined : routed, size)
    if (work === undefined) return
    for (const outbox of takers) this.#offerTo(outbox, work)
  }

  #offerTo(outbox: Outbox, work: Work): void {
    const { record } = work
    const lane = this.places.lane(outbox)
    if (lane.knows(record.offset)) return
    if (outbox.hasRoom(lane, record)) {
      outbox.offer(lane, work, 'event' in work ? work.event.key : undefined)
      return
    }
    const laggard = this.places.laggards.get(outbox)
    laggard?.leave(record.offset, record.timestamp)
    if (!this.places.isPaused(outbox)) laggard?.listen()
    this.#look = true
  }
}
