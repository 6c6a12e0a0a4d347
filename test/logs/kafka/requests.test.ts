import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Clients } from '../../../src/logs/kafka/client.ts'
import { Connection } from '../../../src/logs/kafka/connection.ts'
import { boundsOf, committedOf, partitionsOf } from '../../../src/logs/kafka/requests.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, openLog } from './fixtures.ts'

const kafka = sharedKafka('requests to Kafka')

describe('requests to Kafka', { skip: kafka.skip }, () => {
  test('partitions, bounds and commits of topics there and not there', async t => {
    const config = configFor(await kafka.brokers())
    const log = await openLog(t, config)
    const connection = new Connection(new Clients(config, new KeptLogger()), 'kafka test', new KeptLogger())
    t.after(() => connection.close())
    connection.open()
    const topic = unique('requests')
    await log.createTopic(topic, { partitions: 12 })
    await log.append(topic, [{ key: null, value: Buffer.from('x'), partition: 10 }])

    const partitions = await connection.use(cluster => partitionsOf(cluster, topic))
    assert.deepEqual(
      partitions?.map(({ partitionId }) => partitionId),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    )
    const bounds = await connection.use(cluster => boundsOf(cluster, topic))
    assert.deepEqual(
      [bounds?.[10], bounds?.[11]],
      [
        { start: 0, end: 1 },
        { start: 0, end: 0 },
      ],
    )
    const nowhere = unique('nowhere')
    assert.equal(await connection.use(cluster => partitionsOf(cluster, nowhere)), undefined)
    assert.equal(await connection.use(cluster => boundsOf(cluster, nowhere)), undefined)
    const committed = await connection.use(cluster =>
      committedOf(cluster, unique('g'), [{ topic, count: 2 }]),
    )
    assert.deepEqual(committed.get(topic), [undefined, undefined])
  })

  test('what a topic is asked for does not make the client ask for all topics of the cluster', async t => {
    const config = configFor(await kafka.brokers())
    const log = await openLog(t, config)
    const topic = unique('requests')
    await log.createTopic(topic, { partitions: 1 })
    const { cluster, consumer } = new Clients(config, new KeptLogger()).create('not-joined')
    t.after(() => consumer.disconnect())
    await partitionsOf(cluster, topic)
    assert.deepEqual([...cluster.targetTopics], [topic])
  })
})
