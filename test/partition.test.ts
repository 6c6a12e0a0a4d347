import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodePositions, sinkId } from '../src/positions.ts'
import type { Commit } from '../src/types.ts'
import type { MemoryLog } from './helpers/memory-log.ts'
import { delivered, mockTime } from './helpers/outbox.ts'
import {
  committedOf,
  group,
  passAll,
  put,
  reading,
  stands,
  testLog,
  testReader,
  topic,
  turns,
} from './helpers/reader.ts'

/** Has the group stand at `offset`, and the sinks that are named lower. */
function commit(log: MemoryLog, offset: number, sinks: { readonly [name: string]: number } = {}): Commit {
  const entries = Object.entries(sinks).map(([name, position]) => ({
    id: sinkId(name),
    position,
    paused: false,
    attempts: 0,
    firstFailure: 0,
  }))
  const stored = { ...encodePositions(offset, entries, 4_096), low: 0 }
  log.group(group).committed.set(`${topic}/0`, stored)
  return stored
}

test('a sink takes a record only from a read that covers all it is owed: each goes on at its own position', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 6; n++) await put(log, `k${n}=a,b`)
  commit(log, 4, { b: 1 })
  const { senders } = await reading(t, log)
  assert.deepEqual(senders['a']?.started, [4, 5])
  assert.deepEqual(senders['b']?.started, [1, 2, 3, 4, 5])
})

test('the offset never goes back while a laggard is read for', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 6; n++) await put(log, `k${n}=b`)
  commit(log, 4, { a: 2, b: 0, undecodable: 1 })
  log.show(topic, 0, 1)
  const { senders, meter } = await reading(t, log)
  await passAll(1_000)
  senders['b']?.at(0).answer(delivered)
  await passAll(1_000)
  log.show(topic, 0, 6)
  await passAll(1_000)
  assert.ok(meter.counts.commits > 1)
  assert.ok(
    log.commits.every(({ offset }) => offset >= 4),
    JSON.stringify(log.commits),
  )
  assert.equal(stands(committedOf(log), 'b'), 1)
})

test('while the furthest behind is read for, a sink that is further on keeps its position', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 1 })
  for (let n = 0; n < 5; n++) await put(log, `k${n}=a,b`)
  commit(log, 5, { b: 0 })
  log.show(topic, 0, 2)
  await reading(t, log)
  await passAll(1_000)
  const stored = committedOf(log)
  assert.deepEqual([stands(stored, 'a'), stands(stored, 'b'), stands(stored, 'undecodable')], [5, 0, 5])
})

test('a sink the configuration does not know keeps its position through our commits', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 6; n++) await put(log, `k${n}=a`)
  commit(log, 4, { stranger: 2 })
  const { senders } = await reading(t, log)
  for (const offset of [4, 5]) senders['a']?.at(offset).answer(delivered)
  await passAll(1_000)
  const stored = committedOf(log)
  assert.equal(stored?.offset, 6)
  assert.equal(stands(stored, 'stranger'), 2)
  assert.equal(stored?.low, 6, 'but retention keeps nothing for it')
})

test('a renamed sink goes on where its former name stood', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 4; n++) await put(log, `k${n}=a`)
  commit(log, 4, { old: 1 })
  const { senders } = await reading(t, log, { formerly: new Map([['a', 'old']]) })
  assert.deepEqual(senders['a']?.started, [1, 2, 3])
  for (const offset of [1, 2, 3]) senders['a']?.at(offset).answer(delivered)
  await passAll(1_000)
  assert.deepEqual([committedOf(log)?.offset, committedOf(log)?.metadata], [4, ''])
})

test('a sink that does not fit into the metadata holds the offset back, and skips nothing after a kill', async t => {
  mockTime(t)
  const sinks = Array.from({ length: 12 }, (_, n) => `s${n}`)
  const log = await testLog({ metadataLimit: 60 })
  for (let n = 0; n < 12; n++) await put(log, `k${n}=${sinks.join(',')}`)
  const first = await reading(t, log, { sinks })
  for (const [n, sink] of sinks.entries())
    for (let offset = 0; offset < n; offset++) {
      first.senders[sink]?.at(offset).answer(delivered)
      await turns()
    }
  await passAll(1_000)
  const stored = committedOf(log)
  assert.ok((stored?.metadata.length ?? 0) <= 60)
  for (const [n, sink] of sinks.entries()) assert.ok(stands(stored, sink) <= n, sink)
  log.kill(log.group(group).members[0]!)
  const next = testReader(log, { sinks })
  next.reader.start()
  await turns()
  for (const [n, sink] of sinks.entries())
    assert.ok(
      (next.senders[sink]?.started[0] ?? 99) <= n,
      `${sink} begins at ${next.senders[sink]?.started[0]}`,
    )
  for (const outbox of next.outboxes.values()) outbox.abort()
  await next.reader.drain(1_000)
})

test('what retention took before a sink got it is told, and the sink goes on at what is left', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 6; n++) await put(log, `k${n}=a,b`)
  commit(log, 5, { a: 1 })
  log.trim(topic, 0, 3)
  const { senders, logger, meter } = await reading(t, log)
  assert.equal(meter.counts.missed, 2)
  assert.deepEqual(senders['a']?.started, [3, 4, 5])
  assert.deepEqual(senders['b']?.started, [5])
  const line = logger.lines.find(({ message }) => message.startsWith('position.gap'))
  assert.equal(line?.level, 'error')
  assert.deepEqual(
    ['sinks', 'count', 'position', 'start', 'missing'].map(name => Reflect.get(line?.fields ?? {}, name)),
    [['a'], 1, 1, 3, 2],
  )
})

