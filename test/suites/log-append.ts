import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partitionOf } from '../../src/logs/murmur2.ts'
import type { LogRecord, NewRecord } from '../../src/types.ts'
import { type LogBench, numbered, record, texts, unique } from './log-bench.ts'

/** Appending: what goes in comes out, in order, at the place that was told. */
export function appendTests(bench: LogBench): void {
  test('records come back with the bytes, keys, headers, timestamps and places they were appended with', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const binary = Buffer.from([0, 255, 10, 13, 0xc3, 0x28])
    const headers = [
      { name: 'a', value: Buffer.from('1') },
      { name: 'b', value: Buffer.alloc(0) },
      { name: 'a', value: binary },
    ]
    const appended: NewRecord[] = [
      {
        key: Buffer.from('k'),
        value: Buffer.from('plain'),
        headers,
        timestamp: 1_700_000_000_123,
        partition: 0,
      },
      { key: binary, value: binary, timestamp: 1_700_000_000_124, partition: 0 },
      { key: Buffer.from('tombstone'), value: null, timestamp: 1_700_000_000_125, partition: 0 },
      { key: null, value: Buffer.alloc(0), timestamp: 1_700_000_000_126, partition: 0 },
      {
        key: Buffer.alloc(0),
        value: Buffer.from('žluťoučký 🐎'),
        timestamp: 1_700_000_000_127,
        partition: 0,
      },
    ]
    const before = Date.now()
    const places = await log.append(topic, [...appended, record('now')])
    const read = await bench.follow(t, log, topic).has(6)

    assert.deepEqual(
      read.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
      places,
    )
    assert.deepEqual(
      places.map(({ offset }) => offset),
      [0, 1, 2, 3, 4, 5],
    )
    assert.deepEqual(
      read.slice(0, 5).map(({ key, value, timestamp }) => ({ key, value, timestamp })),
      appended.map(({ key, value, timestamp }) => ({ key, value, timestamp })),
    )
    assert.deepEqual(read[1]!.headers, [])
    assert.deepEqual(headersByName(read[0]!), headersByName({ headers }))
    const { timestamp } = read[5]!
    assert.ok(timestamp >= before - 1_000 && timestamp <= Date.now() + 1_000, `timestamp ${timestamp}`)
  })

  test("a key's partition is murmur2 of it, and a partition that is named wins", async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 5 })
    const keys = Array.from({ length: 40 }, (_, i) => Buffer.from(`dcim.device:${i}`))
    const value = Buffer.from('v')
    const byKey = await log.append(
      topic,
      keys.map(key => ({ key, value })),
    )
    assert.deepEqual(
      byKey.map(({ partition }) => partition),
      keys.map(key => partitionOf(key, 5)),
    )
    const named = await log.append(topic, [{ key: keys[0]!, value, partition: 3 }])
    assert.equal(named[0]!.partition, 3)
    const keyless = await log.append(topic, [{ key: null, value }])
    assert.ok(keyless[0]!.partition >= 0 && keyless[0]!.partition < 5)
  })

  test('appends follow each other in order, and places grow by one', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    for (let i = 0; i < 5; i++) {
      const places = await log.append(topic, numbered(`${i}-`, 3))
      assert.deepEqual(
        places.map(({ offset }) => offset),
        [3 * i, 3 * i + 1, 3 * i + 2],
      )
    }
    const read = await bench.follow(t, log, topic).has(15)
    assert.deepEqual(
      texts(read),
      [0, 1, 2, 3, 4].flatMap(i => texts(numbered(`${i}-`, 3) as { value: Buffer }[])),
    )
  })

  test('many appends at a time lose nothing, and each record is at its own place', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 3 })
    const appends = Array.from({ length: 300 }, async (_, i) => {
      const records = Array.from({ length: 1 + (i % 3) }, (_, j) => record(`${i}.${j}`, { partition: i % 3 }))
      const places = await log.append(topic, records)
      return places.map((place, j) => ({ ...place, text: `${i}.${j}` }))
    })
    const told = (await Promise.all(appends)).flat()
    const follower = bench.follow(t, log, topic)
    const read = await follower.has(told.length)
    const at = (place: { partition: number; offset: number }) => `${place.partition}/${place.offset}`
    const byPlace = new Map(read.map(record => [at(record), record.value?.toString()]))
    assert.equal(read.length, told.length)
    assert.equal(byPlace.size, told.length)
    for (const place of told) assert.equal(byPlace.get(at(place)), place.text)
    assert.deepEqual(follower.broken, [])
  })

  test('an append of nothing gives no places', async t => {
    const log = await bench.open(t)
    assert.deepEqual(await log.append(await bench.topic(log), []), [])
  })

  test('an append to a topic that does not exist says which', async t => {
    const log = await bench.open(t)
    const topic = unique('nowhere')
    await assert.rejects(log.append(topic, [record('x')]), error => {
      assert.equal((error as { code?: string }).code, 'topic_missing')
      assert.match((error as Error).message, new RegExp(topic))
      return true
    })
  })

  test('a record that is too large is refused, and the log goes on', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    const large = Buffer.alloc(bench.suite.tooLarge, 'x')
    await assert.rejects(log.append(topic, [record('', { value: large })]), { code: 'record_too_large' })
    await log.append(topic, [record('small')])
    assert.deepEqual(texts(await bench.follow(t, log, topic).has(1)), ['small'])
  })

  test('creating a topic that exists changes nothing', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log, { partitions: 2 })
    await log.append(topic, [record('kept')])
    await log.createTopic(topic, { partitions: 4 })
    const bounds = await log.bounds(topic)
    assert.deepEqual(bounds, [
      { start: 0, end: 1 },
      { start: 0, end: 0 },
    ])
  })

  test('a topic that cannot be created says so, with what to run instead', async t => {
    const log = await bench.open(t)
    await assert.rejects(log.createTopic('not a name!', { partitions: 1 }), error => {
      assert.equal((error as { code?: string }).code, 'topic_not_created')
      assert.notEqual((error as { hint?: string }).hint, '')
      return true
    })
  })

  test('closing waits for appends under way, and is done once however often asked', async t => {
    const log = await bench.open(t)
    const topic = await bench.topic(log)
    assert.equal(log.status().ready, true, log.status().detail)
    const appends = Promise.all(Array.from({ length: 20 }, (_, i) => log.append(topic, [record(`${i}`)])))
    await Promise.all([log.close(), log.close()])
    assert.equal((await appends).length, 20)
    await log.close()
    assert.equal(log.status().ready, false)
    await assert.rejects(log.append(topic, [record('late')]), { code: 'append_failed' })
  })
}

/** Values by name: a client may bring repeated headers together, but neither loses nor reorders them. */
function headersByName({ headers }: Pick<LogRecord, 'headers'>): { [name: string]: string[] } {
  const values: { [name: string]: string[] } = {}
  for (const { name, value } of headers) (values[name] ??= []).push(value.toString('hex'))
  return values
}
