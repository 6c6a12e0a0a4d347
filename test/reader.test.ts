import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePositions, sinkId } from '../src/positions.ts'
import type { MemoryLog } from './helpers/memory-log.ts'
import { delivered, failed, mockTime, refused } from './helpers/outbox.ts'
import {
  committedOf,
  group,
  passAll,
  put,
  reading,
  stands,
  type TestReader,
  testLog,
  topic,
  turns,
} from './helpers/reader.ts'

test('each record goes to those who want it, and a commit says how far each is', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a,b', 'k=a', 'l=b', 'm=-')
  const { senders, meter } = await reading(t, log)
  const { a, b } = senders
  assert.deepEqual(a?.started, [0])
  assert.deepEqual(b?.started, [0, 2])
  a?.at(0).answer(delivered)
  b?.at(2).answer(delivered)
  await passAll(1_000)
  assert.deepEqual(a?.started, [0, 1])
  const commit = committedOf(log)
  assert.equal(commit?.offset, 4, '`undecodable` has nothing to do, and stands where the reader does')
  assert.deepEqual([stands(commit, 'a'), stands(commit, 'b')], [1, 0])
  assert.equal(commit?.low, 0)
  assert.equal(meter.counts.received, 4)
})

test('a failed record is skipped because a later one succeeds: the commit stays, and after a restart it comes again', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a', 'm=a')
  const first = await reading(t, log)
  first.senders['a']?.at(0).answer(delivered)
  first.senders['a']?.at(1).answer(failed)
  first.senders['a']?.at(2).answer(delivered)
  await passAll(1_000)
  assert.equal(stands(committedOf(log), 'a'), 1)
  log.kill(log.group(group).members[0]!)
  const second = await reading(t, log)
  assert.deepEqual(second.senders['a']?.started, [1, 2])
})

test('the offset is committed although writing the dead letter failed: it stays, alarms, and only its sink waits', async t => {
  mockTime(t)
  const log = await testLog()
  const { senders, meters, outboxes } = await reading(t, log)
  let down = true
  log.onAppend = to => {
    if (down && to.startsWith('dead-letters')) throw new Error('down')
  }
  await put(log, 'k=a,b', 'k=a,b')
  await turns()
  senders['a']?.at(0).answer(refused)
  senders['b']?.at(0).answer(delivered)
  await passAll(100)
  senders['b']?.at(1).answer(delivered)
  await passAll(1_000)
  const commit = committedOf(log)
  assert.deepEqual([stands(commit, 'a'), stands(commit, 'b')], [0, 2])
  assert.ok((meters.get('a')?.counts.deadLetterFailed ?? 0) > 0)
  assert.match(outboxes.get('a')?.state.alarm ?? '', /dead letter not written/)
  assert.equal(outboxes.get('b')?.state.alarm, undefined)
  assert.deepEqual(senders['a']?.started, [0], 'the rest of the key waits')
  down = false
  await passAll(30_000)
  assert.equal(log.partition('dead-letters.a', 0).records.length, 1)
  await passAll(1_000)
  assert.equal(stands(committedOf(log), 'a'), 1)
})

test('a poison record blocks nothing and is not lost: its bytes are in the dead letters, the next goes on', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=? not json', 'k=a')
  const { senders } = await reading(t, log)
  senders['a']?.at(0).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 2])
  const [letter] = log.partition('dead-letters.undecodable', 0).records
  assert.equal(letter?.value?.toString(), '? not json')
  senders['a']?.at(2).answer(delivered)
  await passAll(1_000)
  assert.deepEqual(
    [committedOf(log)?.offset, committedOf(log)?.metadata],
    [3, ''],
    'everybody stands at the offset',
  )
})

test('dead letters of what is undecodable cannot be written: its sink waits, the others go on', async t => {
  mockTime(t)
  const log = await testLog()
  log.onAppend = to => {
    if (to.startsWith('dead-letters')) throw new Error('down')
  }
  await put(log, 'k=?', 'k=a', 'l=a')
  const { senders } = await reading(t, log)
  for (const offset of [1, 2]) senders['a']?.at(offset).answer(delivered)
  await passAll(1_000)
  const commit = committedOf(log)
  assert.deepEqual([stands(commit, 'undecodable'), stands(commit, 'a')], [0, 3])
})

test("one sink's internal error redelivers to healthy sinks: it never does", async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a,b')
  const { senders } = await reading(t, log)
  senders['b']?.at(0).answer(delivered)
  for (let tries = 0; tries < 5; tries++) {
    senders['a']?.at(0).fail(new Error('defect'))
    await passAll(1_000)
  }
  assert.equal(senders['a']?.started.length, 6)
  assert.deepEqual(senders['b']?.started, [0])
})

