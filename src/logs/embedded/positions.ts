import type { StatementSync } from 'node:sqlite'
import type { Commit } from '../../types.ts'
import type { Database } from './database.ts'
import type { Partition, Partitions } from './partitions.ts'
import type { CommitRow, Own, Owned } from './types.ts'

// As Kafka forgets a group without members. A group of the configuration is never forgotten.
const forgetAfter = 7 * 24 * 3_600_000
// At a start nobody has joined yet.
const patience = 3_600_000 // ms

/** What groups have committed, each under the generation that owns the partition. */
export class Positions {
  readonly #database: Database
  readonly #partitions: Partitions
  readonly #group: string
  readonly #opened: number
  /** Groups that joined since the file was opened. */
  readonly #joined = new Set<string>()
  readonly #get: StatementSync
  readonly #take: StatementSync
  readonly #insert: StatementSync
  readonly #commit: StatementSync
  readonly #lows: StatementSync

  constructor(database: Database, partitions: Partitions, group: string, now: number) {
    this.#database = database
    this.#partitions = partitions
    this.#group = group
    this.#opened = now
    this.#get = database.prepare('SELECT * FROM positions WHERE "group" = ? AND partition = ?')
    this.#take = database.prepare(
      'UPDATE positions SET generation = generation + 1, seen = ? WHERE "group" = ? AND partition = ?',
    )
    this.#insert = database.prepare(`INSERT INTO positions VALUES (?, ?, 1, ?, '', ?, ?)`)
    this.#commit = database.prepare(`
      UPDATE positions SET "offset" = ?, metadata = ?, low = ?, seen = ?
      WHERE "group" = ? AND partition = ? AND generation = ?`)
    this.#lows = database.prepare('SELECT "group", partition, low, seen FROM positions')
  }

  /** Takes the partitions over: earlier generations commit nothing more. Where nothing is committed, the first position is. */
  own({ group, partitions }: Own): Owned[] {
    this.#joined.add(group)
    return this.#database.transaction(() => {
      const knownTopics = new Set<string>()
      for (const { id } of partitions)
        if (this.#partitions.siblings(id).some(sibling => this.#get.get(group, sibling) !== undefined))
          knownTopics.add(this.#partitions.get(id).topic)
      return partitions.map(({ id, start }) => {
        const partition = this.#partitions.get(id)
        const now = Date.now()
        if (this.#take.run(now, group, id).changes === 0) {
          const behind = start === 'latest' && !knownTopics.has(partition.topic)
          const first = behind ? partition.end : partition.start
          this.#insert.run(group, id, first, first, now)
        }
        return this.#owned(group, partition)
      })
    })
  }

  /** Stores a commit; false where another generation owns the partition. Within a transaction. */
  commit({ group, partition, generation, offset, metadata, low }: CommitRow): boolean {
    const { changes } = this.#commit.run(offset, metadata, low, Date.now(), group, partition, generation)
    return changes === 1
  }

  committed(group: string, partition: number): Commit | null {
    const row = this.#get.get(group, partition)
    if (row === undefined) return null
    return { offset: Number(row['offset']), metadata: String(row['metadata']), low: Number(row['low']) }
  }

  /** For each partition that a known group reads, the lowest offset still needed. */
  floors(now: number): Map<number, number> {
    const floors = new Map<number, number>()
    for (const row of this.#lows.all()) {
      const group = String(row['group'])
      const gone = now - Number(row['seen']) > forgetAfter && now - this.#opened > patience
      if (gone && group !== this.#group && !this.#joined.has(group)) continue
      const [partition, low] = [Number(row['partition']), Number(row['low'])]
      floors.set(partition, Math.min(low, floors.get(partition) ?? low))
    }
    return floors
  }

  #owned(group: string, { id, start, end }: Partition): Owned {
    const row = this.#get.get(group, id)
    return {
      id,
      start,
      end,
      generation: Number(row?.['generation']),
      committed: this.committed(group, id) ?? { offset: start, metadata: '', low: start },
    }
  }
}
