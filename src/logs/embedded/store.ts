import { SluiceError } from '../../errors.ts'
import type { Bounds, Commit, Logger } from '../../types.ts'
import { Chunks } from './chunks.ts'
import { Database } from './database.ts'
import { storeError } from './failure.ts'
import { fileOf, isOpenToOthers, removeHolder } from './folder.ts'
import { Partitions } from './partitions.ts'
import { Positions } from './positions.ts'
import { Reserve } from './reserve.ts'
import { Retention } from './retention.ts'
import type {
  Fetch,
  Fetched,
  NewTopic,
  Opened,
  Operations,
  Own,
  Owned,
  StoreSettings,
  TopicRow,
  Trim,
  Write,
  Written,
} from './types.ts'
import { Writes } from './writes.ts'

/** The embedded log's file: what the main thread asks for is done here, in the order asked, and is durable when answered. */
export class Store implements Operations {
  readonly #logger: Pick<Logger, 'info' | 'warn'>
  #name = ''
  #folder = ''
  #database: Database | undefined
  #partitions!: Partitions
  #chunks!: Chunks
  #positions!: Positions
  #retention!: Retention
  #reserve!: Reserve
  #writes!: Writes

  constructor(logger: Pick<Logger, 'info' | 'warn'>) {
    this.#logger = logger
  }

  open(settings: StoreSettings): Opened {
    this.#folder = settings.path
    this.#name = fileOf(settings.path)
    const database = new Database(settings.path, settings.maxPages)
    if (isOpenToOthers(settings.path))
      this.#logger.warn({ path: settings.path }, 'log.folder: others have access to the data folder')
    this.#database = database
    this.#partitions = new Partitions(database)
    this.#chunks = new Chunks(database, this.#partitions)
    this.#positions = new Positions(database, this.#partitions, settings.group, Date.now())
    const parts = {
      name: this.#name,
      database,
      partitions: this.#partitions,
      chunks: this.#chunks,
      positions: this.#positions,
      logger: this.#logger,
    }
    this.#retention = new Retention(parts, settings)
    this.#reserve = new Reserve(settings.path)
    this.#reserve.hold()
    this.#writes = new Writes({ ...parts, retention: this.#retention, reserve: this.#reserve })
    const id = database.prepare(`SELECT value FROM meta WHERE name = 'id'`).get()?.['value']
    return { id: String(id), topics: this.#partitions.topics() }
  }

  write(write: Write): Written {
    return this.#named(() => {
      this.#use()
      return this.#writes.write(write)
    })
  }

  fetch(fetch: Fetch): Fetched {
    return this.#named(() => this.#chunks.fetch(fetch))
  }

  own(own: Own): readonly Owned[] {
    return this.#small(() => this.#positions.own(own))
  }

  bounds(partitions: readonly number[]): readonly Bounds[] {
    return this.#named(() =>
      partitions.map(id => {
        const { start, end } = this.#partitions.get(id)
        return { start, end }
      }),
    )
  }

  committed({ group, partitions }: { group: string; partitions: readonly number[] }): (Commit | null)[] {
    return this.#named(() => partitions.map(id => this.#positions.committed(group, id)))
  }

  createTopic(topic: NewTopic): TopicRow {
    return this.#small(() => this.#partitions.create(topic))
  }

  trim({ partition: id, before }: Trim): Bounds {
    return this.#small(() => {
      const database = this.#use()
      const partition = this.#partitions.get(id)
      const start = Math.min(Math.max(before, partition.start), partition.end)
      const left = database.transaction(() => {
        let left = partition
        for (let front = this.#chunks.front(id); front !== undefined && front.end <= start; ) {
          left = this.#chunks.delete(left, front)
          front = this.#chunks.front(id)
        }
        left = { ...left, start }
        this.#partitions.write(left)
        return left
      })
      this.#partitions.set(left)
      return { start: left.start, end: left.end }
    })
  }

  /** One turn of retention; true: there may be more to do. */
  retain(now: number): boolean {
    return this.#small(() => {
      this.#reserve.hold()
      return this.#retention.turn(now)
    })
  }

  /** For tests of a full disk. */
  setMaxPages(pages: number): void {
    this.#use().setMaxPages(pages)
  }

  close(): null {
    this.#database?.close()
    if (this.#database !== undefined) removeHolder(this.#folder)
    this.#database = undefined
    return null
  }

  #use(): Database {
    if (this.#database === undefined) throw new SluiceError('log_unusable', `${this.#name}: not open`)
    return this.#database
  }

  /** Does what has to be possible on a full disk too. */
  #small<T>(work: () => T): T {
    return this.#named(() => (this.#database === undefined ? work() : this.#writes.withReserve(work)))
  }

  /** Does it, and names the file in what is thrown. */
  #named<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw storeError(this.#name, error)
    }
  }
}
