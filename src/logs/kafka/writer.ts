import { setTimeout as sleep } from 'node:timers/promises'
import { SluiceError } from '../../errors.ts'
import type { Connection } from './connection.ts'
import { failureOf, isDenied, wordsOf } from './failures.ts'
import { brokerOf, partitionsOf } from './requests.ts'
import type { Cluster, ProduceMessage } from './types.ts'

/** What one append wants written to one partition. */
export interface Parcel {
  readonly messages: readonly ProduceMessage[]
  /** Told once all are durable, in their order. */
  readonly resolve: (offsets: readonly number[]) => void
  readonly reject: (error: SluiceError) => void
  /** Monotonic clock. */
  readonly since: number
  /** Once it aborts, nobody waits for it: what is not under way is left out, and nothing is repeated. */
  readonly signal?: AbortSignal | undefined
}

/** One message in the queue. */
interface Entry {
  readonly message: ProduceMessage
  readonly size: number
  readonly of: Underway
}

interface Underway {
  readonly parcel: Parcel
  readonly offsets: number[]
  failed: boolean
}

/** An idempotent producer's identity for this partition. */
interface Session {
  readonly producerId: string
  readonly producerEpoch: number
  sequence: number
}

// Of the request; the broker's own limit is 1 MiB by default. One record alone may be larger.
const mostRequestBytes = 900 * 1024
const mostRequestRecords = 2_000
const recordOverhead = 32 // bytes of a record beside key, value and headers, at most
const produceTimeout = 10_000 // ms, that the broker waits for its replicas
const patience = 30_000 // ms, for one record from its append to its rejection
const missingPatience = 2_000 // ms; a broker may not have heard of a new topic yet
const firstWait = 50 // ms
const mostWait = 1_000 // ms

export interface WriterParts {
  readonly connection: Connection
  readonly topic: string
  readonly partition: number
  /** Of the log, for messages. */
  readonly name: string
  /** Bytes that wait or are under way, of all writers. */
  readonly waiting: { bytes: number }
}

/**
 * Writes one partition in order: one request under way, in which whatever queued meanwhile goes together. kafkajs' own
 * producer can answer for partitions that it never wrote, and reuses sequence numbers after a failure whose outcome is
 * unknown, which the broker may take for a repetition: so each request is of one partition, is repeated unchanged until
 * its outcome is known, and where it never is the next one comes from another producer id.
 */
export class Writer {
  readonly #parts: WriterParts
  #queue: (Entry | undefined)[] = []
  #head = 0
  #session: Session | undefined
  #leader: number | undefined
  #running: Promise<void> | undefined
  /** Why the last request was given up; undefined once one has succeeded. */
  #stuck: SluiceError | undefined

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  add(parcel: Parcel): void {
    const of: Underway = { parcel, offsets: [], failed: false }
    for (const message of parcel.messages) {
      const size = sizeOf(message)
      this.#parts.waiting.bytes += size
      this.#queue.push({ message, size, of })
    }
    this.#running ??= this.#run()
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    await Promise.resolve() // what is appended in this tick goes together
    while (this.#head < this.#queue.length) {
      const group = this.#take()
      if (group.length > 0) await this.#send(group)
    }
    this.#queue = []
    this.#head = 0
    this.#running = undefined
  }

