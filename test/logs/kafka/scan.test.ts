import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import kafkajs from 'kafkajs'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, openLog, withAdmin } from './fixtures.ts'

const kafka = sharedKafka('scans of a Kafka log')

describe('scans of a Kafka log', { skip: kafka.skip }, () => {
  test('a scan joins no group, and leaves none behind', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = unique('scan')
    await log.createTopic(topic, { partitions: 1 })
    await log.append(topic, [{ key: null, value: Buffer.from('x') }])
    const groups = () => withAdmin(brokers, async admin => (await admin.listGroups()).groups.length)
    const before = await groups()
    for await (const record of log.scan(topic, 0, 0, 1)) assert.equal(record.value?.toString(), 'x')
    assert.equal(await groups(), before)
  })

  test('a scan goes past what transactions left behind, and ends before one that is open', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = unique('scan')
    await log.createTopic(topic, { partitions: 1 })
    const { Kafka, logLevel } = kafkajs
    const client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
    const producer = client.producer({
      transactionalId: unique('tx'),
      maxInFlightRequests: 1,
      idempotent: true,
    })
    await producer.connect()
    for (const ending of ['abort', 'commit'] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value: ending }] })
      await transaction[ending]()
    }
    const open = await producer.transaction()
    await open.send({ topic, messages: [{ value: 'open' }] })
    const seen: string[] = []
    for await (const { offset, value } of log.scan(topic, 0, 0, 100)) seen.push(`${offset} ${value}`)
    assert.deepEqual(seen, ['2 commit'])
    await open.abort()
    await producer.disconnect()
  })

  test('a record larger than a fetch is read', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = unique('scan')
    await withAdmin(brokers, admin =>
      admin.createTopics({
        waitForLeaders: false,
        topics: [
          { topic, numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: '8000000' }] },
        ],
      }),
    )
    await log.createTopic(topic, { partitions: 1 })
    const large = Buffer.alloc(3_000_000, 'x')
    await log.append(topic, [
      { key: null, value: Buffer.from('small') },
      { key: null, value: large },
      { key: null, value: Buffer.from('last') },
    ])
    const lengths: number[] = []
    for await (const { value } of log.scan(topic, 0, 0, 3)) lengths.push(value?.length ?? 0)
    assert.deepEqual(lengths, [5, large.length, 4])
  })
})