test('a log that was made anew is read from its start, and that is told once', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 3; n++) await put(log, `k${n}=a,b`)
  commit(log, 900, { a: 2 })
  const { senders, logger } = await reading(t, log)
  assert.deepEqual(senders['a']?.started, [0, 1, 2])
  assert.deepEqual(senders['b']?.started, [0, 1, 2])
  assert.equal(logger.lines.filter(({ message }) => message.startsWith('position.beyond')).length, 1)
  for (const offset of [0, 1, 2]) senders['a']?.at(offset).answer(delivered)
  await passAll(1_000)
  assert.equal(committedOf(log)?.offset, 3)
})

test('a sink without room is left behind while the others go on, and then gets the very next record', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 8; n++) await put(log, `k${n}=a,b`)
  const { senders, reader, meter } = await reading(t, log, { settings: { window: { count: 4, bytes: 1e6 } } })
  assert.deepEqual(senders['b']?.started, [0, 1, 2, 3])
  assert.deepEqual(
    [...reader.partitions()].map(({ read }) => read),
    [4],
    'the head waits for the last one: both are full',
  )
  for (const offset of [0, 1, 2, 3]) senders['a']?.at(offset).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1, 2, 3, 4, 5, 6, 7])
  assert.deepEqual(senders['b']?.started, [0, 1, 2, 3], 'b has no room yet')
  assert.deepEqual(
    [...reader.standings()].map(({ sink, position, behind, since }) => [sink, position, behind, since]),
    [
      ['a', 4, false, log.partition(topic, 0).records[4]!.timestamp],
      ['b', 0, true, log.partition(topic, 0).records[0]!.timestamp],
      ['undecodable', 8, false, undefined],
    ],
  )
  assert.deepEqual([meter.counts.tenures, meter.counts.reread], [1, 0])
  for (const offset of [3, 2]) senders['b']?.at(offset).answer(delivered)
  await turns()
  assert.deepEqual(senders['b']?.started, [0, 1, 2, 3, 4, 5])
  assert.ok(meter.counts.reread >= 2 && meter.counts.reread <= 4, `${meter.counts.reread} read again`)
})

test('a record larger than the window goes alone, and the next one after it', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a')
  const { senders } = await reading(t, log, { settings: { window: { count: 100, bytes: 10 } } })
  assert.deepEqual(senders['a']?.started, [0])
  senders['a']?.at(0).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1])
})

test('past a stuck record a sink goes on for `span` offsets, no further', async t => {
  mockTime(t)
  const log = await testLog()
  for (let n = 0; n < 10; n++) await put(log, `k${n}=a`)
  const { senders } = await reading(t, log, { settings: { span: 4 } })
  for (const offset of [1, 2, 3]) senders['a']?.at(offset).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1, 2, 3])
  senders['a']?.at(0).answer(delivered)
  await turns()
  assert.deepEqual(senders['a']?.started, [0, 1, 2, 3, 4, 5, 6, 7])
})

test('what waits does not hold on to fetches of which little is wanted', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 50 })
  const fetch = Buffer.alloc(100_000, '-')
  const value = (text: string, at: number) => {
    const bytes = Buffer.from(fetch.buffer, fetch.byteOffset + at, text.length)
    bytes.write(text)
    return bytes
  }
  const records = Array.from({ length: 100 }, (_, n) => ({ key: null, value: value(n % 25 ? '-' : 'a', n) }))
  await log.append(topic, records)
  const { senders } = await reading(t, log)
  const held = senders['a']?.wire.map(
    ({ attempts }) => attempts[0]?.work.record.value?.buffer === fetch.buffer,
  )
  assert.deepEqual(held, [true, true, false, false], 'as the fetch before taught')
})

test('the commit is not repeated while nothing changes', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a')
  const { senders, meter } = await reading(t, log)
  senders['a']?.at(0).answer(delivered)
  for (let n = 0; n < 5; n++) await passAll(1_000)
  assert.equal(meter.counts.commits, 1)
})

test('what a batch repeats of the one before is not taken again', async t => {
  mockTime(t)
  const log = await testLog({ fetch: 2 })
  log.overlap = 3
  for (let n = 0; n < 6; n++) await put(log, `k${n}=a`)
  const { senders, meter } = await reading(t, log)
  assert.deepEqual(senders['a']?.started, [0, 1, 2, 3, 4, 5])
  assert.equal(meter.counts.received, 6)
})

test('commits that fail for long are counted each, and told once', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a')
  const { senders, meter, logger } = await reading(t, log)
  log.onCommit = () => {
    throw new Error('no coordinator')
  }
  senders['a']?.at(0).answer(delivered)
  for (let n = 0; n < 5; n++) await passAll(1_000)
  log.onCommit = () => {}
  await passAll(1_000)
  assert.deepEqual([meter.counts.refused, meter.counts.commits], [5, 1])
  const told = logger.lines.map(({ message }) => message).filter(message => message.startsWith('commit.'))
  assert.deepEqual(told, ['commit.failed', 'commit.resumed'])
})
