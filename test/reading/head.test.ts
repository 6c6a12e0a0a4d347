import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerAll, many, narrow, numbers, placeOf, rereads } from '../helpers/behind.ts'
import { delivered, mockTime, refused } from '../helpers/outbox.ts'
import { committedOf, passAll, reading, stands, testLog, turns } from '../helpers/reader.ts'

test('a sink that hangs changes nothing for the others, and nothing is read for it', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 200, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  const { a, b } = made.senders
  await answerAll(a)
  await passAll(1_000)
  assert.deepEqual(a?.started, numbers(200))
  assert.equal(stands(committedOf(log), 'a'), 200)
  assert.deepEqual(b?.started, [0, 1, 2, 3])
  assert.equal(stands(committedOf(log), 'b'), 0)
  assert.deepEqual(placeOf(made, 'b'), { position: 0, head: 200, behind: true, paused: false })
  for (let second = 0; second < 60; second++) await passAll(1_000)
  assert.deepEqual([log.fetched, rereads(log)], [200, []], 'everything was read once')
})

test('with one sink the head waits for it, and nothing is read twice', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 50, 'a')
  const { senders, reader } = await reading(t, log, { sinks: ['a'], settings: narrow })
  assert.deepEqual(
    [...reader.partitions()].map(({ read }) => read),
    [4],
  )
  await answerAll(senders['a'])
  assert.deepEqual(senders['a']?.started, numbers(50))
  assert.deepEqual([log.fetched, rereads(log)], [50, []])
})

test('the last sink at the head is not left behind, but once another has caught up it is', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 40, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  const { a, b } = made.senders
  await answerAll(a)
  await many(log, 40, 'a,b')
  await turns()
  assert.deepEqual(placeOf(made, 'a'), { position: 40, head: 44, behind: false, paused: false })
  await answerAll(b)
  assert.deepEqual(b?.started, numbers(44), 'it is at the head, which waits a moment for a')
  await passAll(200)
  await answerAll(b)
  assert.deepEqual(b?.started, numbers(80), 'a is left behind now: it is full, and b is at the head')
  assert.deepEqual(placeOf(made, 'a'), { position: 40, head: 80, behind: true, paused: false })
  await answerAll(a)
  assert.deepEqual(a?.started, numbers(80))
})

test('the head waits a moment for a sink that is at work, a tenth of the time at most', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 100 })
  await many(log, 20, 'a,b')
  const made = await reading(t, log, { settings: narrow })
  const { a, b } = made.senders
  b?.at(0).answer(delivered)
  for (const request of [...(a?.wire ?? [])]) request.answer(delivered)
  await turns()
  assert.deepEqual(placeOf(made, 'b'), { position: 1, head: 5, behind: false, paused: false })
  await passAll(50)
  assert.equal(placeOf(made, 'b').behind, false)
  await passAll(60)
  assert.equal(placeOf(made, 'b').behind, true, 'its time is over')
  await answerAll(a)
  assert.deepEqual(a?.started, numbers(20))
})

test('what is no event does not count: its own sink is left behind, and the head goes on for the others', async t => {
  mockTime(t)
  const log = await testLog()
  log.onAppend = to => {
    if (to === 'dead-letters.undecodable') throw new Error('down')
  }
  await many(log, 10, '?')
  await many(log, 10, 'a')
  const made = await reading(t, log, { settings: narrow })
  await answerAll(made.senders['a'])
  assert.deepEqual(made.senders['a']?.started, numbers(10, 10))
  assert.deepEqual(placeOf(made, 'undecodable'), { position: 0, head: 20, behind: true, paused: false })
  log.onAppend = () => {}
  for (let second = 0; second < 120; second++) await passAll(1_000)
  assert.equal(log.partition('dead-letters.undecodable', 0).records.length, 10)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [20, ''])
})

test('with nobody at the head nothing is read there', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 4, 'a')
  const made = await reading(t, log, { sinks: ['a'] })
  await made.reader.pause('a')
  await many(log, 40, 'a')
  for (let second = 0; second < 5; second++) await passAll(1_000)
  assert.equal(placeOf(made, 'a').head, 4)
  await made.reader.resume('a')
  await answerAll(made.senders['a'])
  assert.deepEqual(new Set(made.senders['a']?.started), new Set(numbers(44)))
})

test('a sink that comes back is read for, although the one that wants the next record hangs', async t => {
  mockTime(t)
  const log = await testLog()
  await many(log, 2, 'b')
  const settings = { ...narrow, breaker: { failures: 2, open: 5_000 } }
  const made = await reading(t, log, { settings })
  const { b } = made.senders
  for (const offset of [0, 1]) b?.at(offset).answer(refused)
  await turns()
  assert.equal(made.outboxes.get('b')?.state.breaker, 'open')
  await many(log, 10, 'a')
  await many(log, 2, 'b')
  await turns()
  assert.deepEqual(
    ['a', 'b'].map(sink => placeOf(made, sink)),
    [2, 6].map(position => ({ position, head: 6, behind: false, paused: false })),
    'a is full, and b wants nothing yet',
  )
  await passAll(5_000)
  await answerAll(b)
  assert.deepEqual(b?.started, [0, 1, 12, 13])
})
