import type { StatementSync } from 'node:sqlite'
import { SluiceError } from '../../errors.ts'
import type { Database } from './database.ts'
import type { NewTopic, PartitionRow, TopicRow } from './types.ts'

/** One partition, as the file has it. */
export interface Partition extends PartitionRow {
  readonly topic: string
  readonly number: number
  /** Bytes of its records. */
  readonly bytes: number
}

/** How long a topic's records are kept; undefined: as the log's settings say. */
export interface TopicRetention {
  readonly ms: number | undefined
  readonly bytes: number | undefined
}

/** The topics and partitions of the file: read once, and written through. */
export class Partitions {
  readonly #database: Database
  readonly #topics = new Map<string, { partitions: number[]; retention: TopicRetention }>()
  readonly #byId = new Map<number, Partition>()
  readonly #update: StatementSync

  constructor(database: Database) {
    this.#database = database
    this.#update = database.prepare('UPDATE partitions SET start = ?, next = ?, bytes = ? WHERE id = ?')
    const topics = database.prepare(
      'SELECT id, name, retention_ms AS ms, retention_bytes AS bytes FROM topics',
    )
    const rows = database.prepare('SELECT * FROM partitions WHERE topic = ? ORDER BY number')
    for (const topic of topics.all()) {
      const name = String(topic['name'])
      const partitions = rows.all(topic['id']!).map(row => ({
        id: Number(row['id']),
        topic: name,
        number: Number(row['number']),
        start: Number(row['start']),
        end: Number(row['next']),
        bytes: Number(row['bytes']),
      }))
      this.#add(name, partitions, { ms: optional(topic['ms']), bytes: optional(topic['bytes']) })
    }
  }

  /** Creates the topic; where it exists, only its retention changes. */
  create({ name, partitions: count, retentionMs, retentionBytes }: NewTopic): TopicRow {
    const retention = { ms: retentionMs, bytes: retentionBytes }
    const [ms, bytes] = [retentionMs ?? null, retentionBytes ?? null]
    const known = this.#topics.get(name)
    if (known !== undefined) {
      if (known.retention.ms !== retentionMs || known.retention.bytes !== retentionBytes) {
        const update = 'UPDATE topics SET retention_ms = ?, retention_bytes = ? WHERE name = ?'
        this.#database.prepare(update).run(ms, bytes, name)
        known.retention = retention
      }
      return this.#row(name)
    }
    const partitions = this.#database.transaction(() => {
      const insert = 'INSERT INTO topics (name, retention_ms, retention_bytes) VALUES (?, ?, ?)'
      const topic = this.#database.prepare(insert).run(name, ms, bytes).lastInsertRowid
      const add = this.#database.prepare(
        'INSERT INTO partitions (topic, number, start, next, bytes) VALUES (?, ?, 0, 0, 0)',
      )
      return Array.from({ length: count }, (_, number) => {
        const id = Number(add.run(topic, number).lastInsertRowid)
        return { id, topic: name, number, start: 0, end: 0, bytes: 0 }
      })
    })
    this.#add(name, partitions, retention)
    return this.#row(name)
  }

  topics(): TopicRow[] {
    return [...this.#topics.keys()].map(name => this.#row(name))
  }

  /** Each topic's partitions and retention. */
  *retentions(): Generator<{ partitions: Partition[]; retention: TopicRetention }> {
    for (const { partitions, retention } of this.#topics.values())
      yield { partitions: partitions.map(id => this.get(id)), retention }
  }

  all(): Partition[] {
    return [...this.#byId.values()]
  }

  /** Every partition of the topic that this one belongs to. */
  siblings(id: number): readonly number[] {
    return this.#topics.get(this.get(id).topic)?.partitions ?? []
  }

  get(id: number): Partition {
    const partition = this.#byId.get(id)
    if (partition === undefined) throw new SluiceError('topic_missing', `no partition ${id} in the file`)
    return partition
  }

  /** Writes how a partition stands; to be `set` once the transaction is durable. */
  write({ id, start, end, bytes }: Partition): void {
    this.#update.run(start, end, bytes, id)
  }

  /** What `write` wrote is durable. */
  set(partition: Partition): void {
    this.#byId.set(partition.id, partition)
  }

  #add(name: string, partitions: readonly Partition[], retention: TopicRetention): void {
    this.#topics.set(name, { partitions: partitions.map(({ id }) => id), retention })
    for (const partition of partitions) this.set(partition)
  }

  #row(name: string): TopicRow {
    const partitions = this.#topics.get(name)?.partitions ?? []
    return {
      name,
      partitions: partitions.map(partition => {
        const { id, start, end } = this.get(partition)
        return { id, start, end }
      }),
    }
  }
}

function optional(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value)
}
