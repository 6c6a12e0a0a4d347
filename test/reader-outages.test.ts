import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Outcome } from '../src/types.ts'
import { answerAll, many, numbers } from './helpers/behind.ts'
import { delivered, failed, mockTime, refused, type ScriptedSender } from './helpers/outbox.ts'
import { committedOf, group, passAll, put, reading, stands, testLog } from './helpers/reader.ts'

/** Answers everything under way there, until nothing comes within so many milliseconds. */
async function answerFor(
  ms: number,
  ...answers: readonly (readonly [ScriptedSender | undefined, Outcome])[]
) {
  for (let passed = 0; passed < ms; passed += 50) {
    for (const [sender, outcome] of answers)
      for (const request of [...(sender?.wire ?? [])]) request.answer(outcome)
    await passAll(50)
  }
}

const once = (offsets: readonly number[]) => [...new Set(offsets)].sort((a, b) => a - b)

test('one dead sink stops the fan-out: it does not, it costs nothing while it is dead, and misses nothing', async t => {
  mockTime(t)
  const log = await testLog()
  const { senders, outboxes, meters } = await reading(t, log)
  const [dead, healthy] = [senders['a'], senders['b']]
  await many(log, 500, 'a,b')
  await answerFor(4_000, [dead, failed], [healthy, delivered])
  assert.deepEqual(healthy?.started, numbers(500))
  const state = outboxes.get('a')?.state
  assert.deepEqual([state?.breaker, state?.count, state?.bytes], ['open', 0, 0])
  await passAll(1_000)
  assert.deepEqual([stands(committedOf(log), 'a'), stands(committedOf(log), 'b')], [0, 500])
  const triesSoFar = dead?.started.length ?? 0
  assert.ok(triesSoFar < 60, `${triesSoFar} tries`)

  await answerFor(60_000, [dead, failed], [healthy, delivered])
  await answerFor(10_000, [dead, delivered], [healthy, delivered])
  assert.deepEqual(once(dead?.started ?? []), numbers(500))
  assert.equal(meters.get('a')?.counts.delivered, 500, 'each once')
  assert.equal(healthy?.started.length, 500)
  await passAll(1_000)
  assert.equal(stands(committedOf(log), 'a'), 500)
})

test("one sink's internal error redelivers to healthy sinks: it never does", async t => {
  mockTime(t)
  const log = await testLog()
  const { senders, outboxes } = await reading(t, log)
  const [broken, healthy] = [senders['a'], senders['b']]
  await many(log, 200, 'a,b')
  for (let n = 0; n < 100; n++) {
    for (const request of [...(broken?.wire ?? [])]) request.fail(new Error('a defect'))
    for (const request of [...(healthy?.wire ?? [])]) request.answer(delivered)
    await passAll(50)
  }
  assert.deepEqual(healthy?.started, numbers(200))
  assert.match(outboxes.get('a')?.state.alarm ?? '', /internal error in the sink: a defect/)
})

test('a sink that never answers holds up nobody, and is not sent anything twice', async t => {
  mockTime(t)
  const log = await testLog()
  const { senders } = await reading(t, log)
  const [hanging, healthy] = [senders['a'], senders['b']]
  await many(log, 500, 'a,b')
  await answerFor(5_000, [healthy, delivered])
  assert.deepEqual(healthy?.started, numbers(500))
  assert.deepEqual(hanging?.started, numbers(10), 'as many as may be under way')
  await answerAll(hanging, healthy)
  await answerFor(5_000, [hanging, delivered])
  assert.deepEqual(
    hanging?.started.toSorted((a, b) => a - b),
    numbers(500),
  )
})

