import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lane } from '../../src/outbox/lane.ts'
import type { Owed } from '../../src/outbox/owed.ts'
import type { Attempt } from '../../src/outbox/sender.ts'
import type { OutboxSettings } from '../../src/outbox/types.ts'
import type { Outcome } from '../../src/types.ts'
import {
  delivered,
  failed,
  idleTenure,
  mockTime,
  pass,
  type Request,
  refused,
  settle,
  type TestOutbox,
  testOutbox,
  work,
} from '../helpers/outbox.ts'
import { randomOf } from '../helpers/random.ts'

const records = 60
const keys = 7
const partitions = 2
const throttled: Outcome = { kind: 'retry', class: 'throttled', reason: 'answered 429' }
const waits: Outcome = { kind: 'retry', class: 'unavailable', reason: 'answered 503', wait: 700 }
const keyOf = (offset: number) => (offset % 10 === 9 ? undefined : `k${offset % keys}`)

/** One partition as a reader holds it: what its tenure has settled is committed at its end. */
class Reading {
  lane: Lane
  next: number
  committed = 0
  readonly #outbox: TestOutbox['outbox']
  readonly #partition: number

  constructor(outbox: TestOutbox['outbox'], partition: number) {
    this.#outbox = outbox
    this.#partition = partition
    this.next = 0
    this.lane = this.#open(undefined)
  }

