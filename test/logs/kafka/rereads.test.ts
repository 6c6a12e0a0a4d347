import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Client } from '../../../src/logs/kafka/client.ts'
import { Rereads } from '../../../src/logs/kafka/rereads.ts'
import type { Broker, Cluster, RawPartition } from '../../../src/logs/kafka/types.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'

type Request = Parameters<Broker['fetch']>[0]

/** Rereads over clients whose brokers hold records without end, and note what they are asked for. */
function bench(t: TestContext) {
  const clients: { targets: () => string[]; disconnected: number }[] = []
  const fetches: Request[] = []
  const client = () => {
    const cluster = {
      targetTopics: new Set<string>(),
      findTopicPartitionMetadata: () => [
        { partitionId: 0, leader: 1 },
        { partitionId: 1, leader: 1 },
      ],
      findBroker: async () => ({
        fetch: async (request: Request) => {
          fetches.push(request)
          const partitions = request.topics[0]!.partitions.map(one =>
            records(one.partition, Number(one.fetchOffset)),
          )
          return { responses: [{ topicName: 'events', partitions }] }
        },
      }),
      refreshMetadata: async () => {},
    } as unknown as Cluster
    const made = { targets: () => [...cluster.targetTopics], disconnected: 0 }
    clients.push(made)
    const consumer = { disconnect: async () => void made.disconnected++ }
    return { cluster, consumer, sockets: { end() {} } } as unknown as Client
  }
  const rereads = new Rereads({
    client,
    topics: ['events'],
    boundsOf: async () => [],
    logger: new KeptLogger(),
    astray: () => {},
  })
  t.after(() => rereads.close())
  return { rereads, clients, fetches }
}

function records(partition: number, from: number): RawPartition {
  const batchContext = { firstOffset: String(from), lastOffsetDelta: 99 }
  const value = Buffer.alloc(20_000)
  return {
    partition,
    highWatermark: '1000000',
    messages: Array.from({ length: 100 }, (_, i) => ({
      offset: String(from + i),
      timestamp: '0',
      key: null,
      value,
      headers: {},
      batchContext,
    })),
  }
}

const place = { topic: 'events', partition: 0 }

test('it connects with the first read and by itself, and disconnects when it is closed', async t => {
  const { rereads, clients } = bench(t)
  assert.equal(clients.length, 0)
  const read = rereads.open(place, 500)
  assert.equal((await read.read())?.records[0]?.offset, 500)
  read.close()
  assert.equal(await read.read(), undefined)
  rereads.open({ ...place, partition: 1 }, 7).close()
  assert.deepEqual([clients.length, clients[0]?.targets(), clients[0]?.disconnected], [1, ['events'], 0])
  await rereads.close()
  assert.equal(clients[0]?.disconnected, 1)
})

test('what is held is bounded: two fetches of one read, until it is read on', async t => {
  const { rereads, fetches } = bench(t)
  const read = rereads.open(place, 0)
  const held = () => fetches.length
  await read.read()
  await until(() => held() >= 2, 'a fetch ahead')
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
  assert.equal(held(), 2)
  await read.read()
  await until(() => held() === 3, 'the next')
  assert.equal(fetches[0]?.maxWaitTime, 25)
  read.close()
})

test('once closed nothing is read, and nobody connects', async t => {
  const { rereads, clients } = bench(t)
  await rereads.close()
  assert.equal(await rereads.open(place, 0).read(), undefined)
  assert.equal(clients.length, 0)
})
