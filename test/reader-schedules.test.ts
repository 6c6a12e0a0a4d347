/**
 * The real reader under random schedules: answers of every kind, late and lost ones, rebalances, kills, zombies, time. An
 * oracle outside sees what arrived and what was committed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OutboxSettings } from '../src/outbox/types.ts'
import type { Outcome } from '../src/types.ts'
import type { MemoryCursor } from './helpers/memory-cursor.ts'
import type { MemoryLog } from './helpers/memory-log.ts'
import { delivered, failed, mockTime, pass, type Request, refused } from './helpers/outbox.ts'
import { group, stands, type TestReader, testLog, testReader, topic, turns } from './helpers/reader.ts'

const sinks = ['a', 'b']
const schedules = 60
const steps = 60
const partitions = 2

/** Mulberry32: the same seed gives the same schedule. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below)
  }
}

interface Instance extends TestReader {
  readonly cursor: MemoryCursor
  /** What it had started when it was lost to the group; undefined while it is a member. */
  startedWhenLost: number | undefined
}

function startedOf({ senders }: Instance): number {
  return sinks.reduce((sum, sink) => sum + (senders[sink]?.started.length ?? 0), 0)
}

/** One schedule: a log, some instances, and what the other sides have seen. */
class Schedule {
  readonly #log: MemoryLog
  readonly #random: (below: number) => number
  readonly #settings: Partial<OutboxSettings>
  readonly #instances: Instance[] = []
  /** First arrivals, by sink, partition and key. */
  readonly #arrived = new Map<string, number[]>()
  readonly #settled = new Set<string>()
  readonly #expected = new Set<string>()
  #commitsSeen = 0
  readonly #positions = new Map<string, number>()

  constructor(log: MemoryLog, random: (below: number) => number, settings: Partial<OutboxSettings>) {
    this.#log = log
    this.#random = random
    this.#settings = settings
  }

