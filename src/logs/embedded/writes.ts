import type { Chunks } from './chunks.ts'
import type { Database } from './database.ts'
import { diskFull, isFull, storeError, toFailure } from './failure.ts'
import type { Partitions } from './partitions.ts'
import type { Positions } from './positions.ts'
import type { Reserve } from './reserve.ts'
import type { Retention } from './retention.ts'
import type { Failure, Write, Written } from './types.ts'

export interface WritesParts {
  /** The file's name, for messages. */
  readonly name: string
  readonly database: Database
  readonly partitions: Partitions
  readonly chunks: Chunks
  readonly positions: Positions
  readonly retention: Retention
  readonly reserve: Reserve
}

// A chunk's row, its place in the index, and pages that are not filled.
const overheadOfChunk = 128
const overhead = 128 * 1024

/**
 * Makes appends and commits durable, together where that can be. Where the log or the disk is full, records are refused
 * and commits still stored: without them nothing would ever be free to go.
 */
export class Writes {
  readonly #parts: WritesParts

  constructor(parts: WritesParts) {
    this.#parts = parts
  }

  write(write: Write): Written {
    const refusal = write.chunks.length === 0 ? undefined : this.#refusal(write)
    return refusal === undefined ? this.#all(write) : this.#commitsOnly(write, refusal)
  }

  /** Does something small that has to be possible on a full disk too. */
  withReserve<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isFull(error) || !this.#parts.reserve.release()) throw error
      return work()
    }
  }

  /** Why the records cannot be taken; makes room for them if that can be. */
  #refusal(write: Write): Failure | undefined {
    const { name, database, retention, reserve } = this.#parts
    const bytes = bytesOf(write)
    try {
      if (!this.withReserve(() => retention.hasRoom(bytes))) return logFull(name)
      if (reserve.hold() || database.freeBytes >= bytes + overhead) return undefined
      if (retention.makeRoom(bytes + overhead)) return undefined
    } catch (error) {
      if (!isFull(error)) return toFailure(storeError(name, error))
    }
    return diskFull(name)
  }

  #all(write: Write): Written {
    try {
      return this.#store(write)
    } catch (error) {
      const failure = toFailure(storeError(this.#parts.name, error))
      if (!isFull(error)) return { bases: failure, commits: failure }
      return this.#afterRoomIsMade(write) ?? this.#commitsOnly(write, failure)
    }
  }

  /** On a full disk: once more, if the reserve allows to delete enough of what nobody needs. */
  #afterRoomIsMade(write: Write): Written | undefined {
    const { reserve, retention } = this.#parts
    reserve.release()
    if (write.chunks.length === 0) return undefined
    try {
      return retention.makeRoom(bytesOf(write) + overhead) ? this.#store(write) : undefined
    } catch {
      // It stays as full as it was.
      return undefined
    }
  }

  #commitsOnly({ data, chunks, commits }: Write, failure: Failure): Written {
    const bases = chunks.length === 0 ? [] : failure
    if (commits.length === 0) return { bases, commits: [] }
    try {
      return { ...this.withReserve(() => this.#store({ data, chunks: [], commits })), bases }
    } catch (error) {
      return { bases, commits: toFailure(storeError(this.#parts.name, error)) }
    }
  }

  #store({ data, chunks, commits }: Write): Written {
    const { database, partitions, positions } = this.#parts
    const { written, grown } = database.transaction(() => {
      const { bases, grown } = this.#parts.chunks.insert(data, chunks)
      return { written: { bases, commits: commits.map(commit => positions.commit(commit)) }, grown }
    })
    for (const partition of grown.values()) partitions.set(partition)
    return written
  }
}

function bytesOf({ data, chunks }: Write): number {
  return data.byteLength + chunks.length * overheadOfChunk
}

function logFull(name: string): Failure {
  return {
    code: 'log_full',
    message: `${name}: log.max_bytes is reached, and a sink still needs the oldest records`,
    hint: 'mend or remove the sink that is behind (see `sluice lag`), raise log.max_bytes, or set log.on_full: expire',
  }
}
