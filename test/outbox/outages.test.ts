import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import type { Lane } from '../../src/outbox/lane.ts'
import type { Sender } from '../../src/outbox/sender.ts'
import type { OutboxParts, OutboxSettings } from '../../src/outbox/types.ts'
import type { Outcome } from '../../src/types.ts'
import {
  delivered,
  failed,
  idleTenure,
  mockTime,
  pass,
  refused,
  settle,
  testOutbox,
  work,
} from '../helpers/outbox.ts'

/** The other side: what it answers to an offset at present, and how long it takes. */
interface OtherSide {
  answer: (offset: number) => Outcome
  readonly takes: number
  /** In order. */
  readonly arrived: number[]
  readonly answeredAt: number[]
}

function otherSide(takes: number): OtherSide & { readonly sender: Sender } {
  const side: OtherSide = { answer: () => delivered, takes, arrived: [], answeredAt: [] }
  const sender: Sender = {
    send: batch =>
      new Promise(resolve => {
        setTimeout(() => {
          const outcomes = batch.map(({ work }) => side.answer(work.record.offset))
          for (const [n, { work }] of batch.entries())
            if (outcomes[n]?.kind === 'delivered') {
              side.arrived.push(work.record.offset)
              side.answeredAt.push(Date.now())
            }
          resolve(outcomes)
        }, takes)
      }),
  }
  return Object.assign(side, { sender })
}

/** Reads `partitions` of so many records each, one key a record unless told otherwise, as a reader does. */
function reading(
  settings: Partial<OutboxSettings>,
  parts: Partial<OutboxParts>,
  { partitions = 1, records, keys = records }: { partitions?: number; records: number; keys?: number },
) {
  const made = testOutbox(settings, parts)
  const next: number[] = Array.from({ length: partitions }, () => 0)
  const lanes: Lane[] = next.map((_, partition) =>
    made.outbox.open(idleTenure('events', partition), 0, {
      onShed: (_, to) => (next[partition] = Math.min(next[partition] ?? 0, to)),
    }),
  )
  const read = () => {
    for (const [partition, lane] of lanes.entries())
      for (let room = true; room && next[partition]! < records; ) {
        const offset = next[partition]!
        room = lane.knows(offset) || made.outbox.hasRoom(lane, work(offset).record)
        if (!room) break
        if (!lane.knows(offset)) made.outbox.offer(lane, work(offset), `k${offset % keys}`)
        next[partition] = offset + 1
      }
  }
  return {
    ...made,
    lanes,
    next,
    /** Lets time pass in steps, and reads at each of them what there is room for. */
    run: async (milliseconds: number, until: () => boolean = () => false, step = 1) => {
      for (let n = 0; n < milliseconds && !until(); n += step) {
        read()
        await pass(step)
        await new Promise(setImmediate)
      }
    },
    done: () => lanes.every((lane, partition) => lane.done(next[partition]!) >= records),
  }
}

test('a dead sink costs nothing: its lanes are shed to nothing, and one request a while asks for it', async t => {
  mockTime(t)
  const side = otherSide(1)
  side.answer = () => failed
  const { outbox, meter, run } = reading({}, { sender: side.sender }, { records: 1_000 })
  await run(1_000)
  assert.equal(outbox.state.breaker, 'open')
  assert.deepEqual([outbox.state.count, outbox.state.bytes, outbox.available], [0, 0, false])
  await run(600_000, undefined, 50)
  const before = meter.counts.attempts
  await run(60_000, undefined, 50)
  assert.ok(meter.counts.attempts - before <= 4, `${meter.counts.attempts - before} requests in a minute`)
})