  #open(started: ReturnType<Lane['started']>): Lane {
    return this.#outbox.open(idleTenure('events', this.#partition), this.committed, {
      ...(started && { started }),
      onShed: (_, next) => this.#back(next),
    })
  }

  #back(next: number): void {
    assert.ok(next >= this.committed, 'a shed goes back to nothing that is committed')
    this.next = Math.min(this.next, next) // what it had passed before may be forgotten later
  }

  read(most: number): void {
    for (let n = 0; n < most && this.next < records; n++) {
      if (!this.lane.knows(this.next)) {
        const record = { ...work(this.next).record, partition: this.#partition }
        if (!this.#outbox.hasRoom(this.lane, record)) return
        this.#outbox.offer(this.lane, { ...work(this.next), record }, keyOf(this.next))
      }
      this.next++
    }
  }

  shed(): void {
    const next = this.#outbox.shed(this.lane)
    if (next !== undefined) this.#back(next)
  }

  rebalance(): void {
    const done = this.lane.done(this.next)
    const started = this.lane.started(this.next)
    assert.ok(done >= this.committed, 'positions never go back')
    this.committed = done
    this.#outbox.drop(this.lane)
    this.next = done
    this.lane = this.#open(started)
  }
}

/** One schedule of everything that may happen, and then of nothing but good. */
async function run(seed: number, settings: Partial<OutboxSettings>): Promise<void> {
  const pick = randomOf(seed)
  const random = () => pick(2 ** 32) / 2 ** 32
  const made = testOutbox(
    {
      window: { count: 12, bytes: 1e9 },
      span: 25,
      concurrency: 4,
      breaker: { failures: 3, open: 2_000 },
      retry: { initial: 100, max: 1_000, factor: 2, max_elapsed: 20_000, max_attempts: 6 },
      ...settings,
    },
    { random },
  )
  const { outbox, sender, meter, buried } = made
  const readings = Array.from({ length: partitions }, (_, partition) => new Reading(outbox, partition))
  const placeOf = ({ work: { record } }: Attempt) => `${record.partition}/${record.offset}`
  const arrived = new Set<string>()
  const isSettled = (place: string) =>
    arrived.has(place) ||
    buried.some(({ work: { record } }) => `${record.partition}/${record.offset}` === place)

  const check = () => {
    const { taken, delivered, deadLettered, shed } = meter.counts
    assert.equal(taken - delivered - deadLettered - shed, outbox.state.count, 'conservation')
    assert.ok(outbox.state.count <= 12, 'the window')
    assert.ok(sender.wire.length <= 4, 'the concurrency')
    assert.ok(outbox.state.failing >= 0 && outbox.state.failing <= outbox.state.count, 'what fails is held')
    const underWay = sender.wire.flatMap(({ attempts }) => attempts)
    const places = underWay.map(placeOf)
    assert.equal(new Set(places).size, places.length, 'nothing twice at once')
    if (settings.order !== 'none') {
      const locked = underWay
        .map(({ work: { record } }) => `${record.partition} ${keyOf(record.offset)}`)
        .filter(key => !key.endsWith('undefined'))
      assert.equal(new Set(locked).size, locked.length, 'a key once at a time')
    }
    for (const [partition, { lane, next }] of readings.entries())
      for (let offset = 0; offset < lane.done(next); offset++)
        assert.ok(isSettled(`${partition}/${offset}`), `${partition}/${offset} is passed, and not settled`)
  }

  const acknowledged = new Map<Lane, Set<number>>()
  /** The sink takes it: first arrivals of a key are in order, and nothing is sent again in the tenure that settled it. */
  const arrive = (attempt: Attempt) => {
    const { partition, offset } = attempt.work.record
    const { lane } = attempt as Owed
    const got = acknowledged.get(lane) ?? new Set()
    assert.ok(!got.has(offset), `${partition}/${offset} is sent again`)
    acknowledged.set(lane, got.add(offset))
    const key = keyOf(offset)
    if (key !== undefined && settings.order !== 'none' && !arrived.has(`${partition}/${offset}`))
      for (let before = offset % keys; before < offset; before += keys)
        if (keyOf(before) === key)
          assert.ok(isSettled(`${partition}/${before}`), `${offset} arrives before ${before} of its key`)
    arrived.add(`${partition}/${offset}`)
  }

  const answer = (request: Request, choice: () => Outcome) => {
    const outcomes = request.attempts.map(() => choice())
    for (const [n, outcome] of outcomes.entries())
      if (outcome.kind === 'delivered') arrive(request.attempts[n]!)
    request.answer(...outcomes)
  }

  let mood = 0 // how much of it fails
  const outcome = (): Outcome => {
    const chance = random()
    if (chance >= mood) return delivered
    return [failed, failed, failed, refused, throttled, waits][pick(6)] ?? failed
  }
  for (let step = 0; step < 250; step++) {
    const reading = readings[pick(partitions)]!
    const action = pick(100)
    if (action < 35) reading.read(1 + pick(6))
    else if (action < 70 && sender.wire.length > 0) answer(sender.wire[pick(sender.wire.length)]!, outcome)
    else if (action < 82) await pass([1, 50, 300, 2_000][pick(4)]!)
    else if (action < 86) mood = [0, 0.1, 0.5, 1][pick(4)]!
    else if (action < 90) reading.shed()
    else if (action < 93) {
      reading.lane.paused = !reading.lane.paused
      if (reading.lane.paused) reading.shed()
    } else if (action < 95) reading.rebalance()
    else await new Promise(setImmediate)
    await settle()
    check()
  }

  for (const { lane } of readings) lane.paused = false
  const isOver = () => readings.every(({ lane, next }) => lane.done(next) >= records)
  for (let step = 0; step < 3_000 && !isOver(); step++) {
    for (const reading of readings) reading.read(100)
    await settle()
    for (const request of [...sender.wire]) answer(request, () => delivered)
    await settle()
    await pass(100)
    await new Promise(setImmediate)
    check()
  }
  assert.ok(
    isOver(),
    `stands at ${readings.map(({ lane, next }) => lane.done(next))}: ${JSON.stringify(outbox.state)}`,
  )
  assert.deepEqual([outbox.state.count, outbox.state.bytes, outbox.state.failing], [0, 0, 0])
  outbox.stop()
}

const variants: readonly Partial<OutboxSettings>[] = [
  {},
  { order: 'none' },
  { batch: { max_count: 4, max_bytes: 1e6, linger: 20 } },
  { rate: 1_000, breaker: { failures: 0, open: 1_000 } },
]

for (const [n, settings] of variants.entries())
  test(`whatever happens, nothing is lost, doubled or out of order: ${JSON.stringify(settings)}`, async t => {
    mockTime(t)
    for (let seed = 1; seed <= 40; seed++)
      await run(seed * 7_919 + n, settings).catch(error => {
        throw new Error(`seed ${seed * 7_919 + n}: ${error.message}`, { cause: error })
      })
  })
