import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CursorListener, CursorOptions, Log, Tenure } from '../../../src/types.ts'
import { until } from '../../helpers/until.ts'
import { ownKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, deadline, openLog, withAdmin } from './fixtures.ts'
import { appendUntil, killInTurn } from './kills.ts'

const kafka = ownKafka('groups while brokers are killed')

/** Members that read and commit what they have read, and note every record. */
class Readers {
  readonly read = new Map<string, number>()
  readonly broken: string[] = []
  assignments = 0

  join(log: Log, options: CursorOptions) {
    const listener: CursorListener = {
      assigned: tenures => {
        this.assignments++
        for (const tenure of tenures)
          this.#readAll(tenure).catch(error => {
            this.broken.push(String(error))
          })
      },
      async rebalancing() {},
      ended() {},
      failed: error => {
        this.broken.push(error.message)
      },
    }
    return log.read(options, listener)
  }

  async #readAll(tenure: Tenure): Promise<void> {
    let { offset } = tenure.committed
    tenure.seek(offset)
    for (let batch = await tenure.read(); batch !== undefined; batch = await tenure.read()) {
      for (const record of batch.records) {
        if (record.offset < offset) this.broken.push(`${tenure.partition}: ${record.offset} after ${offset}`)
        offset = record.offset + 1
        const text = record.value?.toString() ?? ''
        this.read.set(text, (this.read.get(text) ?? 0) + 1)
      }
      offset = batch.next
      // A commit that is refused or fails is one that is made later, or by the next owner.
      await tenure.commit({ offset, metadata: '', low: offset }).catch(() => {})
    }
  }
}

