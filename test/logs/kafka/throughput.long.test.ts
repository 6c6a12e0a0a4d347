import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import kafkajs from 'kafkajs'
import type { Log, Tenure } from '../../../src/types.ts'
import { ownKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, openLog } from './fixtures.ts'

const kafka = ownKafka('throughput of the Kafka log')
const count = 200_000
const partitions = 4

/** One run: records per second, and CPU microseconds of this process for each. */
interface Measure {
  readonly rate: number
  readonly cpu: number
}

describe('throughput of the Kafka log', { skip: kafka.skip }, () => {
  test('reading 1 KB records costs little more than the plain client, and appending keeps up', async t => {
    const { bootstrap } = await kafka.start(t, { heap: '512m' })
    const log = await openLog(t, configFor(bootstrap))
    const topic = unique('throughput')
    await log.createTopic(topic, { partitions })
    const append = await measured(() => fill(log, topic))
    const runs: { plain: Measure; ours: Measure }[] = []
    for (let run = 0; run < 3; run++)
      runs.push({
        plain: await measured(() => readPlain(bootstrap, topic)),
        ours: await measured(() => readOurs(t, log, topic)),
      })
    const best = (of: 'plain' | 'ours') => Math.min(...runs.map(run => run[of].cpu))
    t.diagnostic(`append: ${told(append)}`)
    for (const { plain, ours } of runs)
      t.diagnostic(`plain eachBatch: ${told(plain)}; tenures: ${told(ours)}`)
    assert.ok(best('ours') < best('plain') * 1.6 + 1, `${best('ours')} µs each, plain ${best('plain')}`)
  })
})

async function fill(log: Log, topic: string): Promise<void> {
  const value = Buffer.alloc(1_000, 'x')
  const batch = Array.from({ length: 100 }, (_, i) => ({ key: Buffer.from(`device ${i}`), value }))
  for (let sent = 0; sent < count; sent += 2_000)
    await Promise.all(Array.from({ length: 20 }, () => log.append(topic, batch)))
}

async function readOurs(t: TestContext, log: Log, topic: string): Promise<void> {
  let seen = 0
  const readAll = async (tenure: Tenure, done: () => void) => {
    tenure.seek(0)
    for (let batch = await tenure.read(); batch !== undefined; batch = await tenure.read()) {
      for (const { value } of batch.records) if (value !== null) seen++
      if (seen >= count) done()
    }
  }
  await new Promise<void>(resolve => {
    const cursor = log.read(
      { group: unique('ours'), topics: [{ topic, start: 'earliest' }] },
      {
        assigned: tenures => {
          for (const tenure of tenures)
            readAll(tenure, () => {
              cursor.close().then(resolve)
            })
        },
        async rebalancing() {},
        ended() {},
        failed: error => t.diagnostic(error.message),
      },
    )
  })
}

async function readPlain(brokers: readonly string[], topic: string): Promise<void> {
  const { Kafka, logLevel } = kafkajs
  const client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const consumer = client.consumer({ groupId: unique('plain'), maxWaitTimeInMs: 300 })
  let seen = 0
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>(resolve => {
    consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const { value } of batch.messages) if (value !== null) seen++
        if (seen >= count) resolve()
      },
    })
  })
  await consumer.disconnect()
}

async function measured(work: () => Promise<void>): Promise<Measure> {
  const before = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(before)
  return { rate: count / seconds, cpu: (user + system) / count }
}

function told({ rate, cpu }: Measure): string {
  return `${Math.round(rate / 1_000)} k/s, ${cpu.toFixed(1)} µs each`
}
