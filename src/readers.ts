import type { Config } from './config/types.ts'
import type { Outboxes } from './outboxes.ts'
import type { Position, Standing } from './partition.ts'
import { Reader, type ReaderParts, type ReadPartition } from './reader.ts'
import type { Router } from './router.ts'
import type { Log, LogStatus, ReaderMeter } from './types.ts'

export interface ReadersParts extends Pick<ReaderParts, 'writeGap' | 'meter' | 'logger' | 'fatal'> {
  readonly log: Log
  readonly outboxes: Outboxes
  /** A router that counts with this meter; without one, records are counted by another read. */
  readonly router: (meter: ReaderMeter | undefined) => Router
}

/**
 * The reads of a configuration: one for all sinks, and one of its own for each `group` that sinks name, which neither
 * waits for the others nor is waited for.
 */
export class Readers {
  /** By the name of the Kafka group. */
  readonly #readers = new Map<string, Reader>()
  /** By sink. */
  readonly #bySink = new Map<string, Reader>()

  constructor(config: Config, parts: ReadersParts) {
    const { log, sources, sinks } = config
    const topics = sources.flatMap(({ topics, start }) => topics.map(topic => ({ topic, start })))
    const renamed = [...sinks.values()].filter(({ formerly }) => formerly !== '')
    const formerly = new Map(renamed.map(({ name, formerly }) => [name, formerly]))
    const groups = Map.groupBy(sinks.values(), ({ group }) => group)
    // The one for all comes first, also where every sink has another: it reads for `undecodable`.
    for (const group of new Set(['', ...groups.keys()])) {
      const names = (groups.get(group) ?? []).map(({ name }) => name)
      const isMain = group === ''
      const name = isMain ? log.group : `${log.group}.${group}`
      const reader = new Reader({
        ...parts,
        router: parts.router(isMain ? parts.meter : undefined),
        outboxes: new Map([...parts.outboxes.sinks].filter(([sink]) => sinks.get(sink)?.group === group)),
        undecodable: isMain ? parts.outboxes.undecodable : undefined,
        formerly,
        progress: parts.outboxes.progress,
        metadataLimit: parts.log.metadataLimit,
        cursor: { group: name, topics },
      })
      this.#readers.set(name, reader)
      for (const sink of names) this.#bySink.set(sink, reader)
    }
  }

  /** Every read, by the name of its Kafka group. */
  get all(): ReadonlyMap<string, Reader> {
    return this.#readers
  }

  /** The read that serves a sink; undefined where the configuration has no such sink. */
  of(sink: string): Reader | undefined {
    return this.#bySink.get(sink)
  }

  /** Joins every group. */
  start(): void {
    for (const reader of this.#readers.values()) reader.start()
  }

  /** Ready when all are; else what the first that is not says. */
  status(): LogStatus {
    const all = [...this.#readers.values()].map(reader => reader.status())
    return all.find(({ ready }) => !ready) ?? all[0] ?? { ready: true, detail: '' }
  }

  /** What is read at present by all together: of a partition that several read, the one that is settled least. */
  partitions(): readonly ReadPartition[] {
    const lowest = new Map<string, ReadPartition>()
    for (const reader of this.#readers.values())
      for (const read of reader.partitions()) {
        const place = `${read.topic}/${read.partition}`
        if (read.settled < (lowest.get(place)?.settled ?? Number.POSITIVE_INFINITY)) lowest.set(place, read)
      }
    return [...lowest.values()]
  }

  /** Where each sink stands in each partition that is owned at present. */
  *positions(): Generator<Position> {
    for (const reader of this.#readers.values()) yield* reader.positions()
  }

  /** The same, and since when what they are owed there waits; for metrics. */
  *standings(): Generator<Standing> {
    for (const reader of this.#readers.values()) yield* reader.standings()
  }

  /** As `Reader.drain`, of all at a time. */
  async drain(grace: number): Promise<void> {
    await Promise.all([...this.#readers.values()].map(reader => reader.drain(grace)))
  }
}