test('retries start over at each rebalance, the limit is never reached: attempts only grow, then it is a dead letter', async t => {
  mockTime(t)
  const log = await testLog()
  const retry = { initial: 100, max: 1_000, factor: 2, max_elapsed: 0, max_attempts: 12 }
  const { senders, meters } = await reading(t, log, { settings: { retry } })
  await put(log, 'stuck=a')
  const attempts: number[] = []
  for (let rebalance = 0; rebalance < 20 && meters.get('a')?.counts.deadLettered === 0; rebalance++) {
    await put(log, `other${rebalance}=a`)
    for (let n = 0; n < 30; n++) {
      for (const request of [...(senders['a']?.wire ?? [])]) {
        const stuck = request.offsets[0] === 0
        if (stuck) attempts.push(request.attempts[0]?.number ?? 0)
        request.answer(stuck ? failed : delivered)
      }
      await passAll(100)
      if (n === 10) await put(log, `more${rebalance}=a`)
    }
    log.beginRebalance(group)
    await passAll(100)
    log.rebalance(group)
    await passAll(100)
  }
  // One that was under way at a change of the group is made again under its number.
  assert.deepEqual(once(attempts), numbers(12, 1))
  assert.deepEqual(
    attempts,
    attempts.toSorted((a, b) => a - b),
  )
  assert.equal(log.partition('dead-letters.a', 0).records.length, 1)
})

test('a sink that refuses everything is told from one that is poisoned here and there', async t => {
  mockTime(t)
  const log = await testLog()
  const { senders, meters, outboxes } = await reading(t, log)
  const [refusing, picky] = [senders['a'], senders['b']]
  await many(log, 1_000, 'a,b')
  for (let n = 0; n < 150; n++) {
    for (const request of [...(refusing?.wire ?? [])]) request.answer(refused)
    for (const request of [...(picky?.wire ?? [])])
      request.answer((request.offsets[0] ?? 0) % 100 === 99 ? refused : delivered)
    await passAll(50)
  }
  const counts = (sink: string) => meters.get(sink)?.counts
  assert.deepEqual([counts('b')?.delivered, counts('b')?.deadLettered], [990, 10])
  assert.ok((counts('a')?.deadLettered ?? 0) < 80, `${counts('a')?.deadLettered} dead letters`)
  assert.match(outboxes.get('a')?.state.alarm ?? '', /^it refuses everything/)
})

test('commits fail, and a crash then repeats all that was delivered meanwhile: no more than a window goes out, and all once they are stored again', async t => {
  mockTime(t)
  const log = await testLog()
  const { senders, outboxes } = await reading(t, log)
  const sink = senders['a']
  log.onCommit = () => {
    throw new Error('no coordinator')
  }
  await many(log, 10, 'a')
  await answerFor(1_500, [sink, delivered])
  await many(log, 1_000, 'a')
  await answerFor(10_000, [sink, delivered])
  const window = outboxes.get('a')?.settings.window.count ?? 0
  const sent = sink?.started.length ?? 0
  assert.ok(sent > 10 && sent <= window + 1, `${sent} sent since the last commit, with a window of ${window}`)
  log.onCommit = () => {}
  await answerFor(10_000, [sink, delivered])
  assert.deepEqual(sink?.started, numbers(1_010))
})

test('while commits fail, catching up stops as well, a window after it is known, and goes on once they are stored again', async t => {
  mockTime(t)
  const log = await testLog({}, 4)
  for (const partition of [0, 1, 2, 3]) await many(log, 1_000, 'a,b', partition)
  const { senders, outboxes, reader } = await reading(t, log)
  const { a, b } = senders
  await answerFor(25_000, [a, delivered])
  assert.equal(a?.started.length, 4_000)
  assert.equal([...reader.positions()].filter(({ sink, behind }) => sink === 'b' && behind).length, 4)
  log.onCommit = () => {
    throw new Error('no coordinator')
  }
  const window = outboxes.get('b')?.settings.window.count ?? 0
  await answerFor(1_000, [b, delivered]) // until the next commit
  const before = b?.started.length ?? 0
  await answerFor(20_000, [b, delivered])
  const sent = (b?.started.length ?? 0) - before
  // In each of four partitions as much as is under way before its first commit has failed.
  assert.ok(sent <= 5 * window, `${sent} sent while commits fail, with a window of ${window}`)
  log.onCommit = () => {}
  await answerFor(30_000, [b, delivered])
  assert.equal(b?.started.length, 4_000)
})
