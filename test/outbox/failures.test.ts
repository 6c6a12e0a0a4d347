import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import type { Work } from '../../src/outbox/owed.ts'
import type { Sender } from '../../src/outbox/sender.ts'
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

test('the wrong number of outcomes settles nothing', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).answer()
  await settle()
  assert.equal(lane.done(1), 0)
  assert.match(outbox.state.alarm ?? '', /0 outcomes for 1 deliveries/)
})

test('a throw of the sink means retry', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).fail(new Error('boom'))
  await settle()
  await pass(100)
  assert.deepEqual(sender.started, [0, 0])
})

test('what is refused is settled only when its dead letter is durable', async () => {
  const burial = Promise.withResolvers<void>()
  const { outbox, sender, meter } = testOutbox({}, { bury: () => burial.promise })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  sender.at(0).answer(refused)
  await settle()
  assert.equal(lane.done(2), 0)
  assert.deepEqual(sender.started, [0])
  burial.resolve()
  await settle()
  assert.equal(lane.done(2), 1)
  assert.equal(meter.counts.deadLettered, 1)
  assert.deepEqual(sender.started, [0, 1])
})

test('a dead letter that cannot be written holds its record and is tried again', async t => {
  mockTime(t)
  let down = true
  const { outbox, sender, meter } = testOutbox(
    {},
    {
      bury: async () => {
        if (down) throw new SluiceError('topic_missing', 'no such topic', { hint: 'create it' })
      },
    },
  )
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).answer(refused)
  await settle()
  assert.equal(lane.done(1), 0)
  assert.equal(meter.counts.deadLetterFailed, 1)
  assert.match(outbox.state.alarm ?? '', /no such topic/)
  outbox.offer(lane, work(1), 'b')
  sender.at(1).answer(delivered)
  await settle()
  assert.match(outbox.state.alarm ?? '', /no such topic/, 'a delivery does not mend it')
  down = false
  await pass(500)
  assert.equal(lane.done(2), 2)
  assert.equal(outbox.state.alarm, undefined)
})

test('a delivery is given up after max_elapsed, with its story', async t => {
  mockTime(t)
  const { outbox, sender, buried } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  for (let tries = 1; tries < 200 && buried.length === 0; tries++) {
    outbox.offer(lane, work(tries), 'b')
    sender.at(tries).answer(delivered)
    sender.at(0).answer(failed)
    await settle()
    await pass(1_000)
  }
  assert.equal(buried.length, 1)
  assert.equal(buried[0]?.stage, 'given_up')
  assert.match(buried[0]?.reason ?? '', /^failed for 6\d s; last: answered 503$/)
  assert.ok((buried[0]?.attempts ?? 0) > 50)
})

test('a wait that the other side names holds the whole sink', async t => {
  mockTime(t)
  const retry = { initial: 100, max: 60_000, factor: 2, max_elapsed: 0, max_attempts: 0 }
  const { outbox, sender } = testOutbox({ concurrency: 1, retry })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  sender.at(0).answer({ kind: 'retry', class: 'throttled', reason: 'answered 429', wait: 30_000 })
  await settle()
  await pass(29_000)
  assert.deepEqual(sender.started, [0])
  await pass(1_500)
  sender.wire[0]?.answer(delivered)
  await settle()
  assert.deepEqual([...sender.started].sort(), [0, 0, 1])
})

test('Retry-After ignored, clamped, or absurd: a named wait is capped by retry.max, and nonsense is none', async t => {
  mockTime(t)
  for (const [asked, held] of [
    [1e12, 60_000],
    [Number.POSITIVE_INFINITY, 60_000],
    [20_000, 20_000],
    [-5, 100],
    [Number.NaN, 100],
  ] as const) {
    const retry = { initial: 100, max: 60_000, factor: 2, max_elapsed: 0, max_attempts: 0 }
    const { outbox, sender } = testOutbox({ retry })
    outbox.offer(outbox.open(idleTenure(), 0), work(0), 'a')
    sender.at(0).answer({ kind: 'retry', class: 'throttled', reason: 'answered 429', wait: asked })
    await settle()
    await pass(held - 1)
    assert.deepEqual(sender.started, [0], `asked for ${asked}`)
    await pass(1)
    assert.deepEqual(sender.started, [0, 0], `asked for ${asked}`)
  }
})

test('an alarm lasts until the sink delivers again', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox()
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  sender
    .at(0)
    .answer({ kind: 'retry', class: 'permission', reason: 'answered 401', status: 401, alarm: true })
  await settle()
  assert.equal(outbox.state.alarm, 'answered 401')
  sender.at(1).answer(failed)
  await settle()
  assert.equal(outbox.state.alarm, 'answered 401')
  await pass(200)
  sender.at(0).answer(delivered)
  await settle()
  assert.equal(outbox.state.alarm, undefined)
})

test('401/403 drop the event: they are retried for as long as retry allows, never dropped silently', async t => {
  mockTime(t)
  const retry = { initial: 100, max: 1_000, factor: 2, max_elapsed: 0, max_attempts: 0 }
  const { outbox, sender, buried } = testOutbox({ retry })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  for (let tries = 0; tries < 100; tries++) {
    sender.at(0).answer({ kind: 'retry', class: 'permission', reason: 'answered 403', alarm: true })
    await settle()
    await pass(1_000)
  }
  assert.equal(sender.started.length, 101)
  assert.deepEqual(buried, [])
  assert.equal(lane.done(1), 0)
})

test('what has to wait behind a failing record lets go of its fetch', async t => {
  mockTime(t)
  const detached: number[] = []
  const detach = (work: Work) => {
    detached.push(work.record.offset)
    return work
  }
  const { outbox, sender } = testOutbox({}, { detach })
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1]) outbox.offer(lane, work(offset), 'a')
  outbox.offer(lane, work(2), 'b')
  assert.deepEqual(detached, [])
  sender.at(0).answer(failed)
  await settle()
  assert.deepEqual(detached, [0, 1])
  outbox.offer(lane, work(3), 'a')
  outbox.offer(lane, work(4), 'b')
  assert.deepEqual(detached, [0, 1, 3])
  await pass(100)
  sender.at(0).answer(failed)
  await settle()
  assert.deepEqual(detached, [0, 1, 3], 'once')
})

test('a sink that gives no outcomes, or throws at once, is retried and harms nobody', async t => {
  mockTime(t)
  let calls = 0
  const senders: Sender[] = [
    { send: async () => undefined as never },
    {
      send: () => {
        calls++
        throw new Error('defect')
      },
    },
  ]
  for (const sender of senders) {
    const { outbox } = testOutbox({}, { sender })
    const lane = outbox.open(idleTenure(), 0)
    outbox.offer(lane, work(0), 'a')
    await settle()
    assert.match(outbox.state.alarm ?? '', /internal error in the sink/)
    assert.equal(lane.done(1), 0)
    await pass(100)
    outbox.drop(lane)
  }
  assert.equal(calls, 2)
})
