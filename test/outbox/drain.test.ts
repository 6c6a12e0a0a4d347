import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sender } from '../../src/outbox/sender.ts'
import type { Outcome } from '../../src/types.ts'
import {
  delivered,
  failed,
  idleTenure,
  mockTime,
  refused,
  settle,
  testOutbox,
  work,
} from '../helpers/outbox.ts'

test('shutdown in mid-flight settles nothing and costs no attempt', async () => {
  const { outbox, sender, meter } = testOutbox({ concurrency: 1 })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  outbox.stop()
  const idle = outbox.idle()
  outbox.abort()
  await idle
  assert.equal(lane.done(2), 0)
  assert.equal(meter.counts.attempts, 0)
  assert.deepEqual(sender.started, [0])
})

test('after stop what is under way may still settle, and nothing new is started', async () => {
  const { outbox, sender } = testOutbox({ concurrency: 1 })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'b')
  outbox.stop()
  sender.at(0).answer(delivered)
  await outbox.idle()
  assert.equal(lane.done(2), 1)
  assert.deepEqual(sender.started, [0])
})

test('a sender closed in mid-flight reports success: what it acknowledges after all is settled, nothing else is', async () => {
  const answers = new Map<number, (outcomes: Outcome[]) => void>()
  const sender: Sender = {
    send: attempts => new Promise(resolve => answers.set(attempts[0]!.work.record.offset, resolve)),
  }
  const { outbox, buried, meter } = testOutbox({ concurrency: 3 }, { sender })
  const lane = outbox.open(idleTenure(), 0)
  for (const offset of [0, 1, 2, 3]) outbox.offer(lane, work(offset), `k${offset}`)
  outbox.abort()
  answers.get(0)?.([delivered])
  answers.get(1)?.([failed])
  answers.get(2)?.([refused])
  await outbox.idle()
  assert.equal(lane.done(4), 1)
  assert.equal(meter.counts.attempts, 1)
  assert.deepEqual(buried, [])
  assert.equal(answers.has(3), false, 'unsent')
})

test('a drain buries nothing that failed while it lasted, even on its last attempt', async () => {
  const retry = { initial: 100, max: 1_000, factor: 2, max_elapsed: 1, max_attempts: 1 }
  const { outbox, sender, buried, meter } = testOutbox({ retry })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.offer(lane, work(1), 'a')
  outbox.stop()
  sender.at(0).answer(failed)
  await outbox.idle()
  assert.deepEqual(buried, [])
  assert.equal(lane.done(2), 0)
  assert.deepEqual(sender.started, [0])
  outbox.drop(lane)
  assert.equal(meter.counts.shed, 2)
})

test("a refusal during the drain is the other side's word: its dead letter is waited for", async () => {
  const durable = Promise.withResolvers<void>()
  const { outbox, sender } = testOutbox({}, { bury: () => durable.promise })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  outbox.stop()
  sender.at(0).answer(refused)
  let idle = false
  outbox.idle().then(() => {
    idle = true
  })
  await settle()
  assert.equal(idle, false)
  durable.resolve()
  await settle()
  assert.equal(idle, true)
  assert.equal(lane.done(1), 1)
})

test('a dead letter that cannot be written does not hold up the drain', async t => {
  mockTime(t)
  const { outbox, sender } = testOutbox(
    {},
    {
      bury: async () => {
        throw new Error('down')
      },
    },
  )
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  sender.at(0).answer(refused)
  await settle()
  outbox.stop()
  await outbox.idle()
  assert.equal(lane.done(1), 0)
})

test('nobody is left waiting for room in an outbox that has stopped', async t => {
  const { outbox } = testOutbox({ window: { count: 1, bytes: 1e9 } })
  const lane = outbox.open(idleTenure(), 0)
  outbox.offer(lane, work(0), 'a')
  let told = false
  t.after(outbox.whenRoom(() => (told = true)))
  outbox.stop()
  await new Promise(setImmediate)
  assert.equal(told, true)
  assert.equal(outbox.hasRoom(lane, work(1).record), false)
})
