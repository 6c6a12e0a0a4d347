import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Tenure } from '../../src/types.ts'
import { until } from '../helpers/until.ts'
import { type LogBench, numbered, record, texts, unique } from './log-bench.ts'

/** Groups: where they begin, what they commit, how members share partitions and hand them over. */
export function groupTests(bench: LogBench): void {
  test('a new group begins at the earliest record or behind the latest, and has committed that before it reads', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('old', 3))
    const groups = { earliest: unique('group'), latest: unique('group') }
    assert.deepEqual(await log.committed(groups.latest, topic), [undefined])
    const latest = bench.follow(t, log, topic, { group: groups.latest, start: 'latest', reads: false })
    const earliest = bench.follow(t, log, topic, { group: groups.earliest, start: 'earliest', reads: false })
    const first = await latest.tenure()
    assert.deepEqual([first.committed.offset, first.committed.metadata], [3, ''])
    assert.deepEqual(first.bounds, { start: 0, end: 3 })
    assert.equal((await earliest.tenure()).committed.offset, 0)
    assert.equal((await log.committed(groups.latest, topic))[0]?.offset, 3)
    assert.equal((await log.committed(groups.earliest, topic))[0]?.offset, 0)

    // Killed before its first commit, it begins where it was, not behind what came meanwhile.
    await latest.close()
    await log.append(topic, numbered('new', 2))
    const again = bench.follow(t, log, topic, { group: groups.latest, start: 'latest' })
    assert.deepEqual(texts(await again.has(2)), ['new0', 'new1'])
  })

  test('a commit is what the next tenure begins with, offset and metadata', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 2 })
    await log.append(topic, [...numbered('a', 4), ...numbered('b', 4, { partition: 1 })])
    const group = unique('group')
    const first = bench.follow(t, log, topic, { group, reads: false })
    const tenures = await first.owns(2)
    const metadata = `1;${'x'.repeat(Math.min(log.metadataLimit, 4_000) - 2)}`
    for (const tenure of tenures) await tenure.commit({ offset: tenure.partition + 1, metadata, low: 0 })
    await tenures.find(({ partition }) => partition === 1)!.commit({ offset: 4, metadata: 'ž', low: 4 })
    assert.deepEqual(
      (await log.committed(group, topic)).map(commit => [commit?.offset, commit?.metadata]),
      [
        [1, metadata],
        [4, 'ž'],
      ],
    )
    await first.close()
    const second = bench.follow(t, log, topic, { group })
    const committed = (await second.owns(2)).map(({ partition, committed }) => [partition, committed])
    assert.deepEqual(
      new Map(committed as [number, Tenure['committed']][]).get(1)?.metadata,
      'ž',
      'read back after the join',
    )
    assert.deepEqual(texts(await second.has(3)), ['a1', 'a2', 'a3'])
    assert.deepEqual(second.broken, [])
  })

  test('metadata beyond the limit is not taken, and the commit before it stays', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 2))
    const group = unique('group')
    const tenure = await bench.follow(t, log, topic, { group, reads: false }).tenure()
    await tenure.commit({ offset: 1, metadata: 'm'.repeat(log.metadataLimit), low: 0 })
    const beyond = { offset: 2, metadata: 'm'.repeat(log.metadataLimit + 1), low: 0 }
    await assert.rejects(tenure.commit(beyond), { code: 'commit_failed' })
    assert.equal((await log.committed(group, topic))[0]?.offset, 1)
  })

  test('a tenure that has ended commits nothing and reads nothing', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 5))
    const group = unique('group')
    const first = bench.follow(t, log, topic, { group, reads: false })
    const tenure = await first.tenure()
    assert.equal(tenure.mayStart(), true)
    await tenure.commit({ offset: 2, metadata: 'first', low: 2 })
    await first.close()
    assert.equal(tenure.ended, true)
    assert.equal(tenure.mayStart(), false)
    assert.equal(await tenure.read(), undefined)
    await assert.rejects(tenure.commit({ offset: 5, metadata: '', low: 5 }), { code: 'commit_fenced' })
    assert.equal((await log.committed(group, topic))[0]?.offset, 2)
  })

  test('a read that waits ends with its tenure', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const follower = bench.follow(t, log, topic, { reads: false })
    const tenure = await follower.tenure()
    tenure.seek(0)
    const waiting = tenure.read()
    await Promise.all([follower.close(), follower.close()])
    assert.equal(await waiting, undefined)
    assert.equal(follower.status().ready, false)
    assert.deepEqual(follower.broken, [])
  })

  test('a read that waits is given what is appended', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const follower = bench.follow(t, log, topic)
    await follower.tenure()
    for (let i = 0; i < 5; i++) {
      await log.append(topic, [record(`${i}`)])
      await follower.has(i + 1)
    }
    assert.deepEqual(texts(follower.records), ['0', '1', '2', '3', '4'])
    assert.deepEqual(follower.broken, [])
    assert.deepEqual(follower.calls, ['assigned'])
    assert.equal(follower.status().ready, true, follower.status().detail)
  })

  test('a tenure reads from where it is told', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 1_000))
    const tenure = await bench.follow(t, log, topic, { reads: false }).tenure()
    tenure.seek(993)
    const batch = await tenure.read()
    assert.equal(batch?.records[0]?.offset, 993)
    tenure.seek(998)
    assert.deepEqual(texts((await tenure.read())?.records ?? []), ['a998', 'a999'])
  })

  test('members of a group share its partitions, and hand them over when one comes or leaves', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 4 })
    const group = unique('group')
    const one = bench.follow(t, log, topic, { group })
    await one.owns(4)
    const two = bench.follow(t, log, topic, { group })
    await two.owns(2)
    await one.owns(2)
    const partitions = [...one.tenures, ...two.tenures].map(({ partition }) => partition).sort()
    assert.deepEqual(partitions, [0, 1, 2, 3])
    for (let partition = 0; partition < 4; partition++)
      await log.append(topic, numbered(`p${partition}-`, 5, { partition }))
    await one.until(() => one.records.length + two.records.length >= 20, '20 records for both')
    assert.equal(new Set([...texts(one.records), ...texts(two.records)]).size, 20)
    for (const tenure of two.tenures) await tenure.commit({ offset: 5, metadata: '', low: 5 })

    await two.close()
    await one.owns(4)
    const taken = one.tenures.filter(({ committed }) => committed.offset === 5)
    assert.equal(taken.length, 2)
    assert.ok(one.calls.includes('ended'))
    assert.ok(two.calls.includes('ended'))
    assert.deepEqual([...one.broken, ...two.broken], [])
  })

  test('a member for whom there is no partition is told so', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const group = unique('group')
    const members = [bench.follow(t, log, topic, { group }), bench.follow(t, log, topic, { group })]
    const settled = () =>
      members.every(member => member.calls.at(-1) === 'assigned') &&
      members.reduce((sum, member) => sum + member.tenures.length, 0) === 1
    await until(settled, 'one owner and one who has nothing', bench.suite.deadline)
    await log.append(topic, [record('once')])
    const count = () => members.reduce((sum, member) => sum + member.records.length, 0)
    await until(() => count() === 1, 'the record', bench.suite.deadline)
  })

  test('groups do not know of each other', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 3))
    const [one, two] = [bench.follow(t, log, topic), bench.follow(t, log, topic)]
    assert.deepEqual(texts(await one.has(3)), texts(await two.has(3)))
  })

  test('what is read ahead is bounded: who does not read holds the log back', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const value = Buffer.alloc(256 * 1024, 'x')
    for (let i = 0; i < 40; i++)
      await log.append(
        topic,
        Array.from({ length: 5 }, () => ({ key: null, value })),
      )
    const tenure = await bench.follow(t, log, topic, { reads: false }).tenure()
    const before = heldBytes()
    tenure.seek(0)
    let next = (await tenure.read())!.next
    // Enough turns for an unbounded reader to have fetched all 50 MiB.
    const other = await bench.topic(log)
    for (let i = 0; i < 50; i++) await log.append(other, [record(`${i}`)])
    const held = heldBytes() - before
    assert.ok(held < 24 * 2 ** 20, `${held} bytes are held`)
    while (next < 200) next = (await tenure.read())!.next
    assert.equal(next, 200)
  })

  test('a topic that is missing is told in the status, and read once it is there', async t => {
    const log = await bench.open(t)
    const [there, missing] = [await bench.topic(log), unique('missing')]
    const follower = bench.follow(t, log, missing)
    const named = () => !follower.status().ready && follower.status().detail.includes(missing)
    await until(named, `a status that names ${missing}`, bench.suite.deadline)
    await log.append(there, [record('elsewhere')])
    await log.createTopic(missing, { partitions: 1 })
    await log.append(missing, [record('found')])
    assert.deepEqual(texts(await follower.has(1)), ['found'])
    await until(() => follower.status().ready, 'ready', bench.suite.deadline)
  })

  test('a log that closes ends its tenures', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const follower = bench.follow(t, log, topic)
    const tenure = await follower.tenure()
    await log.close()
    assert.equal(tenure.ended, true)
    assert.equal(await tenure.read(), undefined)
    assert.deepEqual(follower.broken, [])
  })
}

let collect: (() => void) | undefined

/** Bytes of buffers that are in use, garbage apart. */
function heldBytes(): number {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  return process.memoryUsage().arrayBuffers
}
