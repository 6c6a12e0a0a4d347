import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Concurrency } from '../../src/outbox/concurrency.ts'
import { Dispatcher } from '../../src/outbox/dispatcher.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { Rate } from '../../src/outbox/rate.ts'
import {
  delivered,
  failed,
  idleTenure,
  mockTime,
  pass,
  ScriptedSender,
  settle,
  work,
} from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

interface Options {
  readonly concurrency?: number
  readonly max_count?: number
  readonly max_bytes?: number
  readonly linger?: number
  readonly rate?: Rate
}

function dispatcherOf({ concurrency = 10, max_count = 1, max_bytes = 1e6, linger = 0, rate }: Options = {}) {
  const sender = new ScriptedSender()
  const ended: string[] = []
  const batches: number[] = []
  const dispatcher = new Dispatcher({
    name: 'crm',
    batch: { max_count, max_bytes, linger },
    sender,
    concurrency: new Concurrency(concurrency),
    rate,
    ended: (owed, { kind }) => ended.push(`${owed.offset} ${kind}`),
    answered: () => batches.push(ended.length),
    calmed: () => {},
  })
  const lane = new Lane(idleTenure(), 0, quietLogger)
  const push = (...offsets: number[]) => {
    for (const offset of offsets) dispatcher.push(new Owed(lane, work(offset, 'x'.repeat(100)), undefined, 0))
    dispatcher.pump()
  }
  return { dispatcher, sender, ended, batches, lane, push }
}

test('nothing is started before pump, and never more than may be under way', async () => {
  const { dispatcher, sender, lane, push } = dispatcherOf({ concurrency: 2 })
  dispatcher.push(new Owed(lane, work(0), undefined, 0))
  assert.deepEqual(sender.started, [])
  push(1, 2)
  assert.deepEqual(sender.started, [0, 1])
  assert.equal(dispatcher.inFlight, 2)
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0, 1, 2])
})

test('a batch is bounded by count and by bytes, and holds one record at least', async () => {
  const byCount = dispatcherOf({ concurrency: 1, max_count: 3 })
  byCount.push(0)
  byCount.push(1, 2, 3, 4)
  byCount.sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(byCount.sender.wire[0]?.offsets, [1, 2, 3])
  const byBytes = dispatcherOf({ concurrency: 10, max_count: 3, max_bytes: 1 })
  byBytes.push(0, 1)
  assert.deepEqual(
    byBytes.sender.wire.map(({ offsets }) => offsets),
    [[0], [1]],
  )
})

test('outcomes are told one by one and in order, then the batch once', async () => {
  const { sender, ended, batches, push } = dispatcherOf({ concurrency: 1, max_count: 3 })
  push(0)
  push(1, 2)
  sender.at(0).answer(delivered)
  await settle()
  sender.at(1).answer(delivered, failed)
  await settle()
  assert.deepEqual(ended, ['0 delivered', '1 delivered', '2 retry'])
  assert.deepEqual(batches, [1, 3])
})

test('while it holds nothing is started', async t => {
  mockTime(t)
  const { dispatcher, sender, push } = dispatcherOf()
  dispatcher.hold(1_000)
  push(0)
  await pass(999)
  assert.deepEqual(sender.started, [])
  await pass(1)
  assert.deepEqual(sender.started, [0])
})

test('what a lane has waiting is forgotten with it', async t => {
  mockTime(t)
  const { dispatcher, sender, lane, push } = dispatcherOf({ concurrency: 1 })
  push(0, 1)
  dispatcher.drop(lane)
  sender.at(0).answer(delivered)
  await settle()
  assert.deepEqual(sender.started, [0])
})

test('a sender that answers at once does not keep the event loop to itself', async () => {
  let calls = 0
  const lane = new Lane(idleTenure(), 0, quietLogger)
  const dispatcher = new Dispatcher({
    name: 'crm',
    batch: { max_count: 1, max_bytes: 1e6, linger: 0 },
    sender: {
      send: async () => {
        calls++
        return [delivered]
      },
    },
    concurrency: new Concurrency(4),
    rate: undefined,
    ended: () => dispatcher.push(new Owed(lane, work(calls), undefined, 0)), // never runs out
    answered: () => {},
    calmed: () => {},
  })
  dispatcher.push(new Owed(lane, work(0), undefined, 0))
  dispatcher.pump()
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  assert.ok(calls >= 256 && calls <= 1_024, `${calls} calls in two turns`)
  dispatcher.abort()
  await new Promise(setImmediate)
  const after = calls
  await new Promise(setImmediate)
  assert.equal(calls, after)
})

test('a batch waits to become full, for as long as it may', async t => {
  mockTime(t)
  const { sender, push } = dispatcherOf({ max_count: 3, linger: 20 })
  push(0, 1)
  assert.deepEqual(sender.started, [])
  await pass(10)
  push(2)
  assert.deepEqual(sender.wire[0]?.offsets, [0, 1, 2], 'full')
  push(3)
  await pass(19)
  assert.equal(sender.wire.length, 1)
  await pass(1)
  assert.deepEqual(sender.wire[1]?.offsets, [3], 'waited for long enough')
})

test('a drain does not wait for a batch to become full', () => {
  const { dispatcher, sender, push } = dispatcherOf({ max_count: 3, linger: 60_000 })
  push(0, 1)
  dispatcher.close()
  assert.deepEqual(sender.wire[0]?.offsets, [0, 1])
})

test('no more is started than the rate allows, batches counted by what is in them', async t => {
  mockTime(t)
  const rate = new Rate(100, Date.now)
  const { sender, push } = dispatcherOf({ concurrency: 1_000, max_count: 5, rate })
  push(...Array.from({ length: 500 }, (_, offset) => offset))
  for (let n = 0; n < 20; n++) await pass(50)
  assert.ok(Math.abs(sender.started.length - 110) <= 10, `${sender.started.length} in the first second`)
  for (let n = 0; n < 20; n++) await pass(50)
  assert.ok(Math.abs(sender.started.length - 210) <= 10, `${sender.started.length} in two`)
})

test('a drain does not wait for what it does not send', t => {
  mockTime(t)
  const { dispatcher, lane, push } = dispatcherOf({ rate: new Rate(1 / 3_600, Date.now) })
  push(0)
  push(1)
  lane.last = -1
  dispatcher.close()
  assert.equal(dispatcher.inFlight, 1)
  dispatcher.abort()
})
