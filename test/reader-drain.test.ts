import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delivered, failed, mockTime, pass, refused } from './helpers/outbox.ts'
import { committedOf, group, put, stands, testLog, testReader, turns } from './helpers/reader.ts'

const grace = 10_000

/** A reader that has joined, and its drain, looked at from outside. */
async function started(log: Awaited<ReturnType<typeof testLog>>) {
  const made = testReader(log)
  made.reader.start()
  await turns()
  let left = false
  const drain = () => {
    const draining = made.reader.drain(grace)
    draining.then(() => {
      left = true
    })
    return draining
  }
  return { ...made, drain, left: () => left }
}

test('a drain waits for the wire, commits what settled, leaves the group, and sends nothing new', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'l=a', 'k=a', 'k=a')
  const { senders, drain, left } = await started(log)
  drain()
  await turns()
  assert.equal(left(), false)
  await put(log, 'm=a')
  senders['a']?.at(0).answer(delivered)
  senders['a']?.at(1).answer(delivered)
  await turns()
  assert.equal(left(), true)
  assert.deepEqual(senders['a']?.started, [0, 1])
  assert.equal(stands(committedOf(log), 'a'), 2)
  assert.equal(log.group(group).members.length, 0)
})

test('a drain sends what stands before something that has gone, so that nothing comes again', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a', 'k=a', 'l=a', 'k=a')
  const { senders, drain, left } = await started(log)
  const { a } = senders
  a?.at(3).answer(delivered)
  await turns()
  drain()
  for (const offset of [0, 1, 2]) {
    await turns()
    assert.equal(left(), false)
    a?.at(offset).answer(delivered)
  }
  await turns()
  assert.equal(left(), true)
  assert.deepEqual(a?.started, [0, 3, 1, 2])
  assert.equal(stands(committedOf(log), 'a'), 4)
})

test('a drain waits for no retry, and sends nothing beyond it', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'k=a', 'l=a', 'l=a', 'm=a')
  const { senders, drain, left } = await started(log)
  const { a } = senders
  a?.at(4).answer(delivered)
  await turns()
  drain()
  await turns()
  a?.at(0).answer(failed)
  a?.at(2).answer(delivered)
  await turns()
  assert.equal(left(), true)
  assert.deepEqual(a?.started, [0, 2, 4])
  assert.equal(stands(committedOf(log), 'a'), 0)
})

test('after a drain nothing is repeated but what was not settled', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a')
  const first = await started(log)
  first.drain()
  for (const offset of [0, 1]) first.senders['a']?.at(offset).answer(delivered)
  await turns()
  await put(log, 'm=a')
  const second = await started(log)
  assert.deepEqual(second.senders['a']?.started, [2])
  second.senders['a']?.at(2).answer(delivered)
  await second.drain()
})

test('a drain buries nothing: what hangs is aborted, costs no attempt, and comes again', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=b')
  const { senders, meters, drain, left } = await started(log)
  drain()
  senders['b']?.at(1).answer(failed)
  await turns()
  await pass(grace * 0.8 - 1)
  await turns()
  assert.equal(left(), false)
  await pass(1)
  await turns()
  assert.equal(left(), true)
  assert.equal(meters.get('a')?.counts.attempts, 0)
  for (const sink of ['a', 'b']) {
    assert.equal(log.partition(`dead-letters.${sink}`, 0).records.length, 0)
    assert.equal(meters.get(sink)?.counts.deadLettered, 0)
    assert.equal(meters.get(sink)?.counts.shed, 1)
  }
  assert.deepEqual([stands(committedOf(log), 'a'), stands(committedOf(log), 'b')], [0, 1])
})

test('while it drains, what settles is committed every second', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a', 'l=a')
  const { senders, drain } = await started(log)
  const draining = drain()
  senders['a']?.at(0).answer(delivered)
  await turns()
  await pass(1_000)
  await turns()
  assert.equal(stands(committedOf(log), 'a'), 1)
  senders['a']?.at(1).answer(delivered)
  await draining
})

test('whatever hangs, a drain is over after its grace', async t => {
  mockTime(t)
  const hang = () => new Promise<void>(() => {})
  const cases = {
    'a request': () => {},
    'a dead letter': (log: Awaited<ReturnType<typeof testLog>>) => {
      log.onAppend = to => (to.startsWith('dead-letters') ? hang() : undefined)
    },
    'a commit': (log: Awaited<ReturnType<typeof testLog>>) => {
      log.onCommit = hang
    },
    'leaving the group': (log: Awaited<ReturnType<typeof testLog>>) => {
      const [member] = log.group(group).members
      member!.close = hang
    },
  }
  for (const [what, sabotage] of Object.entries(cases)) {
    const log = await testLog()
    await put(log, 'k=a', 'l=a', 'm=a')
    const { senders, drain, left } = await started(log)
    sabotage(log)
    senders['a']?.at(0).answer(refused)
    senders['a']?.at(1).answer(delivered)
    await turns()
    const draining = drain()
    for (let step = 0; step < 100; step++) {
      await turns()
      await pass(grace / 100)
    }
    await turns()
    assert.equal(left(), true, what)
    await draining
  }
})

test('a commit that fails at first is tried again before leaving', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a')
  const { senders, drain, left } = await started(log)
  let refusals = 3
  log.onCommit = () => {
    if (refusals-- > 0) throw new Error('coordinator moves')
  }
  drain()
  senders['a']?.at(0).answer(delivered)
  for (let step = 0; step < 5; step++) {
    await turns()
    await pass(100)
  }
  await turns()
  assert.equal(left(), true)
  assert.equal(stands(committedOf(log), 'a'), 1)
})

test('a second drain is the first one', async t => {
  mockTime(t)
  const log = await testLog()
  const { reader } = await started(log)
  const first = reader.drain(grace)
  assert.equal(reader.drain(1), first)
  await first
  assert.equal(reader.drain(1), first)
})

test('a reader that never started drains at once', async () => {
  await testReader(await testLog()).reader.drain(grace)
})

test('partitions that come while it drains are not taken up', async t => {
  mockTime(t)
  const log = await testLog()
  await put(log, 'k=a')
  const { reader, senders, drain, left } = await started(log)
  drain()
  log.rebalance(group)
  await turns()
  assert.deepEqual([...reader.partitions()], [])
  assert.deepEqual(senders['a']?.started, [0])
  senders['a']?.at(0).answer(delivered)
  await turns()
  assert.equal(left(), true)
  assert.deepEqual(log.commits, [], 'the late answer counts for nothing')
})
