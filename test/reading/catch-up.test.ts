import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerAll, many, narrow, numbers, placeOf, rereads } from '../helpers/behind.ts'
import { delivered, mockTime } from '../helpers/outbox.ts'
import { committedOf, group, passAll, put, reading, testLog, topic, turns } from '../helpers/reader.ts'

test('a sink that is well again gets everything in order, is at the head again, and the log is read once more for it', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 100, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  const { a, b } = made.senders
  await answerAll(a)
  await answerAll(b)
  assert.deepEqual(b?.started, numbers(100))
  assert.equal(placeOf(made, 'b').behind, false)
  assert.deepEqual(rereads(log), [4])
  assert.ok(log.fetched <= 100 + 100, `${log.fetched} records fetched`)
  await put(log, 'z=b')
  await turns()
  assert.deepEqual(b?.started.slice(100), [100])
  assert.deepEqual(rereads(log), [4], 'from the head')
  await answerAll(b)
  await passAll(1_000)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [101, ''])
})

test('laggards that stand near each other are read for together', async t => {
  mockTime(t)
  const sinks = ['a', 'b', 'c', 'd', 'e']
  const log = await testLog({ fetch: 50 })
  await many(log, 200, sinks.join())
  const { senders } = await reading(t, log, { sinks, settings: { window: { count: 20, bytes: 1e6 } } })
  const others = sinks.slice(1).map(sink => senders[sink])
  await answerAll(senders['a'])
  const before = log.fetched
  await answerAll(...others)
  for (const other of others) assert.deepEqual(other?.started, numbers(200))
  assert.ok(log.fetched - before < 2 * 200, `${log.fetched - before} records fetched again for four sinks`)
})

test('laggards far from each other have turns of a second; one that is alone keeps its own', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 1 })
  await many(log, 3_000, '-')
  log.group(group).committed.set(`${topic}/0`, { offset: 3_000, metadata: '', low: 0 })
  const made = await reading(t, log, { sinks: ['a', 'b', 'c'] })
  await Promise.all([made.reader.move('a', topic, 0, 0), made.reader.move('b', topic, 0, 1_500)])
  const moved = async () => {
    const before = [placeOf(made, 'a').position, placeOf(made, 'b').position]
    await turns()
    return before.map((position, n) => placeOf(made, n === 0 ? 'a' : 'b').position > position)
  }
  await turns()
  assert.deepEqual(await moved(), [true, false])
  for (const second of ['b', 'a', 'b', 'a']) {
    await passAll(1_000)
    assert.deepEqual(await moved(), [second === 'a', second === 'b'])
  }
  await made.reader.pause('b')
  const fetches = rereads(log).length
  for (let second = 0; second < 5; second++) {
    await passAll(1_000)
    assert.deepEqual(await moved(), [true, false])
  }
  assert.equal(rereads(log).length, fetches)
})

test('one partition that stays busy does not keep its sink from catching up in another', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 }, 2)
  await many(log, 100, 'a', 1)
  const made = await reading(t, log, { sinks: ['a'], settings: narrow })
  const { a } = made.senders
  await answerAll(a)
  await made.reader.move('a', topic, 1, 0)
  await many(log, 2_000, 'a', 0)
  const before = a?.started.length ?? 0
  for (let round = 0; round < 60; round++) {
    for (const request of [...(a?.wire ?? [])]) request.answer(delivered)
    await turns()
  }
  const left = [...made.reader.positions()].find(({ sink, partition }) => sink === 'a' && partition === 1)!
  assert.ok((a?.started.length ?? 0) - before > 100)
  assert.ok(left.position > 0, `partition 1 stands at ${left.position}`)
})

test('what was fetched for laggards without room is kept for a second, and then let go', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 100 })
  await many(log, 60, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  const { a, b } = made.senders
  await answerAll(a)
  const four = async () => {
    for (const request of [...(b?.wire ?? [])]) request.answer(delivered)
    await turns()
  }
  await four()
  await passAll(900)
  await four()
  assert.deepEqual([b?.started.length, rereads(log)], [12, [4]])
  await passAll(1_100)
  await four()
  assert.deepEqual([b?.started.length, rereads(log)], [16, [4, 12]])
})

test('when its partitions change hands nothing is read again any more, and what is new is', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 60, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  await answerAll(made.senders['a'])
  await passAll(1_000)
  log.rebalance(group, () => undefined)
  await turns()
  const fetched = log.fetched
  for (const request of [...(made.senders['b']?.wire ?? [])]) request.answer(delivered)
  await passAll(5_000)
  assert.equal(log.fetched, fetched)
  log.rebalance(group)
  await turns()
  await answerAll(made.senders['b'])
  assert.deepEqual(made.senders['b']?.started.slice(4), numbers(60))
})