test('a sink answering 503 for 10 s: it resumes within 1.5 s, and takes all of it', async t => {
  mockTime(t)
  const side = otherSide(5)
  const { run, done, meter, buried } = reading(
    {
      concurrency: 16,
      retry: { initial: 500, max: 300_000, factor: 2, max_elapsed: 86_400_000, max_attempts: 0 },
    },
    { sender: side.sender, random: Math.random },
    { records: 6_000 },
  )
  await run(60_000, () => side.arrived.length >= 1_800)
  side.answer = () => failed
  await run(10_000)
  const back = Date.now()
  const before = side.arrived.length
  side.answer = () => delivered
  await run(60_000, done)
  const resumed = (side.answeredAt[before] ?? Number.POSITIVE_INFINITY) - back
  assert.ok(resumed <= 1_500, `resumed after ${resumed} ms`)
  const rest = Date.now() - back - resumed
  assert.ok(rest < 4_000, `the rest took ${rest} ms`)
  assert.equal(new Set(side.arrived).size, 6_000)
  assert.equal(side.arrived.length, 6_000, 'no duplicates')
  assert.deepEqual(buried, [])
  assert.ok(meter.counts.attempts - 6_000 < 100, `${meter.counts.attempts - 6_000} failed tries`)
})

test('half-open it takes one record for all its partitions; its delivery makes room for all at once', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox({ breaker: { failures: 2, open: 1_000 } })
  const lanes = [0, 1].map(partition => outbox.open(idleTenure('events', partition), 0))
  for (const lane of lanes) outbox.offer(lane, work(0), 'a')
  for (const request of [...sender.wire]) request.answer(failed)
  await settle()
  assert.equal(outbox.state.breaker, 'open')
  let told = 0
  t.after(outbox.whenRoom(() => void told++))
  await pass(100)
  await new Promise(setImmediate)
  assert.equal(told, 1)
  assert.deepEqual(
    lanes.map(lane => outbox.hasRoom(lane, work(0).record)),
    [true, true],
  )
  outbox.offer(lanes[1]!, work(0), 'a')
  assert.deepEqual(
    lanes.map(lane => outbox.hasRoom(lane, work(1).record)),
    [false, false],
  )
  sender.at(0).answer(delivered)
  await settle()
  await new Promise(setImmediate)
  assert.equal(told, 2)
  assert.deepEqual([outbox.available, outbox.state.breaker], [true, 'closed'])
})

test('a probe that ends with its tenure leaves room for another', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox({ breaker: { failures: 2, open: 1_000 } })
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1]) outbox.offer(lane, work(offset), `k${offset}`)
  for (const request of [...sender.wire]) request.answer(failed)
  await settle()
  await pass(100)
  const cut = idleTenure('events', 1)
  cut.startable = false
  const other = outbox.open(cut, 0)
  outbox.offer(other, work(0), 'a')
  assert.equal(outbox.available, false)
  outbox.drop(other)
  assert.equal(outbox.available, true)
  outbox.stop()
})

test('what was under way when the breaker opened is not retried when it fails, and settles when it does not', async t => {
  mockTime(t)
  const shed: number[] = []
  const { outbox, sender } = testOutbox({ breaker: { failures: 2, open: 30_000 }, retry: slow })
  const lane = outbox.open(idleTenure(), 0, { onShed: (_, next) => shed.push(next) })
  for (const offset of [0, 1, 2, 3, 4]) outbox.offer(lane, work(offset), offset === 4 ? 'k3' : `k${offset}`)
  sender.at(1).answer(failed)
  sender.at(2).answer(failed)
  await settle()
  assert.deepEqual(shed, [1], 'with what waited behind the others')
  sender.at(0).answer(failed)
  await settle()
  assert.deepEqual(shed, [1, 0])
  assert.equal(lane.knows(4), false)
  sender.at(3).answer(delivered)
  await settle()
  assert.deepEqual([lane.knows(0), lane.knows(3)], [false, true])
  assert.equal(outbox.state.breaker, 'closed', 'it works after all')
})

const slow = { initial: 10_000, max: 10_000, factor: 2, max_elapsed: 0, max_attempts: 0 }

