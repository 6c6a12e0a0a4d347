import type { StatementSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { SluiceError } from '../../errors.ts'
import type { Database } from './database.ts'
import { damagedHint } from './failure.ts'
import type { Partition, Partitions } from './partitions.ts'
import type { ChunkSpan, Fetch, Fetched, FetchedChunk } from './types.ts'

/** The oldest chunk of a partition. */
export interface Front {
  readonly id: number
  readonly count: number
  /** The offset behind it. */
  readonly end: number
  readonly timestamp: number
  readonly bytes: number
}

// Enough to make the way between threads cheap, little enough that a record that is kept keeps little else in memory.
// A fetch ends with the chunk that reaches one of them.
const fetchBytes = 128 * 1024
const fetchCount = 2_000
type Row = [base: number, count: number, crc: number, data: Uint8Array<ArrayBuffer>]

/** The rows of records. */
export class Chunks {
  readonly #partitions: Partitions
  readonly #insert: StatementSync
  readonly #base: StatementSync
  readonly #from: StatementSync
  readonly #front: StatementSync
  readonly #delete: StatementSync

  constructor(database: Database, partitions: Partitions) {
    this.#partitions = partitions
    this.#insert = database.prepare(
      'INSERT INTO chunks (partition, base, count, timestamp, crc, data) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#base = database.prepare(
      'SELECT base FROM chunks WHERE partition = ? AND base <= ? ORDER BY base DESC LIMIT 1',
    )
    this.#from = database.prepare(
      'SELECT base, count, crc, data FROM chunks WHERE partition = ? AND base >= ? AND base < ? ORDER BY base',
    )
    this.#from.setReturnArrays(true)
    this.#front = database.prepare(`
      SELECT id, count, base + count AS "end", timestamp, length(data) AS bytes
      FROM chunks WHERE partition = ? ORDER BY base LIMIT 1`)
    this.#delete = database.prepare('DELETE FROM chunks WHERE id = ?')
  }

  /** Inserts the chunks behind what their partitions hold; gives how these stand then. Within a transaction. */
  insert(data: ArrayBuffer, spans: readonly ChunkSpan[]): { bases: number[]; grown: Map<number, Partition> } {
    const grown = new Map<number, Partition>()
    const bases = spans.map(({ partition: id, start, end, count, timestamp }) => {
      const partition = grown.get(id) ?? this.#partitions.get(id)
      const bytes = new Uint8Array(data, start, end - start)
      // A timestamp of the far future must not keep a record for ever.
      const time = Math.floor(Math.min(timestamp, Date.now()))
      this.#insert.run(id, partition.end, count, time, crc32(bytes), bytes)
      grown.set(id, { ...partition, end: partition.end + count, bytes: partition.bytes + bytes.length })
      return partition.end
    })
    for (const partition of grown.values()) this.#partitions.write(partition)
    return { bases, grown }
  }

  /** The chunks from an offset on, as many as fit into one answer, in one buffer. */
  fetch({ partition: id, from, to }: Fetch): Fetched {
    const { start, topic, number } = this.#partitions.get(id)
    const at = Math.max(from, start)
    const base = this.#base.get(id, at)
    const rows: Row[] = []
    let bytes = 0
    let count = 0
    for (const each of this.#from.iterate(id, base === undefined ? at : Number(base['base']), to)) {
      const row = each as unknown as Row
      if (row[0] + row[1] <= at) continue
      if (crc32(row[3]) !== row[2]) {
        if (rows.length > 0) break // what stands before it is good, and is to be had
        throw damaged(`${topic}/${number} at offset ${row[0]}`)
      }
      rows.push(row)
      bytes += row[3].length
      count += row[1]
      // The next row is not looked at: it would be read in vain.
      if (bytes >= fetchBytes || count >= fetchCount) break
    }
    return { ...join(rows, bytes), start }
  }

  front(partition: number): Front | undefined {
    const row = this.#front.get(partition)
    if (row === undefined) return undefined
    const [id, count, end] = [Number(row['id']), Number(row['count']), Number(row['end'])]
    return { id, count, end, timestamp: Number(row['timestamp']), bytes: Number(row['bytes']) }
  }

  /** Deletes the oldest chunk of a partition; gives how this stands then. Within a transaction. */
  delete(partition: Partition, front: Front): Partition {
    this.#delete.run(front.id)
    const left = { ...partition, start: front.end, bytes: partition.bytes - front.bytes }
    this.#partitions.write(left)
    return left
  }
}

function damaged(where: string): SluiceError {
  const message = `${where}: the records are damaged: their checksum does not fit`
  return new SluiceError('log_unusable', message, { hint: damagedHint })
}

function join(rows: readonly Row[], bytes: number): { data: ArrayBuffer; chunks: FetchedChunk[] } {
  const data = new ArrayBuffer(bytes)
  const into = new Uint8Array(data)
  let start = 0
  const chunks = rows.map(([base, count, , bytes]) => {
    const at = start
    into.set(bytes, at)
    start += bytes.length
    free(bytes.buffer)
    return { base, count, start: at }
  })
  return { data, chunks }
}

/**
 * Gives a buffer's memory back at once. The collector counts little of what stands behind a buffer: left to it, some
 * 64 MiB gather in this thread before it looks.
 */
export function free(buffer: ArrayBuffer): void {
  buffer.transfer(0)
}
