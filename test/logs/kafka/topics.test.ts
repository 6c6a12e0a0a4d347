import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, openLog } from './fixtures.ts'

const kafka = sharedKafka('topics of a Kafka log')

describe('topics of a Kafka log', { skip: kafka.skip }, () => {
  test('a topic can be used as soon as it is said to be created', async t => {
    const log = await openLog(t, configFor(await kafka.brokers()))
    for (let i = 0; i < 5; i++) {
      const topic = unique('topic')
      await log.createTopic(topic, { partitions: 3 })
      assert.equal((await log.bounds(topic))?.length, 3)
      const places = await log.append(topic, [{ key: null, value: Buffer.from('x'), partition: 2 }])
      assert.deepEqual(places, [{ topic, partition: 2, offset: 0 }])
    }
  })

  test('two who create a topic at a time both succeed', async t => {
    const log = await openLog(t, configFor(await kafka.brokers()))
    const topic = unique('topic')
    await Promise.all([log.createTopic(topic, { partitions: 2 }), log.createTopic(topic, { partitions: 2 })])
    assert.equal((await log.bounds(topic))?.length, 2)
  })

  test('a topic that cannot be created says why, and with what command to create it', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    await assert.rejects(log.createTopic('in valid', { partitions: 2 }), error => {
      const { code, message, hint } = error as Error & { code: string; hint: string }
      assert.equal(code, 'topic_not_created')
      assert.match(message, /^topic in valid: /)
      assert.match(
        hint,
        /^create it: kafka-topics\.sh --bootstrap-server \S+ .*--topic in valid --partitions 2$/,
      )
      return true
    })
  })
})
