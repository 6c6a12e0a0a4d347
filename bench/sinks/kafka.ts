import kafkajs from 'kafkajs'
import { attributesOf } from '../../sinks/attributes.ts'
import { kafkaSink } from '../../sinks/kafka/sink.ts'
import { kafkaLog } from '../../src/logs/kafka/index.ts'
import type { AppendLog, Delivery } from '../../src/types.ts'
import { quietLogger } from '../../test/helpers/quiet-logger.ts'
import { startKafka } from '../../test/servers/kafka.ts'
import { chunksOf, inTurns, type Send, type SinkBench } from '../parts/sink-bench.ts'

const batch = 100
const inFlight = 4 // batches
const topic = 'bench'

/**
 * Batches of 100, four under way, to one broker with four partitions, acks=all: the producer of kafkajs, without and with our
 * headers, and the adapter with the writer that it shares with dead letters.
 */
export async function bench(): Promise<SinkBench> {
  const kafka = await startKafka({ heap: '256m' })
  const client = new kafkajs.Kafka({ brokers: [...kafka.bootstrap], logLevel: kafkajs.logLevel.NOTHING })
  const admin = client.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] })
  await admin.disconnect()
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  const log = kafkaLog(
    {
      type: 'kafka',
      brokers: kafka.bootstrap,
      client_id: 'bench',
      group: 'bench',
      tls: undefined,
      sasl: undefined,
      session_timeout: 10_000,
    },
    { logger: quietLogger },
  )
  await log.open()
  const sink = await kafkaSink.create(
    { type: 'kafka', brokers: kafka.bootstrap, topic },
    { name: 'bench', userAgent: 'Sluice/0.0.0', concurrency: 16, netboxId: 'nb-1', log: () => appendTo() },
  )
  const { signal } = new AbortController()
  const bare =
    (headersOf: (one: Delivery) => { [name: string]: string }): Send =>
    all =>
      inTurns(chunksOf(all, batch), inFlight, chunk =>
        producer.send({
          topic,
          messages: chunk.map(one => ({
            key: one.event.record.key,
            value: one.body,
            headers: headersOf(one),
          })),
        }),
      )
  return {
    ways: new Map<string, Send>([
      ['kafkajs', bare(() => ({}))],
      ['kafkajs, with headers', bare(one => attributesOf(one, 'nb-1'))],
      ['sink', all => inTurns(chunksOf(all, batch), inFlight, chunk => sink.send(chunk, signal))],
    ]),
    async stop() {
      await Promise.all([producer.disconnect(), sink.close()])
      await kafka.stop()
    },
  }

  function appendTo(): AppendLog {
    return {
      append: log.append.bind(log),
      bounds: log.bounds.bind(log),
      reachable: () => true,
      isOwn: () => false,
      close: () => log.close(),
    }
  }
}
