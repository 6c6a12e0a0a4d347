import type { EmbeddedConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import type {
  Bounds,
  Commit,
  Cursor,
  CursorListener,
  CursorOptions,
  Log,
  Logger,
  LogRecord,
  LogStatus,
  NewRecord,
  Place,
  TopicSettings,
} from '../../types.ts'
import { partitionOf } from '../murmur2.ts'
import { batchOf } from './batch.ts'
import { packedSize } from './chunk.ts'
import { Group } from './group.ts'
import { Link } from './link.ts'
import { Tails } from './tails.ts'
import { metadataLimit } from './tenure.ts'
import { checkTopic, type Topic, Topics } from './topics.ts'
import type { StoreSettings } from './types.ts'
import { Writer } from './writer.ts'

/** Bytes of one record, key and headers included. */
export const recordLimit = 64 * 2 ** 20

export interface EmbeddedParts {
  readonly logger: Logger
  /** For tests. */
  readonly tuning?: Partial<Pick<StoreSettings, 'retentionEvery' | 'maxPages'>>
}

/** What there is while the log is open. */
interface Running {
  readonly link: Link
  readonly writer: Writer
  readonly tails: Tails
}

/** A log in one SQLite file, held by a thread of its own. One process at a time. */
export class EmbeddedLog implements Log {
  readonly kind = 'embedded'
  readonly name: string
  readonly metadataLimit = metadataLimit
  readonly #config: EmbeddedConfig
  readonly #parts: EmbeddedParts
  readonly #topics = new Topics()
  readonly #groups = new Map<string, Group>()
  #link: Link | undefined
  #running: Running | undefined
  #state: 'new' | 'open' | 'closed' | 'failed' = 'new'
  #detail = 'not open'
  #id = ''
  #nextKeyless = 0
  #closing: Promise<void> | undefined

  constructor(config: EmbeddedConfig, parts: EmbeddedParts) {
    this.name = `embedded ${config.path}`
    this.#config = config
    this.#parts = parts
  }

  get id(): string {
    return this.#id
  }

  async open(): Promise<void> {
    if (this.#state !== 'new')
      throw new SluiceError('log_unusable', `${this.name}: opened once already; a log is opened once`)
    const { path, group, retention, max_bytes, on_full } = this.#config
    const link = new Link(this.name, this.#parts.logger, error => this.#fail(error))
    this.#link = link
    try {
      const { id, topics } = await link.call('open', {
        path,
        group,
        retention,
        maxBytes: max_bytes,
        onFull: on_full,
        retentionEvery: 30_000,
        maxPages: 0,
        ...this.#parts.tuning,
      })
      if (this.#isClosed) throw new SluiceError('log_unusable', `${this.name}: closed while it was opened`)
      this.#id = id
      const tails = new Tails()
      for (const topic of topics) {
        this.#topics.add(topic)
        for (const { id, end } of topic.partitions) tails.reach(id, end)
      }
      this.#running = { link, tails, writer: new Writer(link, tails) }
      this.#set('open', this.name)
    } catch (error) {
      await link.close()
      if (!this.#isClosed) this.#set('failed', (error as Error).message)
      throw error
    }
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<readonly Place[]> {
    const { writer } = this.#use('append_failed')
    const found = this.#topics.get(topic)
    if (records.length === 0) return []
    let bytes = 0
    for (const record of records) bytes += this.#check(found, record)
    const keyless = this.#nextKeyless++
    const numbers = records.map(
      ({ key, partition }) =>
        partition ?? (key === null ? keyless % found.ids.length : partitionOf(key, found.ids.length)),
    )
    const ids = numbers.map(number => found.ids[number]!)
    return writer.append({ topic, records, numbers, ids, bytes })
  }

  read(options: CursorOptions, listener: CursorListener): Cursor {
    const running = this.#use('log_unusable')
    let group = this.#groups.get(options.group)
    if (group === undefined) {
      group = new Group(options.group, { ...running, topics: this.#topics, logger: this.#parts.logger })
      this.#groups.set(options.group, group)
    }
    return group.join(options, listener)
  }

  async *scan(topic: string, partition: number, from: number, to: number): AsyncGenerator<LogRecord> {
    const { link } = this.#use('log_unusable')
    const id = this.#topics.get(topic).ids[partition]
    const [bounds] = id === undefined ? [] : await link.call('bounds', [id])
    if (id === undefined || bounds === undefined || from < bounds.start || from > bounds.end) {
      const held = bounds === undefined ? 'no such partition' : `it holds ${bounds.start} to ${bounds.end}`
      throw new SluiceError('offset_out_of_range', `${topic}/${partition}: offset ${from}: ${held}`)
    }
    const last = Math.min(to, bounds.end)
    for (let next = from; next < last; ) {
      const fetched = await link.call('fetch', { partition: id, from: next, to: last })
      const batch = batchOf(fetched, { topic, partition, from: next, to: last })
      yield* batch.records
      if (batch.next === next) return
      next = batch.next
    }
  }

  async bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    const { link } = this.#use('log_unusable')
    const found = this.#topics.find(topic)
    return found && link.call('bounds', found.ids)
  }

  async committed(group: string, topic: string): Promise<readonly (Commit | undefined)[]> {
    const { link } = this.#use('log_unusable')
    const partitions = this.#topics.find(topic)?.ids ?? []
    return (await link.call('committed', { group, partitions })).map(commit => commit ?? undefined)
  }

  async createTopic(topic: string, settings: TopicSettings): Promise<void> {
    const { link } = this.#use('topic_not_created')
    checkTopic(topic, settings.partitions)
    const isNew = this.#topics.find(topic) === undefined
    try {
      this.#topics.add(await link.call('createTopic', { name: topic, ...settings }))
    } catch (error) {
      const { message, hint } = error as SluiceError
      throw new SluiceError('topic_not_created', `topic ${topic}: ${message}`, { cause: error, hint })
    }
    if (isNew) for (const group of this.#groups.values()) group.created(topic)
  }

  /** Deletes the records of a partition below an offset. @throws SluiceError `topic_missing`. */
  async trim(topic: string, partition: number, before: number): Promise<void> {
    const { link } = this.#use('log_unusable')
    const id = this.#topics.get(topic).ids[partition]
    if (id !== undefined) await link.call('trim', { partition: id, before })
  }

  status(): LogStatus {
    const trouble = this.#running?.writer.trouble ?? ''
    // A log that is full can be read, and is written again by itself: not ready would keep the appends away that find out.
    if (this.#state === 'open' && trouble !== '') return { ready: true, detail: trouble }
    return { ready: this.#state === 'open', detail: this.#detail }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    if (this.#state !== 'failed') this.#set('closed', 'closed')
    await Promise.all([...this.#groups.values()].map(group => group.close()))
    await this.#running?.writer.idle()
    await this.#link?.close()
  }

  get #isClosed(): boolean {
    return this.#state === 'closed'
  }

  /** The thread has ended by itself. */
  #fail(error: SluiceError): void {
    this.#set('failed', error.message)
    this.#parts.logger.error({ log: this.name, error: error.message }, 'log.failed')
    for (const group of this.#groups.values()) group.fail(error)
  }

  #set(state: 'open' | 'closed' | 'failed', detail: string): void {
    this.#state = state
    this.#detail = detail
  }

  #use(code: string): Running {
    if (this.#state === 'open' && this.#running !== undefined) return this.#running
    throw new SluiceError(code, `${this.name}: ${this.#detail}`)
  }

  /** Bytes that the record takes. @throws SluiceError where it cannot be taken. */
  #check(topic: Topic, record: NewRecord): number {
    const size = packedSize(record)
    if (size > recordLimit) {
      throw new SluiceError(
        'record_too_large',
        `${topic.name}: a record of ${size} bytes, at most ${recordLimit} are taken`,
      )
    }
    const { partition, timestamp } = record
    if (partition !== undefined && topic.ids[partition] === undefined) {
      const message = `${topic.name}: partition ${partition} of ${topic.ids.length} does not exist`
      throw new SluiceError('append_failed', message)
    }
    if (timestamp !== undefined && !Number.isFinite(timestamp))
      throw new SluiceError('append_failed', `${topic.name}: timestamp ${timestamp}`)
    return size
  }
}
