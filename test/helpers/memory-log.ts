/**
 * A log in memory, for tests that drive the real reader: several cursors in a group, rebalances, kills, zombies,
 * scripted failures. Nothing happens by itself but what `append` and `read` set off, and no time passes in it.
 */
import { SluiceError } from '../../src/errors.ts'
import type {
  Bounds,
  Commit,
  Cursor,
  CursorListener,
  CursorOptions,
  Log,
  LogRecord,
  LogStatus,
  NewRecord,
  Place,
  TopicSettings,
} from '../../src/types.ts'
import { MemoryCursor, type MemoryTenure } from './memory-cursor.ts'

export interface MemoryLogOptions {
  readonly metadataLimit?: number
  /** Records per read at most. */
  readonly fetch?: number
  /** Who joins or leaves does not set off a rebalance: the test calls `rebalance`. */
  readonly manual?: boolean
}

/** One partition's records. */
export class MemoryPartition {
  records: LogRecord[] = []
  start = 0
  end = 0
  /** Readers see what lies below it; a test that reads step by step moves it. */
  visible = Number.POSITIVE_INFINITY
  #waiting: (() => void)[] = []

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}

/** What the log knows of a group. */
export interface MemoryGroup {
  readonly committed: Map<string, Commit>
  /** Members in the order in which they joined. */
  readonly members: MemoryCursor[]
  /** Who holds a partition: nobody else's commit is stored. */
  readonly owners: Map<string, MemoryTenure>
  changing: boolean
}

export class MemoryLog implements Log {
  readonly kind = 'embedded'
  readonly name = 'memory'
  readonly id = ''
  readonly metadataLimit: number
  readonly fetch: number
  /** What an append or a commit does first: throw to have it fail, give a promise to have it wait. */
  onAppend: (topic: string, records: readonly NewRecord[]) => Promise<void> | void = () => {}
  onCommit: (topic: string, partition: number, commit: Commit) => Promise<void> | void = () => {}
  /** A change of the group is told by `assigned` alone, as a join without a rebalance is. */
  abrupt = false
  /** Records given to reads, all together. */
  fetched = 0
  /** Batches begin so many offsets too early, as compressed ones in Kafka can. */
  overlap = 0
  /** Every commit that was stored, in order. */
  readonly commits: (Commit & { readonly partition: number })[] = []
  readonly #manual: boolean
  readonly #topics = new Map<string, MemoryPartition[]>()
  readonly #groups = new Map<string, MemoryGroup>()

  constructor({ metadataLimit = 4_096, fetch = 100, manual = false }: MemoryLogOptions = {}) {
    this.metadataLimit = metadataLimit
    this.fetch = fetch
    this.#manual = manual
  }

  async open(): Promise<void> {}

  async createTopic(topic: string, { partitions }: TopicSettings): Promise<void> {
    if (this.#topics.has(topic)) return
    this.#topics.set(
      topic,
      Array.from({ length: partitions }, () => new MemoryPartition()),
    )
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<readonly Place[]> {
    await this.onAppend(topic, records)
    return records.map(record => {
      const { length } = this.#partitions(topic)
      const partition = record.partition ?? (record.key?.at(-1) ?? 0) % length
      const held = this.partition(topic, partition)
      const { key, value, headers = [], timestamp = Date.now() } = record
      const place = { topic, partition, offset: held.end++ }
      held.records.push({ ...place, key, value, headers, timestamp })
      held.wake()
      return place
    })
  }

  read(options: CursorOptions, listener: CursorListener): Cursor {
    const cursor = new MemoryCursor(this, options, listener)
    this.group(options.group).members.push(cursor)
    this.changed(options.group)
    return cursor
  }

  async *scan(topic: string, partition: number, from: number, to: number): AsyncIterable<LogRecord> {
    for (const record of this.partition(topic, partition).records)
      if (record.offset >= from && record.offset < to) yield record
  }

  async bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    return this.#topics.get(topic)?.map(({ start, end }) => ({ start, end }))
  }

