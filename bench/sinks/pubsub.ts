import { PubSub, type Topic } from '@google-cloud/pubsub'
import { attributesOf } from '../../sinks/attributes.ts'
import { pubsubSink } from '../../sinks/pubsub/sink.ts'
import type { Delivery } from '../../src/types.ts'
import { HOST } from '../../test/servers/ports.ts'
import { startPstest, TOPIC } from '../../test/servers/pstest.ts'
import { chunksOf, inTurns, type Send, type SinkBench } from '../parts/sink-bench.ts'

const batchSize = 100
const underWay = 16 // batches

/**
 * Batches of 100, 16 under way, to Google's own fake: the bare SDK without and with our attributes, and the adapter; then with
 * an ordering key of its own for each message, which makes each a request of its own; and with eight that they share.
 *
 * Latest (Node 26.10, 2 shared cores under load; CPU µs per event): the SDK 8 to 9, with our attributes 19 to 24; the sink 7
 * to 11. With ordering keys the SDK 144 to 196, the sink 92 to 126; with eight 15 (44,000 events/s).
 */
export async function bench(): Promise<SinkBench> {
  process.env['METADATA_SERVER_DETECTION'] ??= 'none'
  const server = await startPstest({ journal: false })
  const pubsub = new PubSub({
    projectId: 'test',
    apiEndpoint: `${HOST}:${server.port}`,
    emulatorMode: true,
    clientOptions: { universeDomain: 'googleapis.com' },
  })
  const topicWith = (maxMessages: number) =>
    pubsub.topic(TOPIC, {
      batching: { maxMessages, maxMilliseconds: 10 },
      messageOrdering: maxMessages === 1,
      gaxOpts: { timeout: 60_000 },
    })
  const [topic, ordered] = [topicWith(batchSize), topicWith(1)]
  const sinkWith = (ordering: boolean, ordering_keys = 0) =>
    pubsubSink.create(
      { type: 'pubsub', topic: TOPIC, endpoint: server.url, ordering, ordering_keys, timeout: 60_000 },
      { name: 'bench', userAgent: 'Sluice/0.0.0', concurrency: underWay, netboxId: 'nb-1' },
    )
  const [sink, orderedSink, sharing] = [await sinkWith(false), await sinkWith(true), await sinkWith(true, 8)]
  const { signal } = new AbortController()
  return {
    ways: new Map<string, Send>([
      ['SDK', all => inBatches(all, batch => publishAll(topic, batch, false))],
      ['SDK, with attributes', all => inBatches(all, batch => publishAll(topic, batch, true))],
      ['sink', all => inBatches(all, batch => sink.send(batch, signal))],
      ['SDK, ordering', all => inBatches(all, batch => publishAll(ordered, batch, true))],
      ['sink, ordering', all => inBatches(all, batch => orderedSink.send(batch, signal))],
      ['sink, ordering, 8 keys', all => inBatches(all, batch => sharing.send(batch, signal))],
    ]),
    async stop() {
      await Promise.all([sink.close(), orderedSink.close(), sharing.close(), pubsub.close()])
      await server.stop()
    },
  }
}

function inBatches(
  all: readonly Delivery[],
  send: (batch: readonly Delivery[]) => Promise<unknown>,
): Promise<void> {
  return inTurns(chunksOf(all, batchSize), underWay, send)
}

/** The least that can be done: no size, no deadline, no outcome. */
function publishAll(topic: Topic, batch: readonly Delivery[], attributes: boolean): Promise<unknown> {
  const ordering = topic.publisher.settings.messageOrdering === true
  return Promise.all(
    batch.map(one =>
      topic.publishMessage({
        data: one.body,
        ...(attributes ? { attributes: attributesOf(one, 'nb-1') } : {}),
        ...(ordering ? { orderingKey: one.event.key ?? '' } : {}),
      }),
    ),
  )
}
