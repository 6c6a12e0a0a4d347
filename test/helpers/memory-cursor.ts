/** The reading side of the log in memory: see memory-log.ts. */
import { SluiceError } from '../../src/errors.ts'
import type {
  Batch,
  Bounds,
  Commit,
  Cursor,
  CursorListener,
  CursorOptions,
  LogStatus,
  Reread,
  Tenure,
} from '../../src/types.ts'
import type { MemoryLog } from './memory-log.ts'

export class MemoryCursor implements Cursor {
  readonly log: MemoryLog
  readonly options: CursorOptions
  /** Whether its heartbeats are young enough to start requests. */
  lease = true
  readonly #listener: CursorListener
  #tenures: MemoryTenure[] = []
  #gone = false

  constructor(log: MemoryLog, options: CursorOptions, listener: CursorListener) {
    this.log = log
    this.options = options
    this.#listener = listener
  }

  get mayStart(): boolean {
    return this.lease && !this.#gone && !this.log.group(this.options.group).changing
  }

  status(): LogStatus {
    return { ready: !this.#gone, detail: this.#gone ? 'closed' : '' }
  }

  async close(): Promise<void> {
    if (this.#gone) return
    this.endTenures()
    this.#gone = true
    this.log.remove(this)
  }

  /** What a log does to it; nothing once it is gone. */
  tell(what: (listener: CursorListener) => void): void {
    if (!this.#gone) what(this.#listener)
  }

  tenure(topic: string, partition: number, committed: Commit): MemoryTenure {
    const tenure = new MemoryTenure(this, topic, partition, committed)
    this.#tenures.push(tenure)
    return tenure
  }

  endTenures(told = true): void {
    for (const tenure of this.#tenures) tenure.end()
    this.#tenures = []
    if (told) this.tell(listener => listener.ended())
  }

  /** Ends without a word to its reader. */
  die(): void {
    this.#gone = true
    for (const tenure of this.#tenures) tenure.end()
  }
}

export class MemoryTenure implements Tenure {
  readonly cursor: MemoryCursor
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
  /** How often it was read a second time, and where from. */
  readonly rereads: number[] = []
  readonly #open = new Set<MemoryRead>()
  #ended = false
  #read: MemoryRead | undefined
  #committing = false

  constructor(cursor: MemoryCursor, topic: string, partition: number, committed: Commit) {
    const { start, end } = cursor.log.partition(topic, partition)
    this.cursor = cursor
    this.topic = topic
    this.partition = partition
    this.committed = committed
    this.bounds = { start, end }
  }

  get ended(): boolean {
    return this.#ended
  }

  mayStart(): boolean {
    return !this.#ended && this.cursor.mayStart
  }

  seek(offset: number): void {
    if (this.#read?.reading === true) throw new Error('seek while a read is under way')
    this.#read = this.#from(offset)
  }

  async read(): Promise<Batch | undefined> {
    if (this.#read === undefined) throw new Error('read before the first seek')
    return this.#read.read()
  }

  reread(from: number): Reread {
    this.rereads.push(from)
    return this.#from(from)
  }

  async commit(commit: Commit): Promise<void> {
    const { log, options } = this.cursor
    if (this.#committing) throw new Error('two commits of a partition at a time')
    if (commit.metadata.length > log.metadataLimit) throw new Error('more metadata than the log takes')
    const group = log.group(options.group)
    const place = `${this.topic}/${this.partition}`
    this.#committing = true
    try {
      if (!this.#ended) await log.onCommit(this.topic, this.partition, commit)
      if (this.#ended || group.owners.get(place) !== this)
        throw new SluiceError('commit_fenced', `${place}: the tenure has ended`)
      group.committed.set(place, commit)
      log.commits.push({ ...commit, partition: this.partition })
    } finally {
      this.#committing = false
    }
  }

  end(): void {
    this.#ended = true
    for (const read of this.#open) read.close()
    this.#open.clear()
  }

  #from(offset: number): MemoryRead {
    const { topic, partition } = this
    const read = new MemoryRead(this.cursor.log, { topic, partition }, offset)
    if (this.#ended) read.close()
    else this.#open.add(read)
    return read
  }
}

/** A read of one partition, from an offset on. */
class MemoryRead implements Reread {
  reading = false
  readonly #log: MemoryLog
  readonly #place: { readonly topic: string; readonly partition: number }
  #next: number
  #closed = false

  constructor(log: MemoryLog, place: { readonly topic: string; readonly partition: number }, from: number) {
    this.#log = log
    this.#place = place
    this.#next = from
  }

  async read(): Promise<Batch | undefined> {
    if (this.reading) throw new Error('two reads at a time')
    this.reading = true
    try {
      for (;;) {
        if (this.#closed) return undefined
        const batch = this.#batch(this.#next)
        if (batch !== undefined) {
          this.#next = batch.next
          return batch
        }
        await this.#held.changed()
      }
    } finally {
      this.reading = false
    }
  }

  close(): void {
    this.#closed = true
    this.#held.wake()
  }

  get #held() {
    return this.#log.partition(this.#place.topic, this.#place.partition)
  }

  #batch(from: number): Batch | undefined {
    const { records, start, end, visible } = this.#held
    const below = Math.min(end, visible)
    if (from < start) return { records: [], next: start, lostBelow: start }
    if (from >= below) return undefined
    const { fetch, overlap } = this.#log
    const inReach = records.filter(({ offset }) => offset >= from && offset < below)
    const taken = inReach.slice(0, fetch)
    const early = records.filter(({ offset }) => offset >= from - overlap && offset < from)
    this.#log.fetched += taken.length
    return {
      records: [...early, ...taken],
      next: taken.length < inReach.length ? taken.at(-1)!.offset + 1 : below,
    }
  }
}