describe('groups while brokers are killed', { skip: kafka.skip }, () => {
  test('members come and go and brokers are killed: no acknowledged record is missed', async t => {
    const server = await kafka.start(t, { brokers: 3, heap: '192m' })
    const log = await openLog(t, configFor(server.bootstrap))
    const topic = unique('kills')
    await log.createTopic(topic, { partitions: 6 })
    const options = { group: unique('g'), topics: [{ topic, start: 'earliest' as const }] }
    const readers = new Readers()
    const steady = readers.join(log, options)
    t.after(() => steady.close())
    const end = new AbortController()
    const appending = appendUntil(log, topic, end.signal)
    const coming = comeAndGo(readers, log, options, end.signal)
    await killInTurn(server, 8, 4_000).finally(() => end.abort())
    const { acknowledged, refused } = await appending
    await coming
    const missing = () => acknowledged.filter(({ text }) => !readers.read.has(text))
    await until(() => missing().length === 0, `all ${acknowledged.length} read`, 90_000).catch(() => {})
    const twice = [...readers.read.values()].filter(count => count > 1).length
    t.diagnostic(
      `${acknowledged.length} acknowledged, ${missing().length} missed, ${twice} read again, ${refused} appends refused, ${readers.assignments} assignments`,
    )
    assert.deepEqual(missing().slice(0, 5), [])
    assert.deepEqual(readers.broken, [])
    assert.ok(acknowledged.length > 1_000)
  })

  test('brokers that are gone for two minutes are come back to, and nothing that was appended is missed', async t => {
    const server = await kafka.start(t)
    const log = await openLog(t, configFor(server.bootstrap, { session_timeout: 30_000 }))
    const topic = unique('gone')
    await log.createTopic(topic, { partitions: 2 })
    const readers = new Readers()
    const cursor = readers.join(log, { group: unique('g'), topics: [{ topic, start: 'earliest' }] })
    t.after(() => cursor.close())
    await log.append(topic, [{ key: null, value: Buffer.from('before') }])
    await until(() => readers.read.has('before'), 'read', deadline)
    await server.kill(1)
    await until(() => !log.status().ready && !cursor.status().ready, 'told', deadline)
    await sleep(120_000) // what is tested is a long time
    assert.equal(log.status().ready || cursor.status().ready, false)
    await server.restart(1)
    const back = performance.now()
    await until(() => log.status().ready && cursor.status().ready, 'ready again', deadline)
    t.diagnostic(`ready ${Math.round(performance.now() - back)} ms after the broker`)
    await log.append(topic, [{ key: null, value: Buffer.from('after') }])
    await until(() => readers.read.has('after'), 'read again', deadline)
    assert.deepEqual(readers.broken, [])
  })

  test('who does not read for longer than the session stays in the group, and finds all that came', async t => {
    const server = await kafka.start(t)
    const log = await openLog(t, configFor(server.bootstrap, { session_timeout: 6_000 }))
    const topic = unique('slow')
    await log.createTopic(topic, { partitions: 1 })
    const calls: string[] = []
    let tenure: Tenure | undefined
    const cursor = log.read(
      { group: unique('g'), topics: [{ topic, start: 'earliest' }] },
      {
        assigned: ([first]) => {
          calls.push('assigned')
          tenure = first
        },
        rebalancing: async () => void calls.push('rebalancing'),
        ended: () => calls.push('ended'),
        failed: error => calls.push(error.message),
      },
    )
    t.after(() => cursor.close())
    await until(() => tenure !== undefined, 'owner', deadline)
    tenure?.seek(0)
    const value = Buffer.alloc(10_000, 'x')
    const append = () =>
      log.append(
        topic,
        Array.from({ length: 50 }, () => ({ key: null, value })),
      )
    const start = performance.now()
    let appended = 0
    for (; performance.now() - start < 15_000; appended += 50) {
      await append()
      await sleep(100)
      assert.equal(tenure?.mayStart(), true)
    }
    assert.deepEqual(calls, ['assigned'])
    let read = 0
    while (read < appended) read += (await tenure?.read())?.records.length ?? Number.NaN
    assert.equal(read, appended)
  })

  test('a compacted topic is read to its end, over the gaps that compaction left', async t => {
    const server = await kafka.start(t, { config: { 'log.cleaner.backoff.ms': 200 } })
    const log = await openLog(t, configFor(server.bootstrap))
    const topic = unique('compacted')
    const configEntries = Object.entries({
      'cleanup.policy': 'compact',
      'segment.ms': '1000',
      'min.cleanable.dirty.ratio': '0.01',
      'min.compaction.lag.ms': '0',
    }).map(([name, value]) => ({ name, value }))
    await withAdmin(server.bootstrap, admin =>
      admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 1, configEntries }] }),
    )
    await log.createTopic(topic, { partitions: 1 })
    const append = (n: number) =>
      log.append(
        topic,
        Array.from({ length: 40 }, (_, i) => ({
          key: Buffer.from(`k${i % 4}`),
          value: Buffer.from(`${n}.${i}`),
        })),
      )
    const whole = async () => {
      const offsets: number[] = []
      for await (const { offset } of log.scan(topic, 0, 0, 1_000_000)) offsets.push(offset)
      return offsets
    }
    let count = 0
    await until(
      async () => {
        await append(count++)
        await sleep(1_100) // a segment's time
        return (await whole()).length < count * 20
      },
      'compaction',
      60_000,
    )
    const readers = new Readers()
    const cursor = readers.join(log, { group: unique('g'), topics: [{ topic, start: 'earliest' }] })
    t.after(() => cursor.close())
    const last = `${count - 1}.39`
    await until(() => readers.read.has(last), `${last} of ${count * 40}`, deadline)
    t.diagnostic(`${readers.read.size} of ${count * 40} records were left`)
    assert.deepEqual(readers.broken, [])
  })
})

/** A second member that joins for a few seconds, again and again. */
async function comeAndGo(
  readers: Readers,
  log: Log,
  options: CursorOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const cursor = readers.join(log, options)
    await sleep(6_000, undefined, { signal }).catch(() => {})
    await cursor.close()
    await sleep(3_000, undefined, { signal }).catch(() => {})
  }
}
