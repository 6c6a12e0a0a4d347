/** The suite that holds every sink, with a real broker as the other side. */
import { after, describe } from 'node:test'
import { kafkaSink } from '../../../sinks/kafka/sink.ts'
import { arrivalOf } from '../../helpers/append-double.ts'
import { type KafkaServer, startKafka } from '../../servers/kafka.ts'
import { kafkaMissing } from '../../servers/kafka-files.ts'
import { ownKafka, unique } from '../../servers/kafka-suite.ts'
import { sinkSuite } from '../../suites/sink.ts'
import { contextFor, createTopic, optionsOf, recordsOf } from './make.ts'

const { skip } = ownKafka('the kafka sink with a real broker')
let starting: Promise<KafkaServer> | undefined
after(async () => (await starting)?.stop())

describe('with Kafka', { skip }, () => {
  if (kafkaMissing() !== undefined) return
  sinkSuite({
    type: 'kafka',
    replies: [],
    holds: false,
    stops: true,
    secrets: ['127.0.0.1'],
    open: async t => {
      const kafka = await (starting ??= startKafka())
      const brokers = kafka.bootstrap
      const topic = unique('copies')
      await createTopic(brokers, topic)
      return {
        arrived: async () => (await recordsOf(brokers, topic)).map(arrivalOf),
        // The suite itself looks whether sockets are left behind.
        connections: () => 0,
        sink: async ({ timeout, concurrency }) => {
          // Three attempts wait for a broker that is away.
          const written = { brokers, topic, timeout: Math.min(timeout, 8_000) }
          const context = { ...(await contextFor(t, written)), concurrency }
          return kafkaSink.create(optionsOf(written), context)
        },
        stop: () => kafka.kill(1),
        start: () => kafka.restart(1),
      }
    },
  })
})
