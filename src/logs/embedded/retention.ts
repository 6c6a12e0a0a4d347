import type { Logger } from '../../types.ts'
import type { Chunks, Front } from './chunks.ts'
import type { Database } from './database.ts'
import type { Partition, Partitions } from './partitions.ts'
import type { Positions } from './positions.ts'
import type { StoreSettings } from './types.ts'

export interface RetentionParts {
  readonly database: Database
  readonly partitions: Partitions
  readonly chunks: Chunks
  readonly positions: Positions
  readonly logger: Pick<Logger, 'info' | 'warn'>
}

// A turn of deleting takes a few milliseconds, and appends go on between two.
const chunksPerTurn = 200
const pagesPerTurn = 1_000 // 8 MiB
// Free pages that are kept for the records to come.
const reserve = 2_048 // 16 MiB
// Making room little by little would look for the oldest chunk at every append.
const leastRoom = 256 * 1024
const expiredEvery = 10_000 // ms between two lines about it
const alarmAt = 0.8
const calmAt = 0.75

/** Decides which records go, and deletes them: the oldest first, in turns, whole chunks. */
export class Retention {
  readonly #parts: RetentionParts
  readonly #settings: StoreSettings
  #alarmed = false
  /** What went although somebody needed it, since the start and since the last line about it. */
  #expired = { total: 0, untold: 0, toldAt: 0 }

  constructor(parts: RetentionParts, settings: StoreSettings) {
    this.#parts = parts
    this.#settings = settings
  }

  /** One turn of deleting what is too old or too much, and is needed by nobody. True: there may be more to do. */
  turn(now: number): boolean {
    this.#tellExpired()
    const floors = this.#parts.positions.floors(now)
    let left = chunksPerTurn
    for (const { partitions, retention } of this.#parts.partitions.retentions()) {
      const ms = retention.ms ?? this.#settings.retention
      if (ms > 0) {
        const old = ({ timestamp }: Front) => timestamp < now - ms
        left -= this.#delete(partitions, left, floors, old).chunks
      }
      let over = sum(partitions) - (retention.bytes || Number.POSITIVE_INFINITY)
      const tooMuch = ({ bytes }: Front) => {
        const goes = over > 0
        if (goes) over -= bytes
        return goes
      }
      if (over > 0) left -= this.#delete(partitions, left, floors, tooMuch).chunks
      if (left <= 0) return true
    }
    return this.#shrink()
  }

  /**
   * Whether there is room for so many bytes more. Where there is not, what nobody needs goes, oldest first, but for topics
   * with a retention of their own, such as dead letters: nobody reads them, and they are kept for people. Then, with
   * `on_full: expire`, the oldest of all goes.
   */
  hasRoom(bytes: number): boolean {
    const { maxBytes } = this.#settings
    if (maxBytes === 0) return true
    const used = this.#parts.database.usedBytes
    this.#watch(used / maxBytes)
    const over = used + bytes - maxBytes
    return over <= 0 || this.makeRoom(over)
  }

  /** Frees at least so many bytes, if that can be. */
  makeRoom(bytes: number): boolean {
    const all = [...this.#parts.partitions.retentions()].flatMap(({ partitions, retention }) =>
      retention.ms === undefined && retention.bytes === undefined ? partitions : [],
    )
    const floors = this.#parts.positions.floors(Date.now())
    const wanted = Math.max(bytes, leastRoom)
    let freed = this.#free(all, wanted, floors)
    if (freed < bytes && this.#settings.onFull === 'expire') {
      const starts = new Map(this.#parts.partitions.all().map(({ id, start }) => [id, start]))
      const forced = this.#free(this.#parts.partitions.all(), wanted - freed, undefined)
      freed += forced
      this.#countExpired(starts, floors)
    }
    return freed >= bytes
  }

  #free(
    partitions: readonly Partition[],
    bytes: number,
    floors: ReadonlyMap<number, number> | undefined,
  ): number {
    let freed = 0
    for (;;) {
      let planned = freed
      const wanted = (front: Front) => {
        const goes = planned < bytes
        if (goes) planned += front.bytes
        return goes
      }
      const deleted = this.#delete(partitions, chunksPerTurn, floors, wanted)
      freed += deleted.bytes
      if (deleted.chunks < chunksPerTurn || freed >= bytes) return freed
    }
  }

  /** Deletes the oldest chunks of these partitions, as long as `goes`, below the floors, up to `most`. */
  #delete(
    partitions: readonly Partition[],
    most: number,
    floors: ReadonlyMap<number, number> | undefined,
    goes: (front: Front) => boolean,
  ): { chunks: number; bytes: number } {
    const { database, chunks, partitions: known } = this.#parts
    const left = new Map(partitions.map(({ id }) => [id, known.get(id)]))
    const fronts = new Map<number, Front>()
    const look = (id: number) => {
      const front = chunks.front(id)
      if (front !== undefined && front.end <= (floors?.get(id) ?? front.end)) fronts.set(id, front)
      else fronts.delete(id)
    }
    for (const id of left.keys()) look(id)
    const deleted = { chunks: 0, bytes: 0 }
    if (fronts.size === 0) return deleted
    database.transaction(() => {
      while (deleted.chunks < most && fronts.size > 0) {
        const [id, front] = oldest(fronts)
        if (!goes(front)) {
          fronts.delete(id)
          continue
        }
        left.set(id, chunks.delete(left.get(id)!, front))
        deleted.chunks++
        deleted.bytes += front.bytes
        look(id)
      }
    })
    for (const partition of left.values()) known.set(partition)
    return deleted
  }

  /** Gives free pages back to the file system, beyond a reserve. True: there is more to give. */
  #shrink(): boolean {
    const { database } = this.#parts
    const spare = database.freePages - reserve
    if (spare <= 0) return false
    database.shrink(Math.min(spare, pagesPerTurn))
    return spare > pagesPerTurn
  }

  #watch(filled: number): void {
    if (filled < calmAt) this.#alarmed = false
    if (filled < alarmAt || this.#alarmed) return
    this.#alarmed = true
    const { maxBytes, onFull } = this.#settings
    const then = onFull === 'refuse' ? 'appends will be refused' : 'the oldest records will go'
    const message = `log.filling: when max_bytes is reached and a sink still needs the oldest records, ${then}`
    this.#parts.logger.warn({ percent: Math.round(filled * 100), max_bytes: maxBytes }, message)
  }

  /** Counts what went although somebody needed it. */
  #countExpired(before: ReadonlyMap<number, number>, floors: ReadonlyMap<number, number>): void {
    for (const { id, start } of this.#parts.partitions.all()) {
      const from = Math.max(before.get(id) ?? start, floors.get(id) ?? start)
      if (from < start) this.#expired.untold += start - from
    }
    if (Date.now() - this.#expired.toldAt > expiredEvery) this.#tellExpired()
  }

  #tellExpired(): void {
    const { total, untold } = this.#expired
    if (untold === 0) return
    this.#expired = { total: total + untold, untold: 0, toldAt: Date.now() }
    this.#parts.logger.warn(
      { records: untold, total: total + untold },
      'log.expired: the log is full, and the oldest records are gone although a sink still needed them',
    )
  }
}

function oldest(fronts: ReadonlyMap<number, Front>): [number, Front] {
  let found: [number, Front] | undefined
  for (const entry of fronts) if (found === undefined || entry[1].id < found[1].id) found = entry
  return found!
}

function sum(partitions: readonly Partition[]): number {
  return partitions.reduce((bytes, partition) => bytes + partition.bytes, 0)
}