  async committed(group: string, topic: string): Promise<readonly (Commit | undefined)[]> {
    return this.#partitions(topic).map((_, partition) =>
      this.group(group).committed.get(`${topic}/${partition}`),
    )
  }

  status(): LogStatus {
    return { ready: true, detail: '' }
  }

  async close(): Promise<void> {}

  // ------------------------------------------------------------------------------------------ for the test

  partition(topic: string, partition: number): MemoryPartition {
    const held = this.#partitions(topic)[partition]
    if (held === undefined) throw new Error(`${topic} has no partition ${partition}`)
    return held
  }

  /** Lets readers see what lies below an offset. */
  show(topic: string, partition: number, below: number): void {
    const held = this.partition(topic, partition)
    held.visible = below
    held.wake()
  }

  /** Offsets without records, as compaction and transactions leave them. */
  skip(topic: string, partition: number, offsets: number): void {
    const held = this.partition(topic, partition)
    held.end += offsets
    held.wake()
  }

  /** Retention: forgets what lies below an offset. */
  trim(topic: string, partition: number, start: number): void {
    const held = this.partition(topic, partition)
    held.start = start
    held.records = held.records.filter(({ offset }) => offset >= start)
  }

  /** Deletes a topic and makes it anew, empty. */
  recreate(topic: string): void {
    const before = this.#partitions(topic)
    this.#topics.set(
      topic,
      before.map(() => new MemoryPartition()),
    )
    for (const partition of before) partition.wake()
  }

  group(name: string): MemoryGroup {
    let group = this.#groups.get(name)
    if (group === undefined) {
      group = { committed: new Map(), members: [], owners: new Map(), changing: false }
      this.#groups.set(name, group)
    }
    return group
  }

  /** The first half of a rebalance: members are told that the group is about to change. */
  beginRebalance(name: string): void {
    const group = this.group(name)
    group.changing = true
    for (const member of group.members) member.tell(listener => void listener.rebalancing())
  }

  /** Gives every partition to a member: in turns, or as `owner` says (an index of `members`; undefined: nobody). */
  rebalance(name: string, owner?: (topic: string, partition: number) => number | undefined): void {
    const group = this.group(name)
    group.changing = false
    group.owners.clear()
    for (const member of group.members) member.endTenures(!this.abrupt)
    const shares = new Map<MemoryCursor, MemoryTenure[]>()
    for (const member of group.members) shares.set(member, [])
    const topics = group.members[0]?.options.topics ?? []
    for (const { topic, start } of topics) {
      for (const partition of this.#partitions(topic).keys()) {
        const at = owner === undefined ? partition % group.members.length : owner(topic, partition)
        const member = at === undefined ? undefined : group.members[at]
        if (member === undefined) continue
        const tenure = member.tenure(topic, partition, this.#committedOrFirst(group, topic, partition, start))
        group.owners.set(`${topic}/${partition}`, tenure)
        shares.get(member)?.push(tenure)
      }
    }
    for (const [member, tenures] of shares) member.tell(listener => listener.assigned(tenures))
  }

  /** kill -9: it is told nothing, reads nothing, may start nothing, and its commits are refused. */
  kill(cursor: Cursor): void {
    const dead = this.#member(cursor)
    dead.die()
    this.remove(dead)
  }

  /** SIGSTOP beyond the session timeout: the group goes on without it, and it does not know. Its lease is over. */
  expel(cursor: Cursor): void {
    const zombie = this.#member(cursor)
    zombie.lease = false
    this.remove(zombie)
  }

  remove(cursor: MemoryCursor): void {
    const { members, owners } = this.group(cursor.options.group)
    const at = members.indexOf(cursor)
    if (at < 0) return
    members.splice(at, 1)
    for (const [place, tenure] of owners) if (tenure.cursor === cursor) owners.delete(place)
    this.changed(cursor.options.group)
  }

  changed(group: string): void {
    if (!this.#manual) queueMicrotask(() => this.rebalance(group))
  }

  #member(cursor: Cursor): MemoryCursor {
    if (!(cursor instanceof MemoryCursor)) throw new Error('a cursor of another log')
    return cursor
  }

  /** A new group's first position is committed before the first record is read. */
  #committedOrFirst(
    group: MemoryGroup,
    topic: string,
    partition: number,
    start: 'latest' | 'earliest',
  ): Commit {
    const place = `${topic}/${partition}`
    const held = this.partition(topic, partition)
    let commit = group.committed.get(place)
    if (commit === undefined) {
      const offset = start === 'earliest' ? held.start : held.end
      commit = { offset, metadata: '', low: offset }
      group.committed.set(place, commit)
    }
    return commit
  }

  #partitions(topic: string): MemoryPartition[] {
    const partitions = this.#topics.get(topic)
    if (partitions === undefined) throw new SluiceError('topic_missing', `topic ${topic} does not exist`)
    return partitions
  }
}