test('gaps in offsets do not stop the commit', async t => {
  mockTime(t)
  const log = await testLog()
  log.skip(topic, 0, 10)
  await put(log, 'k=a')
  log.skip(topic, 0, 5)
  const { senders } = await reading(t, log)
  senders['a']?.at(10).answer(delivered)
  await passAll(1_000)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [16, ''])
})

test('a late ack after a partition was revoked commits nothing for it', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a')
  const { senders } = await reading(t, log)
  log.rebalance(group, () => undefined)
  await turns()
  senders['a']?.at(0).answer(delivered)
  await passAll(5_000)
  assert.deepEqual(log.commits, [])
  assert.deepEqual(senders['a']?.started, [0, 1], 'and nothing more is started')
})

test('when the group changes a key that is still under way is not sent a second time beside it', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a')
  const { senders } = await reading(t, log)
  log.rebalance(group)
  await turns()
  assert.deepEqual(senders['a']?.started, [0])
  senders['a']?.at(0).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 0], 'the old answer settled nothing')
})

test('a change of the group that is told by nothing but new tenures ends the old ones', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a')
  const { senders, meters, reader } = await reading(t, log)
  log.abrupt = true
  log.rebalance(group)
  await turns()
  assert.equal([...reader.partitions()].length, 1)
  assert.equal(meters.get('a')?.counts.shed, 2)
  senders['a']?.at(0).answer(delivered)
  await passAll(1_000)
  assert.equal(stands(committedOf(log), 'a'), 0, 'an old answer settles nothing')
  assert.deepEqual(senders['a']?.started, [0, 0])
})

test('a tenure begins with what the group committed meanwhile, not with what was in memory', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a', 'm=a')
  const { senders } = await reading(t, log)
  log.rebalance(group, () => undefined)
  log.group(group).committed.set(`${topic}/0`, { offset: 2, metadata: '', low: 2 })
  log.rebalance(group)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1, 2, 2].slice(0, 3), 'm is under way already')
  senders['a']?.at(2).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1, 2, 2])
  senders['a']?.at(2).answer(delivered)
  await passAll(1_000)
  assert.equal(stands(committedOf(log), 'a'), 3)
})

test('while the group is about to change nothing is started, and what settles is still committed at once', async t => {
  mockTime(t)
  const log = await testLog({ manual: true })
  await put(log, 'k=a', 'k=a')
  const { senders } = await reading(t, log)
  log.rebalance(group)
  await turns()
  log.beginRebalance(group)
  await turns()
  senders['a']?.at(0).answer(delivered)
  await passAll(50)
  assert.equal(stands(committedOf(log), 'a'), 1)
  assert.deepEqual(senders['a']?.started, [0])
  log.rebalance(group)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1])
})

test('a zombie starts nothing and commits nothing', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a')
  const zombie = await reading(t, log)
  const other = await reading(t, log)
  const [, second] = log.group(group).members
  log.rebalance(group, () => 0)
  await turns()
  log.expel(log.group(group).members[0]!)
  await turns()
  assert.equal(log.group(group).members[0], second)
  assert.deepEqual(other.senders['a']?.started, [0])
  zombie.senders['a']?.at(0).answer(delivered)
  await passAll(5_000)
  assert.deepEqual(zombie.senders['a']?.started, [0])
  assert.ok(log.commits.every(commit => stands(commit, 'a') === 0))
  assert.ok(zombie.meter.counts.refused > 0)
})

test('one commit of a partition at a time, and a refused one is computed anew', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a')
  const { senders, meter } = await reading(t, log)
  const stuck = Promise.withResolvers<void>()
  log.onCommit = () => stuck.promise
  await passAll(3_000)
  senders['a']?.at(0).answer(delivered)
  await passAll(3_000)
  assert.deepEqual(log.commits, [])
  log.onCommit = () => {}
  stuck.reject(new Error('no coordinator'))
  await passAll(1_000)
  assert.deepEqual(
    log.commits.map(commit => stands(commit, 'a')),
    [1],
  )
  assert.deepEqual([meter.counts.refused, meter.counts.commits], [1, 1])
})

test('where much has settled it is committed before the second is over, so that a crash repeats little', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a', 'm=a', 'n=a')
  const { senders } = await reading(t, log, { much: 2 })
  senders['a']?.at(0).answer(delivered)
  await passAll(10)
  assert.deepEqual(log.commits, [])
  senders['a']?.at(1).answer(delivered)
  await passAll(10)
  assert.deepEqual(
    log.commits.map(commit => stands(commit, 'a')),
    [2],
  )
})

