import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Log, LogRecord } from '../../src/types.ts'
import { type LogBench, numbered, texts, unique } from './log-bench.ts'

/** Bounds, scans, and what the log has forgotten. */
export function rangeTests(bench: LogBench): void {
  test('bounds are told by partition, and there are none where there is no topic', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 3 })
    await log.append(topic, numbered('a', 4, { partition: 1 }))
    assert.deepEqual(await log.bounds(topic), [
      { start: 0, end: 0 },
      { start: 0, end: 4 },
      { start: 0, end: 0 },
    ])
    assert.equal(await log.bounds(unique('nowhere')), undefined)
  })

  test('a scan gives the records of its range and ends', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 2 })
    await log.append(topic, numbered('a', 10, { partition: 1 }))
    assert.deepEqual(texts(await scanned(log, topic, 1, 3, 6)), ['a3', 'a4', 'a5'])
    assert.deepEqual(
      (await scanned(log, topic, 1, 3, 6)).map(({ topic, partition, offset }) => [topic, partition, offset]),
      [3, 4, 5].map(offset => [topic, 1, offset]),
    )
    assert.equal((await scanned(log, topic, 1, 0, 10)).length, 10)
    assert.deepEqual(texts(await scanned(log, topic, 1, 8, 1_000)), ['a8', 'a9'])
    assert.deepEqual(await scanned(log, topic, 1, 10, 20), [])
    assert.deepEqual(await scanned(log, topic, 0, 0, 20), [])
  })

  test('a scan may be left early', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 500))
    for await (const record of log.scan(topic, 0, 7, 500)) {
      assert.equal(record.offset, 7)
      break
    }
    assert.equal((await scanned(log, topic, 0, 0, 500)).length, 500)
  })

  test('a scan of what is not there says why', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 3))
    await assert.rejects(scanned(log, topic, 0, 4, 9), { code: 'offset_out_of_range' })
    await assert.rejects(scanned(log, unique('nowhere'), 0, 0, 9), { code: 'topic_missing' })
  })

  test('what the log has forgotten is a gap: bounds tell it, a scan refuses it, a read goes on behind it', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 10))
    const group = unique('group')
    const before = bench.follow(t, log, topic, { group, reads: false })
    assert.equal((await before.tenure()).committed.offset, 0)
    await before.close()
    await bench.suite.forget(log, topic, 0, 6)

    assert.deepEqual(await log.bounds(topic), [{ start: 6, end: 10 }])
    await assert.rejects(scanned(log, topic, 0, 5, 10), { code: 'offset_out_of_range' })
    assert.deepEqual(texts(await scanned(log, topic, 0, 6, 10)), ['a6', 'a7', 'a8', 'a9'])
    const after = bench.follow(t, log, topic, { group, reads: false })
    const tenure = await after.tenure()
    assert.deepEqual(tenure.bounds, { start: 6, end: 10 })
    tenure.seek(tenure.bounds.start)
    const batch = await tenure.read()
    assert.deepEqual(
      batch?.records.map(({ offset }) => offset),
      [6, 7, 8, 9],
    )
    assert.equal(batch?.next, 10)
  })

  test('offsets go on where they were when every record has been forgotten', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    await log.append(topic, numbered('a', 5))
    await bench.suite.forget(log, topic, 0, 5)
    assert.deepEqual(await log.bounds(topic), [{ start: 5, end: 5 }])
    const [place] = await log.append(topic, numbered('b', 1))
    assert.equal(place?.offset, 5)
    assert.deepEqual(texts(await bench.follow(t, log, topic).has(1)), ['b0'])
  })
}

async function scanned(
  log: Log,
  topic: string,
  partition: number,
  from: number,
  to: number,
): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  for await (const record of log.scan(topic, partition, from, to)) records.push(record)
  return records
}
