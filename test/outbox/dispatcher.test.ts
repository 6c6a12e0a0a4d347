import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Dispatcher } from '../../src/outbox/dispatcher.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
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

function dispatcherOf(settings: { concurrency?: number; max_count?: number; max_bytes?: number } = {}) {
  const { concurrency = 10, max_count = 1, max_bytes = 1e6 } = settings
  const sender = new ScriptedSender()
  const ended: string[] = []
  const batches: number[] = []
  const dispatcher = new Dispatcher(
    { name: 'crm', concurrency, batch: { max_count, max_bytes } },
    sender,
    (owed, { kind }) => ended.push(`${owed.offset} ${kind}`),
    () => batches.push(ended.length),
  )
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
  const dispatcher = new Dispatcher(
    { name: 'crm', concurrency: 4, batch: { max_count: 1, max_bytes: 1e6 } },
    {
      send: async () => {
        calls++
        return [delivered]
      },
    },
    () => dispatcher.push(new Owed(lane, work(calls), undefined, 0)), // never runs out
    () => {},
  )
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
