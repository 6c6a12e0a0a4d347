import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerAll, many, numbers, placeOf } from './helpers/behind.ts'
import { delivered, mockTime } from './helpers/outbox.ts'
import { committedOf, group, passAll, reading, stands, testLog, topic, turns } from './helpers/reader.ts'

test('a pause is acknowledged when committed, outlives restarts and owners, and costs the others nothing', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 5, 'a,b')
  const first = await reading(t, log)
  await answerAll(first.senders['a'], first.senders['b'])
  const slow = Promise.withResolvers<void>()
  log.onCommit = () => slow.promise
  let acknowledged = false
  const paused = first.reader.pause('b').then(positions => {
    acknowledged = true
    return positions
  })
  await turns()
  assert.equal(acknowledged, false)
  log.onCommit = () => {}
  slow.resolve()
  assert.deepEqual(await paused, [
    { sink: 'b', topic, partition: 0, position: 5, head: 5, paused: true, behind: false },
  ])
  assert.match(committedOf(log)?.metadata ?? '', /:0!$/)
  log.kill(log.group(group).members[0]!)
  await many(log, 5, 'a,b')
  const second = await reading(t, log)
  await answerAll(second.senders['a'], second.senders['b'])
  assert.deepEqual(second.senders['a']?.started, numbers(5, 5))
  assert.deepEqual(second.senders['b']?.started, [])
  await passAll(1_000)
  assert.deepEqual([stands(committedOf(log), 'a'), stands(committedOf(log), 'b')], [10, 5])
  await second.reader.resume('b')
  await answerAll(second.senders['b'])
  assert.deepEqual(second.senders['b']?.started, numbers(5, 5))
  await passAll(1_000)
  assert.equal(committedOf(log)?.metadata, '')
})

test('a sink that is paused is paused in a partition that is added to the topic, and not in one of which it has had something', async t => {
  mockTime(t)
  const log = await testLog({}, 2)
  for (const partition of [0, 1]) await many(log, 5, 'a,b', partition)
  const first = await reading(t, log)
  await answerAll(first.senders['a'], first.senders['b'])
  await first.reader.pause('b')
  log.kill(log.group(group).members[0]!)
  log.addPartition(topic)
  await many(log, 5, 'a,b', 2)
  const second = await reading(t, log)
  await answerAll(second.senders['a'], second.senders['b'])
  assert.deepEqual([second.senders['a']?.started, second.senders['b']?.started], [numbers(5), []])
  assert.deepEqual(
    [0, 1, 2].map(partition => placeOf(second, 'b', partition).paused),
    [true, true, true],
  )
  await second.reader.resume('b')
  await answerAll(second.senders['b'])
  assert.deepEqual(second.senders['b']?.started, numbers(5))
})

test("paused by configuration it stays, whatever an operator does, and the operator's own pause stays too", async t => {
  mockTime(t)
  const log = await testLog()
  await many(log, 3, 'a')
  const { reader, senders } = await reading(t, log, { sinks: ['a'], settings: { paused: true } })
  await reader.resume('a')
  await passAll(5_000)
  assert.deepEqual(senders['a']?.started, [])
  await reader.pause('a')
  assert.match(committedOf(log)?.metadata ?? '', /!/)
})

test('a rewind has everything sent again in order; an answer from before it settles nothing', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 20, 'a,b')
  const made = await reading(t, log, { settings: { concurrency: 2 } })
  const { a, b } = made.senders
  await answerAll(a)
  b?.at(0).answer(delivered)
  await turns()
  const [late] = [...(b?.wire ?? [])]
  await made.reader.move('b', topic, 0, 0)
  assert.equal(stands(committedOf(log), 'b'), 0)
  late?.answer(delivered)
  await turns()
  assert.equal(placeOf(made, 'b').position, 0)
  const before = b?.started.length ?? 0
  await answerAll(b)
  assert.deepEqual([...new Set(b?.started.slice(before))].length > 0, true)
  await passAll(1_000)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [20, ''])
  assert.deepEqual(
    [...new Set([0, ...(b?.started.slice(2) ?? [])])].sort((x, y) => x - y),
    numbers(20),
  )
  assert.deepEqual(a?.started, numbers(20), 'the other sink gets nothing twice')
})

test('a skip leaves out what lies between, for this sink alone', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 10 })
  await many(log, 4, 'a,b')
  const made = await reading(t, log)
  await made.reader.move('b', topic, 0, 3)
  await answerAll(made.senders['a'], made.senders['b'])
  await many(log, 4, 'a,b')
  await made.reader.move('b', topic, 0, 8)
  await many(log, 2, 'a,b')
  await answerAll(made.senders['a'], made.senders['b'])
  const { started } = made.senders['b']!
  assert.deepEqual(started.slice(-2), [8, 9])
  assert.deepEqual(made.senders['a']?.started, numbers(10))
  await passAll(1_000)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [10, ''])
})

test('what cannot be done is said, and nothing is moved', async t => {
  mockTime(t)
  const log = await testLog()
  await many(log, 4, 'a')
  log.trim(topic, 0, 2)
  const { reader } = await reading(t, log)
  await assert.rejects(reader.pause('c'), { code: 'sink_unknown', message: /no sink c/ })
  await assert.rejects(reader.move('a', topic, 7, 0), { code: 'not_owned', message: /events\/7/ })
  await assert.rejects(reader.move('a', topic, 0, 1), {
    code: 'offset_out_of_range',
    message: /holds 2 to 4, not 1/,
  })
  await assert.rejects(reader.move('a', topic, 0, 5), { code: 'offset_out_of_range' })
  await assert.rejects(reader.forget('a'), { code: 'sink_configured' })
  assert.equal(await reader.forget('c'), 0)
})

test('where the partition changes hands before it is committed, that is said', async t => {
  mockTime(t)
  const log = await testLog()
  await many(log, 4, 'a')
  const { reader } = await reading(t, log)
  log.onCommit = () => new Promise(() => {})
  const moved = reader.move('a', topic, 0, 0)
  await turns()
  log.onCommit = () => {}
  const paused = reader.pause('a')
  log.rebalance(group, () => undefined)
  await passAll(100)
  void moved.catch(() => {})
  void paused.catch(() => {})
  await assert.rejects(reader.move('a', topic, 0, 0), { code: 'not_owned' })
})

test('a sink that is not in the configuration is forgotten for good', async t => {
  mockTime(t)
  const log = await testLog()
  await many(log, 4, 'a')
  log.group(group).committed.set(`${topic}/0`, { offset: 4, metadata: '1;abcdef:2', low: 0 })
  const { reader, senders } = await reading(t, log)
  await answerAll(senders['a'])
  assert.equal(await reader.forget('unknown'), 0)
  assert.match(committedOf(log)?.metadata ?? '', /abcdef/)
})
