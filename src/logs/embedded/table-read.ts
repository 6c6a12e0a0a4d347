import { SluiceError } from '../../errors.ts'
import type { Batch, Reread } from '../../types.ts'
import { batchOf } from './batch.ts'
import type { Link } from './link.ts'
import type { Tails } from './tails.ts'
import type { Fetched } from './types.ts'

/** What a read of the table needs. */
export interface TableReadParts {
  readonly link: Pick<Link, 'call'>
  readonly tails: Tails
  /** The file cannot be read any more. */
  readonly failed: (error: Error) => void
}

/** The partition that is read; `id` is its number in the file. */
export interface TablePlace {
  readonly topic: string
  readonly partition: number
  readonly id: number
}

/** One read of a partition of the file. One fetch is made ahead while the last is worked on. */
export class TableRead implements Reread {
  readonly #place: TablePlace
  readonly #parts: TableReadParts
  #next: number
  #ahead: Promise<Fetched> | undefined
  #wake: (() => void) | undefined
  #reading = false
  #closed = false

  constructor(place: TablePlace, from: number, parts: TableReadParts) {
    this.#place = place
    this.#next = from
    this.#parts = parts
  }

  /** Goes on from another offset; what was fetched ahead is dropped. */
  seek(offset: number): void {
    if (this.#reading) throw new Error('seek while a read is under way')
    this.#next = offset
    this.#ahead = undefined
  }

  async read(): Promise<Batch | undefined> {
    if (this.#reading) throw new Error('one read at a time')
    this.#reading = true
    try {
      while (!this.#isClosed()) {
        const from = this.#next
        if (from >= this.#end) {
          await this.#growth()
          continue
        }
        const fetched = await (this.#ahead ?? this.#fetch(from))
        this.#ahead = undefined
        if (this.#isClosed()) return undefined
        const batch = this.#batch(from, fetched)
        this.#next = batch.next
        if (batch.next < this.#end) this.#ahead = this.#fetch(batch.next)
        return batch
      }
      return undefined
    } catch (error) {
      if (this.#isClosed()) return undefined
      this.#parts.failed(error as Error)
      throw error
    } finally {
      this.#reading = false
    }
  }

  close(): void {
    this.#closed = true
    this.#ahead = undefined
    this.#wake?.()
  }

  /** Asked after each await: it may have been closed meanwhile. */
  #isClosed(): boolean {
    return this.#closed
  }

  get #end(): number {
    return this.#parts.tails.end(this.#place.id)
  }

  #fetch(from: number): Promise<Fetched> {
    const fetch = this.#parts.link.call('fetch', {
      partition: this.#place.id,
      from,
      to: Number.MAX_SAFE_INTEGER,
    })
    // It is awaited by the next read, if there is one.
    fetch.catch(() => {})
    return fetch
  }

  #batch(from: number, fetched: Fetched): Batch {
    const { topic, partition } = this.#place
    const batch = batchOf(fetched, { topic, partition, from, to: Number.MAX_SAFE_INTEGER })
    if (batch.next > from) return fetched.start > from ? { ...batch, lostBelow: fetched.start } : batch
    throw new SluiceError('log_unusable', `${topic}/${partition}: no records from offset ${from} on`)
  }

  /** Resolves when something was appended, or the read is closed. */
  #growth(): Promise<void> {
    return new Promise(resolve => {
      const forget = this.#parts.tails.wait(this.#place.id, resolve)
      this.#wake = () => {
        forget()
        resolve()
      }
    })
  }
}
