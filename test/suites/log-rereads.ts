import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogRecord, Reread } from '../../src/types.ts'
import { type LogBench, numbered, record, texts } from './log-bench.ts'

/** Reading a partition a second time, beside its tenure's own read. */
export function rereadTests(bench: LogBench): void {
  test('a partition is read again from an offset on, beside its own read, which goes on where it was', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 2 })
    await log.append(topic, [...numbered('a', 3_000), ...numbered('b', 10, { partition: 1 })])
    const tenures = await bench.follow(t, log, topic, { reads: false }).owns(2)
    const tenure = tenures.find(({ partition }) => partition === 0)!
    tenure.seek(0)
    let next = (await tenure.read())!.next
    const reread = tenure.reread(5)
    const again = await recordsOf(reread, 5, 3_000)
    assert.deepEqual(
      again.map(({ offset }) => offset),
      Array.from({ length: 2_995 }, (_, n) => 5 + n),
    )
    assert.deepEqual([texts(again)[0], again[0]?.topic, again[0]?.partition], ['a5', topic, 0])
    reread.close()
    const other = tenures.find(({ partition }) => partition === 1)!.reread(8)
    assert.deepEqual(texts(await recordsOf(other, 8, 10)), ['b8', 'b9'])
    other.close()
    while (next < 3_000) {
      const batch = (await tenure.read())!
      assert.equal(batch.records[0]?.offset, next)
      next = batch.next
    }
  })

  test('at the end a second read waits for more, and ends with its tenure', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 3))
    const follower = bench.follow(t, log, topic, { reads: false })
    const tenure = await follower.tenure()
    const reread = tenure.reread(1)
    assert.deepEqual(texts(await recordsOf(reread, 1, 3)), ['a1', 'a2'])
    const waiting = reread.read()
    await log.append(topic, [record('more')])
    assert.deepEqual(texts((await waiting)?.records ?? []), ['more'])
    const ending = reread.read()
    await follower.close()
    assert.equal(await ending, undefined)
    assert.equal(await reread.read(), undefined)
    assert.equal(await tenure.reread(0).read(), undefined, 'nor does one begin after it')
  })

  test('a second read that is closed gives nothing more, and a new one begins where it is told', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 10))
    const tenure = await bench.follow(t, log, topic, { reads: false }).tenure()
    const first = tenure.reread(10)
    const waiting = first.read()
    first.close()
    first.close()
    assert.equal(await waiting, undefined)
    assert.equal(await first.read(), undefined)
    const second = tenure.reread(7)
    assert.deepEqual(texts(await recordsOf(second, 7, 10)), ['a7', 'a8', 'a9'])
    second.close()
  })

  test('what the log has forgotten meanwhile is told by a second read: where what is left begins', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 10))
    const tenure = await bench.follow(t, log, topic, { reads: false }).tenure()
    await bench.suite.forget(log, topic, 0, 6)
    const reread = tenure.reread(2)
    let batch = await reread.read()
    assert.equal(batch?.lostBelow, 6)
    if (batch?.records.length === 0) batch = await reread.read()
    assert.deepEqual(texts(batch?.records ?? []), ['a6', 'a7', 'a8', 'a9'])
    reread.close()
  })
}

/** What a read gives from `from` to before `to`, each batch beginning where the last one ended. */
async function recordsOf(reread: Reread, from: number, to: number): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  for (let next = from; next < to; ) {
    const batch = await reread.read()
    assert.ok(batch !== undefined && batch.next > next, `a batch from ${next} on ends at ${batch?.next}`)
    records.push(...batch.records)
    next = batch.next
  }
  return records
}
