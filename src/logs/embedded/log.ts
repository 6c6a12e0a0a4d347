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
import type { Group } from './group.ts'
import { Share } from './share.ts'
import { Tails } from './tails.ts'
import { metadataLimit } from './tenure.ts'
import { checkTopic, type Topic, Topics } from './topics.ts'
import type { FromHolder, NewTopic, StoreSettings, TopicRow } from './types.ts'
import { type Channel, type CursorGroup, ownWay, type Way } from './way.ts'
import { Writer } from './writer.ts'

/** Bytes of one record, key and headers included. */
export const recordLimit = 64 * 2 ** 20

export interface EmbeddedParts {
  readonly logger: Logger
  /** For tests. */
  readonly tuning?: Partial<Pick<StoreSettings, 'retentionEvery' | 'maxPages'>>
  /** Where the file is held by another process. */
  readonly way?: Way
}

/** What there is while the log is open. */
interface Running {
  readonly link: Channel
  readonly writer: Writer
  readonly tails: Tails
}

/** A log in one SQLite file, held by a thread of one process; others share it through that one. */
export class EmbeddedLog implements Log {
  readonly kind = 'embedded'
  readonly name: string
  readonly metadataLimit = metadataLimit
  readonly #config: EmbeddedConfig
  readonly #parts: EmbeddedParts
  readonly #topics = new Topics()
  readonly #way: Way
  readonly #groups = new Map<string, CursorGroup>()
  readonly #shares = new Set<Share>()
  #frozen = false
  #link: Channel | undefined
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
    this.#way = parts.way ?? ownWay
  }

  get id(): string {
    return this.#id
  }

  async open(): Promise<void> {
    if (this.#state !== 'new')
      throw new SluiceError('log_unusable', `${this.name}: opened once already; a log is opened once`)
    const { path, group, retention, max_bytes, on_full } = this.#config
    const tails = new Tails()
    const link = this.#way.connect(this.name, this.#parts.logger, {
      died: error => this.#fail(error),
      reached: (partition, end) => tails.reach(partition, end),
      created: topic => this.#topics.add(topic),
    })
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
    return this.#group(options.group).join(options, listener)
  }

  /** Lets another process share the log; `send` takes messages there. For the process that holds the file. */
  share(send: (message: FromHolder) => void): Share {
    const { link, tails } = this.#use('log_unusable')
    const share = new Share(
      {
        id: this.#id,
        link,
        tails,
        topics: this.#topics,
        create: topic => this.#create(topic),
        group: name => this.#group(name) as Group,
        closed: closed => this.#shares.delete(closed),
      },
      send,
    )
    this.#shares.add(share)
    return share
  }

  /** Leaves every partition to whoever owns it: all who share the log are about to come, or to leave. */
  freeze(): void {
    this.#frozen = true
    for (const group of this.#groups.values()) group.freeze?.()
  }

  /** Whoever has joined a group since `freeze` gets its share, all at a time. */
  thaw(): void {
    this.#frozen = false
    for (const group of this.#groups.values()) group.thaw?.()
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
    this.#use('topic_not_created')
    checkTopic(topic, settings.partitions)
    try {
      await this.#create({ name: topic, ...settings })
    } catch (error) {
      const { message, hint } = error as SluiceError
      throw new SluiceError('topic_not_created', `topic ${topic}: ${message}`, { cause: error, hint })
    }
  }

  async #create(topic: NewTopic): Promise<TopicRow> {
    const { link } = this.#use('topic_not_created')
    const isNew = this.#topics.find(topic.name) === undefined
    const row = await link.call('createTopic', topic)
    this.#topics.add(row)
    if (!isNew) return row
    for (const share of this.#shares) share.created(row)
    for (const group of this.#groups.values()) group.created(topic.name)
    return row
  }

  #group(name: string): CursorGroup {
    const running = this.#use('log_unusable')
    let group = this.#groups.get(name)
    if (group === undefined) {
      group = this.#way.group(name, { ...running, topics: this.#topics, logger: this.#parts.logger })
      if (this.#frozen) group.freeze?.()
      this.#groups.set(name, group)
    }
    return group
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
    for (const share of [...this.#shares]) share.close()
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