test('a poisoned delivery does not keep the sink off the air after an outage, though it is the first in line', async t => {
  mockTime(t)
  const side = otherSide(5)
  const poisoned = (offset: number) => (offset === 0 ? failed : delivered)
  side.answer = poisoned
  const { outbox, run, lanes, next } = reading(
    { concurrency: 16, retry: { ...slow, initial: 500 } },
    { sender: side.sender },
    { records: 3_000, keys: 100 },
  )
  await run(30_000, () => side.arrived.length > 500)
  side.answer = () => failed
  await run(5_000)
  assert.equal(outbox.state.breaker, 'open')
  side.answer = poisoned
  await run(3_000, () => outbox.state.breaker === 'closed')
  await run(10_000)
  assert.deepEqual([outbox.state.breaker, lanes[0]?.done(next[0]!)], ['closed', 0])
  assert.ok(side.arrived.length > 900, `${side.arrived.length} arrived`)
})

test('12 events of 6,000 that the sink always answers with 400: the others as fast as without, 12 dead letters', async t => {
  mockTime(t)
  const poisoned = new Set(Array.from({ length: 12 }, (_, n) => n * 487 + 3))
  const durations: number[] = []
  for (const poison of [new Set<number>(), poisoned]) {
    const side = otherSide(5)
    side.answer = offset => (poison.has(offset) ? refused : delivered)
    const { run, done, buried, outbox } = reading(
      { concurrency: 64 },
      { sender: side.sender },
      { records: 6_000, keys: 500 },
    )
    const began = Date.now()
    await run(60_000, done)
    durations.push(Date.now() - began)
    assert.equal(side.arrived.length, 6_000 - poison.size)
    assert.deepEqual(new Set(buried.map(({ work }) => work.record.offset)), poison)
    assert.equal(outbox.state.breaker, 'closed')
  }
  const [without = 0, withThem = 0] = durations
  assert.ok(withThem <= without * 1.05 + 10, `${withThem} ms instead of ${without} ms`)
})

test('a sink that refuses everything does not bury everything: a few, then one at a time, with an alarm', async t => {
  mockTime(t)
  const side = otherSide(1)
  side.answer = () => refused
  const { outbox, buried, run } = reading(
    { concurrency: 16, retry: { ...slow, initial: 500 } },
    { sender: side.sender },
    { records: 100_000 },
  )
  await run(1_000)
  const atOnce = 10 + 16 // what opens the breaker, and what was under way by then
  assert.ok(buried.length <= atOnce + 2, `${buried.length} dead letters`)
  assert.match(outbox.state.alarm ?? '', /^it refuses everything: 1\d failures in a row; last: answered 422$/)
  await run(60_000, undefined, 10)
  assert.ok(buried.length <= atOnce + 60, `${buried.length} dead letters after a minute`)
  side.answer = () => delivered
  await run(15_000, () => side.arrived.length > 1_000)
  assert.ok(side.arrived.length > 1_000)
  assert.equal(outbox.state.alarm, undefined)
})

test('dead letters that cannot be written: some wait, then the sink holds, and goes on once they can', async t => {
  mockTime(t)
  let down = true
  const bury = async () => {
    if (down) throw new SluiceError('topic_missing', 'no such topic', { hint: 'kafka-topics.sh …' })
  }
  const { outbox, sender, meter } = testOutbox(
    { breaker: { failures: 0, open: 1 }, concurrency: 50 },
    { bury },
  )
  const lane = outbox.open(idleTenure(), 0)
  let offset = 0
  while (outbox.hasRoom(lane, work(offset).record) && offset < 90) {
    outbox.offer(lane, work(offset), `k${offset}`)
    sender.at(offset).answer(offset % 2 === 0 ? refused : delivered)
    await settle()
    offset++
  }
  assert.equal(offset, 19, 'ten refused, nine delivered in between')
  assert.deepEqual([outbox.available, outbox.hasRoom(lane, work(offset).record)], [false, false])
  assert.match(outbox.state.alarm ?? '', /no such topic/)
  assert.equal(lane.done(offset), 0, 'nothing is settled without its dead letter')
  let told = 0
  t.after(outbox.whenRoom(() => void told++))
  down = false
  await pass(1_000)
  await new Promise(setImmediate)
  assert.ok(told > 0)
  assert.deepEqual([outbox.available, lane.done(offset), meter.counts.deadLettered], [true, offset, 10])
  assert.equal(outbox.state.alarm, undefined)
})

