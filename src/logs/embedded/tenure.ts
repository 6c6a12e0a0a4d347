import { SluiceError } from '../../errors.ts'
import type { Batch, Bounds, Commit, Tenure } from '../../types.ts'
import { batchOf } from './batch.ts'
import type { Link } from './link.ts'
import type { Tails } from './tails.ts'
import type { Fetched, Owned } from './types.ts'
import { fenced, type Writer } from './writer.ts'

/** Bytes of metadata that a commit takes: some thousand sinks. */
export const metadataLimit = 64 * 1024

/** What a tenure reads and writes with. */
export interface TenureParts {
  readonly link: Pick<Link, 'call'>
  readonly writer: Writer
  readonly tails: Tails
  /** The file cannot be read any more. */
  readonly failed: (error: Error) => void
}

/** The time a member owns a partition of the embedded log. One fetch is made ahead while the last is worked on. */
export class EmbeddedTenure implements Tenure {
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
  readonly #group: string
  readonly #owned: Owned
  readonly #parts: TenureParts
  #state: 'owned' | 'changing' | 'ended' = 'owned'
  #next: number
  #ahead: Promise<Fetched> | undefined
  #wake: (() => void) | undefined
  #reading = false

  constructor(group: string, topic: string, partition: number, owned: Owned, parts: TenureParts) {
    this.topic = topic
    this.partition = partition
    this.committed = owned.committed
    this.bounds = { start: owned.start, end: owned.end }
    this.#group = group
    this.#owned = owned
    this.#parts = parts
    this.#next = owned.committed.offset
    parts.tails.reach(owned.id, owned.end)
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  mayStart(): boolean {
    return this.#state === 'owned'
  }

  /** The group is about to change. */
  suspend(): void {
    if (this.#state === 'owned') this.#state = 'changing'
  }

  end(): void {
    this.#state = 'ended'
    this.#ahead = undefined
    this.#wake?.()
  }

  seek(offset: number): void {
    if (this.#reading) throw new Error('seek while a read is under way')
    this.#next = offset
    this.#ahead = undefined
  }

  async read(): Promise<Batch | undefined> {
    if (this.#reading) throw new Error('one read at a time')
    this.#reading = true
    try {
      while (!this.ended) {
        const from = this.#next
        if (from >= this.#parts.tails.end(this.#owned.id)) {
          await this.#growth()
          continue
        }
        const fetched = await (this.#ahead ?? this.#fetch(from))
        this.#ahead = undefined
        if (this.ended) return undefined
        const batch = this.#batch(from, fetched)
        this.#next = batch.next
        if (batch.next < this.#parts.tails.end(this.#owned.id)) this.#ahead = this.#fetch(batch.next)
        return batch
      }
      return undefined
    } catch (error) {
      if (this.ended) return undefined
      this.#parts.failed(error as Error)
      throw error
    } finally {
      this.#reading = false
    }
  }

  async commit({ offset, metadata, low }: Commit): Promise<void> {
    if (this.ended) throw fenced(this.#group)
    const bytes = Buffer.byteLength(metadata)
    if (bytes > metadataLimit)
      throw new SluiceError('commit_failed', `metadata of ${bytes} bytes, at most ${metadataLimit} are taken`)
    const { id, generation } = this.#owned
    await this.#parts.writer.commit({ group: this.#group, partition: id, generation, offset, metadata, low })
  }

  #fetch(from: number): Promise<Fetched> {
    const fetch = this.#parts.link.call('fetch', {
      partition: this.#owned.id,
      from,
      to: Number.MAX_SAFE_INTEGER,
    })
    // It is awaited by the next read, if there is one.
    fetch.catch(() => {})
    return fetch
  }

  #batch(from: number, fetched: Fetched): Batch {
    const { topic, partition } = this
    const batch = batchOf(fetched, { topic, partition, from, to: Number.MAX_SAFE_INTEGER })
    if (batch.next > from) return batch
    throw new SluiceError('log_unusable', `${topic}/${partition}: no records from offset ${from} on`)
  }

  /** Resolves when something was appended, or the tenure ends. */
  #growth(): Promise<void> {
    return new Promise(resolve => {
      const forget = this.#parts.tails.wait(this.#owned.id, resolve)
      this.#wake = () => {
        forget()
        resolve()
      }
    })
  }
}