test('what settles while a commit is under way is committed right after it', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a', 'm=a')
  const { senders } = await reading(t, log, { much: 1 })
  const slow = Promise.withResolvers<void>()
  log.onCommit = () => slow.promise
  for (const offset of [0, 1, 2]) {
    senders['a']?.at(offset).answer(delivered)
    await passAll(5)
  }
  assert.deepEqual(log.commits, [])
  log.onCommit = () => {}
  slow.resolve()
  await passAll(5)
  assert.deepEqual(
    log.commits.map(commit => stands(commit, 'a')),
    [1, 3],
  )
})

/** A group that has committed `offset`, with sinks that stand lower. */
function committed(
  log: MemoryLog,
  offset: number,
  sinks: { readonly [name: string]: number },
  partition = 0,
): void {
  const lower = Object.entries(sinks).map(([name, position]) => ({
    id: sinkId(name),
    position,
    paused: false,
    attempts: 0,
    firstFailure: 0,
  }))
  log
    .group(group)
    .committed.set(`${topic}/${partition}`, { ...encodePositions(offset, lower, 4_096), low: 0 })
}

test('a sink that the commit lists is listed again before anything was read for it: a drain loses nothing of it', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 6; n++) await put(log, `k${n}=a`)
  committed(log, 6, { a: 2 })
  log.show(topic, 0, 0)
  const first = await reading(t, log)
  await passAll(3_000)
  await first.reader.drain(400)
  assert.equal(stands(committedOf(log), 'a'), 2)
  log.show(topic, 0, 6)
  const second = await reading(t, log)
  assert.deepEqual(second.senders['a']?.started, [2, 3, 4, 5])
})

test('a sink that the commit lists keeps its place while the head waits for another', async t => {
  mockTime(t)
  const log = await testLog({}, 2)
  const send = (partition: number, key: string, value: string) =>
    log.append(topic, [{ key: Buffer.from(key), value: Buffer.from(value), partition }])
  for (let n = 0; n < 5; n++) await send(1, `p${n}`, 'b')
  for (let n = 0; n < 4; n++) await send(0, `q${n}`, 'b,a')
  committed(log, 0, {}, 1)
  committed(log, 4, { a: 0, b: 0 })
  log.show(topic, 0, 0)
  await reading(t, log, { settings: { window: { count: 2, bytes: 1e6 } } })
  log.show(topic, 0, 4)
  await passAll(60_000)
  assert.deepEqual([stands(committedOf(log), 'a'), stands(committedOf(log), 'b')], [0, 0])
})

test('keys that keep failing hold their places, and the others go on in what room is left', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 140; n++) await put(log, `k${n}=a`)
  const hour = 3_600_000
  const retry = { initial: hour, max: hour, factor: 1, max_elapsed: 24 * hour, max_attempts: 0 }
  const breaker = { failures: 1_000, open: 30_000 }
  const { senders } = await reading(t, log, { settings: { retry, breaker, concurrency: 200 } })
  const { a } = senders
  for (let n = 0; n < 80; n++) a?.at(n).answer(failed)
  for (let n = 80; n < 100; n++) {
    a?.at(n).answer(delivered)
    await turns()
  }
  await passAll(1_000)
  assert.equal(a?.started.length, 120)
})

test('positions that cannot be read: the partition is not owned, and it says so', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a')
  log.group(group).committed.set(`${topic}/0`, { offset: 0, metadata: '7;what', low: 0 })
  const { senders, fatal, reader } = await reading(t, log)
  assert.equal(fatal.length, 1)
  assert.match(fatal[0]?.message ?? '', /^events, partition 0: commit metadata cannot be read/)
  assert.equal(reader.status().ready, false)
  await passAll(5_000)
  assert.deepEqual(senders['a']?.started, [])
  assert.deepEqual(log.commits, [])
})

test('kill -9: the next owner goes on from the commit, and repeats with the same ids what was not in it', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a', 'm=a')
  const first = await reading(t, log)
  first.senders['a']?.at(0).answer(delivered)
  await passAll(1_000)
  first.senders['a']?.at(1).answer(delivered)
  await turns()
  log.kill(log.group(group).members[0]!)
  const second = await reading(t, log)
  assert.deepEqual(second.senders['a']?.started, [1, 2])
  const ids = ({ senders }: TestReader) =>
    senders['a']?.at(2).attempts.map(({ work }) => 'event' in work && work.event.sourceId)
  assert.deepEqual(ids(second), ids(first))
})

test('what is read and settled can be seen', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a')
  const { reader } = await reading(t, log)
  assert.deepEqual([...reader.partitions()], [{ topic, partition: 0, read: 2, settled: 0, metadataBytes: 0 }])
  assert.equal(reader.status().ready, true)
})