test('a sink that takes 20 ms, 64 in flight: 2,900/s at least, whatever the number of partitions', async t => {
  mockTime(t)
  for (const partitions of [1, 3, 32]) {
    const side = otherSide(20)
    const records = Math.ceil(6_400 / partitions)
    const { run, done } = reading(
      { concurrency: 64, window: { count: 1_000, bytes: 1e9 } },
      { sender: side.sender },
      { partitions, records },
    )
    const began = Date.now()
    await run(60_000, done)
    const perSecond = side.arrived.length / ((Date.now() - began) / 1_000)
    assert.ok(perSecond >= 2_900, `${perSecond}/s with ${partitions} partitions`)
  }
})

test('a sink that throttles is found its pace, and nothing is given up', async t => {
  mockTime(t)
  const side = otherSide(10)
  let under = 0
  let most = 0
  const sender: Sender = {
    send: async (batch, signal) => {
      under++
      most = Math.max(most, under)
      const tooMany = under > 4
      const outcomes = await side.sender.send(batch, signal)
      under--
      return tooMany ? [{ kind: 'retry', class: 'throttled', reason: 'answered 429' }] : outcomes
    },
  }
  const retry = { initial: 20, max: 1_000, factor: 2, max_elapsed: 60_000, max_attempts: 2 }
  const { run, done, buried, outbox } = reading({ concurrency: 64, retry }, { sender }, { records: 2_000 })
  await run(120_000, done)
  assert.equal(done(), true)
  assert.deepEqual(buried, [])
  assert.equal(most, 64)
  assert.ok(outbox.state.concurrency <= 8, `${outbox.state.concurrency} allowed`)
})

test("a sink's rate holds over all its partitions", async t => {
  const side = otherSide(1)
  mockTime(t)
  const { run } = reading({ rate: 200 }, { sender: side.sender }, { partitions: 4, records: 1_000 })
  const began = performance.now()
  await run(500)
  const seconds = (performance.now() - began) / 1_000
  assert.ok(side.arrived.length <= 200 * seconds + 21, `${side.arrived.length} in ${seconds} s`)
})

test('a probe that is told when to come back is not repeated before', async t => {
  mockTime(t)
  const side = otherSide(1)
  let tries: number[] = []
  side.answer = () => {
    tries.push(Date.now())
    return failed
  }
  const { run } = reading(
    { retry: { ...slow, initial: 500, max: 300_000 } },
    { sender: side.sender },
    { records: 100 },
  )
  await run(5_000)
  side.answer = () => {
    tries.push(Date.now())
    return { kind: 'retry', class: 'unavailable', reason: 'answered 503', wait: 120_000 }
  }
  tries = []
  await run(600_000, undefined, 20)
  const gaps = tries.slice(1).map((at, n) => at - tries[n]!)
  assert.ok(gaps.length >= 4 && gaps.every(gap => gap >= 120_000 && gap < 160_000), `${gaps}`)
})

test('an outage is two lines, however many probes it takes', async t => {
  mockTime(t)
  const side = otherSide(1)
  side.answer = () => failed
  const { run, logger } = reading({}, { sender: side.sender }, { records: 100 })
  await run(60_000, undefined, 20)
  side.answer = () => delivered
  await run(10_000, undefined, 20)
  const lines = logger.lines.filter(
    ({ level, message }) => level !== 'debug' && message.startsWith('breaker.'),
  )
  assert.deepEqual(
    lines.map(({ level, message }) => [level, message]),
    [
      ['warn', 'breaker.open'],
      ['info', 'breaker.closed'],
    ],
  )
  assert.match(String(Reflect.get(lines[0]!.fields, 'reason')), /^10 failures in a row; last: answered 503$/)
})
