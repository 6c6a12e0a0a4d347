import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf, SluiceError } from '../../errors.ts'
import type { Header, NewRecord, Place } from '../../types.ts'
import { partitionOf } from '../murmur2.ts'
import type { Connection } from './connection.ts'
import { failureOf, isDenied } from './failures.ts'
import { partitionsOf } from './requests.ts'
import type { ProduceMessage } from './types.ts'
import { type Parcel, Writer } from './writer.ts'

const countAge = 30_000 // ms; how soon partitions added to a topic are written to
const mostWaiting = 64 * 1024 * 1024 // bytes that wait or are under way, of all topics
const closeGrace = 10_000 // ms

/** Appends to topics: each record goes to the partition that its key says, each partition has a writer. */
export class Appender {
  readonly #connection: Connection
  readonly #name: string
  readonly #writers = new Map<string, Writer[]>()
  readonly #counts = new Map<string, { readonly count: number; readonly at: number }>()
  /** What is under way, with the signal of those who wait for it. */
  readonly #underWay = new Map<Promise<unknown>, AbortSignal | undefined>()
  readonly #waiting = { bytes: 0 }
  #turn = 0
  #closed = false

  constructor(connection: Connection, name: string) {
    this.#connection = connection
    this.#name = name
  }

  /** See `Log.append`. */
  append(topic: string, records: readonly NewRecord[], signal?: AbortSignal): Promise<readonly Place[]> {
    const places = this.#append(topic, records, signal)
    const settled: Promise<unknown> = places.catch(() => {}).finally(() => this.#underWay.delete(settled))
    this.#underWay.set(settled, signal)
    return places
  }

  /** Waits for what is under way and awaited, 10 s at most. What comes after is refused. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true
    const enough = new AbortController()
    await Promise.race([
      Promise.all([...this.#underWay].flatMap(([settled, signal]) => (signal?.aborted ? [] : [settled]))),
      sleep(closeGrace, undefined, { signal: enough.signal }).catch(() => {}),
    ])
    enough.abort()
  }

  async #append(
    topic: string,
    records: readonly NewRecord[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Place[]> {
    if (records.length === 0) return []
    if (this.#closed) throw new SluiceError('append_failed', `append to ${topic}: ${this.#name} is closed`)
    const since = performance.now()
    const known = this.#counts.get(topic)
    const count =
      known !== undefined && since - known.at < countAge ? known.count : await this.#countOf(topic)
    if (this.#waiting.bytes > mostWaiting) {
      throw new SluiceError(
        'append_failed',
        `append to ${topic} on ${this.#name}: ${mostWaiting} bytes wait already`,
      )
    }
    const any = this.#turn++ % count
    const byPartition = new Map<number, number[]>()
    for (const [index, { key, partition }] of records.entries()) {
      const chosen = partition ?? (key === null ? any : partitionOf(key, count))
      if (chosen >= count || chosen < 0 || !Number.isInteger(chosen))
        throw new SluiceError('append_failed', `topic ${topic} on ${this.#name} has no partition ${chosen}`)
      const indices = byPartition.get(chosen)
      if (indices === undefined) byPartition.set(chosen, [index])
      else indices.push(index)
    }
    const places: Place[] = new Array(records.length)
    await Promise.all(
      [...byPartition].map(async ([partition, indices]) => {
        const messages = indices.map(index => produced(records[index] as NewRecord))
        const offsets = await this.#write(topic, partition, { messages, since, signal }).catch(
          (error: SluiceError) => {
            if (error.code === 'topic_missing') this.#counts.delete(topic)
            throw error
          },
        )
        for (const [at, index] of indices.entries())
          places[index] = { topic, partition, offset: offsets[at] as number }
      }),
    )
    return places
  }

  #write(
    topic: string,
    partition: number,
    parcel: Omit<Parcel, 'resolve' | 'reject'>,
  ): Promise<readonly number[]> {
    let writers = this.#writers.get(topic)
    if (writers === undefined) this.#writers.set(topic, (writers = []))
    const writer = (writers[partition] ??= new Writer({
      connection: this.#connection,
      topic,
      partition,
      name: this.#name,
      waiting: this.#waiting,
    }))
    return new Promise((resolve, reject) => writer.add({ ...parcel, resolve, reject }))
  }

  async #countOf(topic: string): Promise<number> {
    const partitions = await this.#connection
      .use(cluster => partitionsOf(cluster, topic))
      .catch((error: unknown) => {
        const code = isDenied(failureOf(error)) ? 'append_denied' : 'append_failed'
        throw new SluiceError(code, `append to ${topic}: ${messageOf(error)}`, { cause: error })
      })
    if (partitions === undefined || partitions.length === 0) {
      this.#counts.delete(topic)
      throw new SluiceError('topic_missing', `topic ${topic} does not exist on ${this.#name}`)
    }
    this.#counts.set(topic, { count: partitions.length, at: performance.now() })
    return partitions.length
  }
}

function produced({ key, value, headers, timestamp }: NewRecord): ProduceMessage {
  return { key, value, timestamp: timestamp ?? Date.now(), headers: headersOf(headers ?? []) }
}

/** kafkajs takes an object: names that repeat become one with several values. */
function headersOf(headers: readonly Header[]): ProduceMessage['headers'] {
  const byName: Record<string, Buffer | Buffer[]> = Object.create(null)
  for (const { name, value } of headers) {
    const before = byName[name]
    byName[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return byName
}
