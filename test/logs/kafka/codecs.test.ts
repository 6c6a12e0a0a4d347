import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { snappyCompress } from '@platformatic/wasm-utils'
import kafkajs from 'kafkajs'
import { type Codec, gzip, installCodecs, lz4, snappy, zstandard } from '../../../src/logs/kafka/codecs.ts'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { follow } from '../../suites/follower.ts'
import { configFor, deadline, openLog, withAdmin } from './fixtures.ts'

const codecs: Readonly<Record<string, Codec>> = { gzip, snappy, lz4, zstandard }
const text = Buffer.from('device '.repeat(30_000)) // several of xerial's blocks

test('what a codec wrote it reads', async () => {
  for (const [name, codec] of Object.entries(codecs))
    for (const bytes of [text, Buffer.from('x')]) {
      const packed = await codec.compress({ buffer: bytes })
      assert.ok(bytes.length === 1 || packed.length < bytes.length / 2, name)
      assert.ok((await codec.decompress(packed)).equals(bytes), name)
    }
})

test('snappy is read framed as Java does and plain as librdkafka does', async () => {
  const framed = await snappy.compress({ buffer: text })
  assert.equal(framed.subarray(1, 7).toString(), 'SNAPPY')
  assert.ok((await snappy.decompress(framed)).equals(text))
  assert.ok((await snappy.decompress(snappyCompress(text))).equals(text))
})

test('bytes that are not what they claim to be are an error, not silence', async () => {
  for (const [name, codec] of Object.entries(codecs))
    await assert.rejects(async () => codec.decompress(Buffer.from('not compressed at all')), name)
})

test('what would unpack to more than 128 MiB is refused before it takes the memory', async () => {
  const most = 128 * 1024 * 1024
  for (const [name, codec] of Object.entries(codecs)) {
    const bomb = await codec.compress({ buffer: Buffer.alloc(most + 65_536 * 4) })
    assert.ok(bomb.length < most / 10, name)
    await assert.rejects(async () => codec.decompress(bomb), /128|134217728|larger than|length/i, name)
  }
})

test('the client knows every codec', () => {
  installCodecs()
  const { CompressionCodecs } = kafkajs
  for (const type of [1, 2, 3, 4] as const) {
    const codec = CompressionCodecs[type]()
    assert.equal(typeof codec.decompress, 'function', String(type))
  }
})

const kafka = sharedKafka('compressed topics')

describe('compressed topics', { skip: kafka.skip }, () => {
  test('are read whatever the broker compressed them with', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const kinds = ['gzip', 'snappy', 'lz4', 'zstd']
    const topics = kinds.map(kind => unique(kind))
    await withAdmin(brokers, admin =>
      admin.createTopics({
        waitForLeaders: false,
        topics: kinds.map((kind, i) => ({
          topic: topics[i] as string,
          numPartitions: 1,
          // The broker compresses anew what it is sent: Java's framing.
          configEntries: [{ name: 'compression.type', value: kind }],
        })),
      }),
    )
    const values = Array.from({ length: 50 }, (_, i) => `device ${i} `.repeat(40))
    for (const topic of topics) {
      await log.createTopic(topic, { partitions: 1 }) // waits until it is known
      await log.append(
        topic,
        values.map(value => ({ key: null, value: Buffer.from(value) })),
      )
    }
    const follower = follow(t, log, {
      group: unique('codecs'),
      topics: topics.map(topic => ({ topic, start: 'earliest' as const })),
      deadline,
    })
    const read = await follower.has(values.length * kinds.length)
    for (const topic of topics)
      assert.deepEqual(
        read.filter(record => record.topic === topic).map(({ value }) => value?.toString()),
        values,
        topic,
      )
  })

  test('what this client compressed itself is read too', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = unique('own')
    await log.createTopic(topic, { partitions: 1 })
    const { Kafka, Partitioners } = kafkajs
    const client = new Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING })
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    for (const compression of [0, 1, 2, 3, 4])
      await producer.send({ topic, compression, messages: [{ value: `${compression} ${text}` }] })
    await producer.disconnect()
    const read = await follow(t, log, {
      group: unique('codecs'),
      topics: [{ topic, start: 'earliest' }],
      deadline,
    }).has(5)
    assert.deepEqual(
      read.map(({ value }) => value?.toString()),
      [0, 1, 2, 3, 4].map(compression => `${compression} ${text}`),
    )
  })

  test('a topic whose codec is not known waits visibly, holds up no other, and is read once it is', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const [unknown, known] = [unique('unknown'), unique('known')]
    for (const topic of [unknown, known]) await log.createTopic(topic, { partitions: 1 })
    const client = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING })
    const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic: unknown, compression: 4, messages: [{ value: 'kept' }] })
    await producer.disconnect()
    const { CompressionCodecs, CompressionTypes } = kafkajs
    CompressionCodecs[CompressionTypes.ZSTD] = () => {
      throw new Error('codec 4 is not known')
    }
    t.after(installCodecs)
    const follower = follow(t, log, {
      group: unique('codecs'),
      topics: [unknown, known].map(topic => ({ topic, start: 'earliest' as const })),
      deadline,
    })
    await follower.until(() => /codec 4 is not known/.test(follower.status().detail), 'told')
    assert.equal(follower.status().ready, false)
    await log.append(known, [{ key: null, value: Buffer.from('goes on') }])
    assert.equal((await follower.has(1))[0]?.value?.toString(), 'goes on')
    installCodecs()
    assert.equal((await follower.has(2))[1]?.value?.toString(), 'kept')
    await follower.until(() => follower.status().ready, 'ready')
    assert.deepEqual(follower.broken, [])
  })
})