  async run(): Promise<void> {
    await this.#join()
    for (let step = 0; step < steps; step++) {
      await this.#step()
      this.#look()
    }
    await this.#calm()
    for (const delivery of this.#expected) assert.ok(this.#settled.has(delivery), `${delivery} is lost`)
    for (const instance of this.#instances) this.#conserved(instance)
  }

  async end(): Promise<void> {
    for (const { reader, outboxes } of this.#instances) {
      for (const outbox of outboxes.values()) outbox.abort()
      await reader.drain(1_000)
    }
  }

  async #step(): Promise<void> {
    const what = this.#random(22)
    const { members } = this.#log.group(group)
    if (what < 4) await this.#append()
    else if (what < 13) this.#answer()
    else if (what === 13) await pass([50, 200, 1_000, 3_000][this.#random(4)] ?? 0)
    else if (what === 14) await pass(1_000)
    else if (what === 15) this.#log.beginRebalance(group)
    else if (what === 16) this.#log.rebalance(group)
    else if (what === 17) await this.#join()
    else if (what === 18 && members.length > 1) this.#lose()
    else if (what === 19) this.#hold()
    else if (what > 19) this.#pause()
    await turns()
  }

  /** A fetch takes its time, or comes at last. */
  #hold(): void {
    this.#log.show(topic, this.#random(partitions), this.#random(2) === 0 ? 0 : Number.POSITIVE_INFINITY)
  }

  /** An operator pauses a sink at an instance, or ends its pause. */
  #pause(): void {
    const members = this.#instances.filter(({ startedWhenLost }) => startedWhenLost === undefined)
    const { reader } = members[this.#random(members.length)]!
    const sink = sinks[this.#random(sinks.length)]!
    const moved = this.#random(2) === 0 ? reader.pause(sink) : reader.resume(sink)
    // Where partitions change hands meanwhile it fails; nothing is known then.
    moved.catch(error => assert.equal(error.code, 'not_owned'))
  }

  async #append(): Promise<void> {
    const partition = this.#random(partitions)
    const key = `k${this.#random(3)}`
    const wanted = ['a', 'b', 'a,b', '-', '?'][this.#random(5)] ?? '-'
    const record = { key: Buffer.from(key), value: Buffer.from(wanted), partition }
    const [place] = await this.#log.append(topic, [record])
    if (wanted === '-' || wanted === '?') return
    for (const sink of wanted.split(',')) this.#expected.add(`${sink} ${partition} ${place?.offset}`)
  }

  /** One request is answered, by whatever process it was sent; it may have arrived all the same. */
  #answer(): void {
    const wire = this.#instances.flatMap(instance =>
      sinks.flatMap(sink =>
        (instance.senders[sink]?.wire ?? []).map(request => ({ sink, request, instance })),
      ),
    )
    if (wire.length === 0) return
    const { sink, request, instance } = wire[this.#random(wire.length)]!
    const outcome = [delivered, delivered, delivered, failed, failed, refused][this.#random(6)] ?? delivered
    this.#receive(sink, request, outcome, instance)
  }

  #receive(sink: string, request: Request, outcome: Outcome, { startedWhenLost }: Instance): void {
    const { record } = request.attempts[0]!.work
    // What failed may have arrived before: its answer was lost.
    if (outcome.kind === 'delivered' || (outcome.kind === 'retry' && this.#random(3) === 0)) {
      const lane = `${sink} ${record.partition} ${record.key?.toString()}`
      const delivery = `${sink} ${record.partition} ${record.offset}`
      const arrived = this.#arrived.get(lane) ?? []
      this.#arrived.set(lane, arrived)
      // A stray of one that another process has given up meanwhile may come after newer ones: it is a dead letter.
      if (!arrived.includes(record.offset) && !this.#settled.has(delivery)) {
        assert.ok(
          arrived.every(offset => offset < record.offset),
          `${lane}: ${record.offset} arrives first after ${arrived}`,
        )
        arrived.push(record.offset)
      }
      this.#settled.add(delivery)
    }
    if (startedWhenLost === undefined || outcome.kind === 'delivered') request.answer(outcome)
    else request.fail(new Error('killed'))
  }

  async #join(): Promise<void> {
    if (this.#log.group(group).members.length >= 3) return
    const made = testReader(this.#log, { settings: this.#settings })
    made.reader.start()
    const cursor = this.#log.group(group).members.at(-1)!
    this.#instances.push({ ...made, cursor, startedWhenLost: undefined })
    await turns()
  }

  /** An instance is killed, or stopped so long that the group goes on without it. */
  #lose(): void {
    const { members } = this.#log.group(group)
    const cursor = members[this.#random(members.length)]!
    for (const instance of this.#instances)
      if (instance.cursor === cursor) instance.startedWhenLost = startedOf(instance)
    if (this.#random(2) === 0) this.#log.expel(cursor)
    else this.#log.kill(cursor)
  }

  /** What holds in every state. */
  #look(): void {
    for (const sink of sinks)
      for (const letter of this.#log.partition(`dead-letters.${sink}`, 0).records) {
        const story = JSON.parse(letter.headers[0]?.value.toString() ?? '{}')
        this.#settled.add(`${sink} ${story.place.partition} ${story.place.offset}`)
      }
    for (const commit of this.#log.commits.slice(this.#commitsSeen)) {
      for (const sink of sinks) {
        const position = stands(commit, sink)
        const place = `${sink} ${commit.partition}`
        assert.ok(position >= (this.#positions.get(place) ?? 0), `${place} goes back to ${position}`)
        this.#positions.set(place, position)
        for (const delivery of this.#expected) {
          const [name, partition, offset] = delivery.split(' ')
          if (`${name} ${partition}` === place && Number(offset) < position)
            assert.ok(this.#settled.has(delivery), `a commit passes ${delivery}, which is not settled`)
        }
      }
    }
    this.#commitsSeen = this.#log.commits.length
    for (const instance of this.#instances)
      assert.equal(
        startedOf(instance),
        instance.startedWhenLost ?? startedOf(instance),
        'a former owner starts a request',
      )
    for (const { senders } of this.#instances)
      for (const sink of sinks) {
        const keys = (senders[sink]?.wire ?? []).map(({ attempts }) => {
          const { record } = attempts[0]!.work
          return `${record.partition} ${record.key?.toString()}`
        })
        assert.equal(new Set(keys).size, keys.length, `two of a key at once: ${keys}`)
      }
  }

  /** No more faults: everything is delivered, and committed. */
  async #calm(): Promise<void> {
    this.#log.rebalance(group)
    for (let partition = 0; partition < partitions; partition++)
      this.#log.show(topic, partition, Number.POSITIVE_INFINITY)
    for (let round = 0; round < 200; round++) {
      await turns()
      for (const { reader, startedWhenLost } of this.#instances)
        if (startedWhenLost === undefined && round < 3) for (const sink of sinks) void reader.resume(sink)
      for (const instance of this.#instances)
        for (const sink of sinks)
          for (const request of [...(instance.senders[sink]?.wire ?? [])])
            this.#receive(sink, request, delivered, instance)
      await pass(1_000)
      this.#look()
    }
    for (let partition = 0; partition < partitions; partition++) {
      const { end } = this.#log.partition(topic, partition)
      const commit = this.#log.group(group).committed.get(`${topic}/${partition}`)
      assert.deepEqual(
        [commit?.offset, commit?.metadata],
        [end, ''],
        `partition ${partition} is not finished`,
      )
    }
  }

  #conserved({ outboxes, meters }: Instance): void {
    for (const [sink, outbox] of outboxes) {
      const { taken, delivered, deadLettered, shed } = meters.get(sink)!.counts
      assert.equal(taken - delivered - deadLettered - shed, outbox.state.count, `conservation of ${sink}`)
    }
  }
}

const roomy = {}
// Sinks are left behind, shed and read for again all the time.
const narrow = {
  window: { count: 2, bytes: 1e6 },
  span: 4,
  concurrency: 2,
  breaker: { failures: 3, open: 2_000 },
}

for (const [how, settings] of Object.entries({ roomy, narrow }))
  test(`whatever happens, nothing is lost, first arrivals of a key are in order, and no commit passes what is unsettled: ${how} windows`, async t => {
    mockTime(t)
    for (let seed = 1; seed <= schedules; seed++) {
      const log = await testLog({ fetch: 3 }, partitions)
      const schedule = new Schedule(log, randomOf(seed), settings)
      try {
        await schedule.run()
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error })
      } finally {
        await schedule.end()
      }
    }
  })