  #take(): Entry[] {
    const group: Entry[] = []
    let bytes = 0
    while (this.#head < this.#queue.length && group.length < mostRequestRecords) {
      const entry = this.#queue[this.#head] as Entry
      this.#giveUpIfLate(entry)
      this.#leaveOutIfAborted(entry)
      if (!entry.of.failed) {
        if (group.length > 0 && bytes + entry.size > mostRequestBytes) break
        bytes += entry.size
        group.push(entry)
      } else this.#parts.waiting.bytes -= entry.size
      this.#queue[this.#head++] = undefined // its bytes are not kept from here
    }
    // Not for each request: it moves the rest.
    if (this.#head > 4_096 && this.#head * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#head)
      this.#head = 0
    }
    return group
  }

  /** Behind a request that was given up the rest is not to wait for as long again. */
  #giveUpIfLate({ of }: Entry): void {
    if (this.#stuck === undefined || of.failed || performance.now() - of.parcel.since < patience) return
    of.failed = true
    of.parcel.reject(this.#stuck)
  }

  #leaveOutIfAborted({ of }: Entry): void {
    if (of.failed || of.parcel.signal?.aborted !== true) return
    of.failed = true
    of.parcel.reject(new SluiceError('append_failed', 'given up by who asked for it'))
  }

  /** Until the group is written or rejected. Its records go in one request, unless the broker refuses them as one. */
  async #send(group: readonly Entry[]): Promise<void> {
    const { topic, partition, name } = this.#parts
    const where = `append to ${topic}/${partition} on ${name}`
    const until = Math.min(...group.map(({ of }) => of.parcel.since)) + patience
    for (let attempt = 0; ; attempt++) {
      let failed: unknown
      try {
        const first = await this.#produce(group)
        this.#stuck = undefined
        this.#written(group, first)
        return
      } catch (error) {
        failed = error
      }
      const failure = failureOf(failed)
      if (failure === 'too_large' || isRefused(failed)) {
        if (group.length > 1) {
          const half = group.length >> 1
          await this.#send(group.slice(0, half))
          await this.#send(group.slice(half))
          return
        }
        const size = group[0]?.size ?? 0
        if (failure === 'too_large')
          this.#reject(group, 'record_too_large', `${where}: a record of ${size} bytes`, failed)
        else this.#reject(group, 'append_failed', `${where}: ${wordsOf(failed)}`, failed)
        return
      }
      const denied = isDenied(failure)
      if (denied || isClosed(failed)) {
        this.#reject(
          group,
          denied ? 'append_denied' : 'append_failed',
          `${where}: ${wordsOf(failed)}`,
          failed,
        )
        return
      }
      if (failure === 'sequence') this.#session = undefined
      this.#leader = undefined
      const now = performance.now()
      const started = group[0]?.of.parcel.since ?? now
      const missing = failed instanceof SluiceError && failed.code === 'topic_missing'
      const given = group.every(({ of }) => of.parcel.signal?.aborted === true)
      if (now > until || given || (missing && now - started > missingPatience)) {
        // Whether it was written is not known: its sequence numbers must not be used for anything else.
        this.#session = undefined
        if (missing) this.#reject(group, 'topic_missing', `topic ${topic} does not exist on ${name}`, failed)
        else if (given) this.#reject(group, 'append_failed', `${where}: ${wordsOf(failed)}`, failed)
        else this.#stuck = this.#reject(group, 'append_failed', `${where}: ${wordsOf(failed)}`, failed)
        return
      }
      await sleep(Math.min(firstWait * 2 ** attempt, mostWait))
    }
  }

  /** One request. Resolves with the first record's offset. */
  async #produce(group: readonly Entry[]): Promise<number> {
    const { connection, topic, partition } = this.#parts
    const cluster = connection.cluster()
    const leader = (this.#leader ??= await this.#findLeader(cluster))
    const session = (this.#session ??= await newSession(cluster))
    const broker = await brokerOf(cluster, leader, topic)
    const { topics } = await broker.produce({
      acks: -1,
      timeout: produceTimeout,
      producerId: session.producerId,
      producerEpoch: session.producerEpoch,
      topicData: [
        {
          topic,
          partitions: [
            { partition, firstSequence: session.sequence, messages: group.map(({ message }) => message) },
          ],
        },
      ],
    })
    const answer = topics
      .find(one => one.topicName === topic)
      ?.partitions.find(one => one.partition === partition)
    const offset = Number(answer?.baseOffset ?? -1)
    if (offset < 0) throw new Error(`the answer does not name partition ${partition}`)
    session.sequence = (session.sequence + group.length) % 2 ** 31
    return offset
  }

  async #findLeader(cluster: Cluster): Promise<number> {
    const { topic, partition } = this.#parts
    const partitions = await partitionsOf(cluster, topic)
    const found = partitions?.find(({ partitionId }) => partitionId === partition)
    if (found === undefined)
      throw new SluiceError('topic_missing', `topic ${topic} has no partition ${partition}`)
    if (found.leader < 0) throw new Error(`partition ${partition} has no leader`)
    return found.leader
  }

  #written(group: readonly Entry[], first: number): void {
    for (const [index, { size, of }] of group.entries()) {
      this.#parts.waiting.bytes -= size
      of.offsets.push(first + index)
      if (of.offsets.length === of.parcel.messages.length && !of.failed) of.parcel.resolve(of.offsets)
    }
  }

  #reject(group: readonly Entry[], code: string, message: string, cause: unknown): SluiceError {
    const error = new SluiceError(code, message, { cause })
    for (const { size, of } of group) {
      this.#parts.waiting.bytes -= size
      if (of.failed) continue
      of.failed = true
      of.parcel.reject(error)
    }
    return error
  }
}

async function newSession(cluster: Cluster): Promise<Session> {
  const broker = await cluster.brokerPool.findConnectedBroker()
  const { producerId, producerEpoch } = await broker.initProducerId({
    transactionalId: undefined,
    transactionTimeout: 0,
  })
  return { producerId, producerEpoch, sequence: 0 }
}

/** Whether the broker will never take it as it is. One of several records may be the cause. */
function isRefused(error: unknown): boolean {
  const { type, retriable } = error as { readonly type?: string; readonly retriable?: boolean }
  return type !== undefined && retriable === false && failureOf(error) === 'other'
}

/** The log was closed meanwhile. */
function isClosed(error: unknown): boolean {
  return error instanceof SluiceError && error.code === 'log_unusable'
}

function sizeOf({ key, value, headers }: ProduceMessage): number {
  let size = recordOverhead + (key?.length ?? 0) + (value?.length ?? 0)
  for (const [name, values] of Object.entries(headers))
    for (const one of Array.isArray(values) ? values : [values]) size += name.length * 3 + one.length + 10
  return size
}
