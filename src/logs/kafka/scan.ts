import { setTimeout as sleep } from 'node:timers/promises'
import { SluiceError } from '../../errors.ts'
import type { LogRecord } from '../../types.ts'
import type { Connection } from './connection.ts'
import { failureOf } from './failures.ts'
import { batchOf } from './feed.ts'
import { boundsOf, brokerOf, isolation, partitionsOf } from './requests.ts'
import type { Cluster, RawPartition } from './types.ts'

const fetchWait = 100 // ms that the broker waits for something to come
const firstBytes = 1024 * 1024
const mostBytes = 64 * 1024 * 1024

/** Records of one partition, without a group: from `from` to before `to` or the end as it is now. See `Log.scan`. */
export async function* scan(
  connection: Connection,
  name: string,
  place: { readonly topic: string; readonly partition: number },
  from: number,
  to: number,
): AsyncGenerator<LogRecord> {
  const { topic, partition } = place
  const bounds = (await connection.use(cluster => boundsOf(cluster, topic)))?.[partition]
  if (bounds === undefined)
    throw new SluiceError(
      'topic_missing',
      `topic ${topic} on ${name} does not exist or has no partition ${partition}`,
    )
  if (from < bounds.start || from > bounds.end) {
    const range = `${bounds.start} to ${bounds.end}`
    throw new SluiceError(
      'offset_out_of_range',
      `${topic}/${partition} on ${name} holds ${range}, not ${from}`,
    )
  }
  const end = Math.min(to, bounds.end)
  let bytes = firstBytes
  for (let at = from; at < end; ) {
    const answer = await fetchOne(connection, name, place, at, bytes)
    const batch = batchOf(place, at, answer)
    if (batch === undefined) {
      // Behind a transaction that is still open nothing can be read.
      if (Number(answer.lastStableOffset ?? answer.highWatermark) <= at) return
      if (bytes >= mostBytes) return
      bytes *= 2
      continue
    }
    bytes = firstBytes
    for (const record of batch.records) {
      if (record.offset >= end) return
      yield record
    }
    at = batch.next
  }
}

async function fetchOne(
  connection: Connection,
  name: string,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  from: number,
  maxBytes: number,
): Promise<RawPartition> {
  return connection.use(async cluster => {
    const leader = (await partitionsOf(cluster, topic))?.find(one => one.partitionId === partition)?.leader
    if (leader === undefined)
      throw new SluiceError('topic_missing', `topic ${topic} does not exist on ${name}`)
    const broker = await brokerOf(cluster, leader, topic)
    try {
      return await request(broker, topic, partition, from, maxBytes)
    } catch (error) {
      if (failureOf(error) !== 'offset') throw error
      throw new SluiceError('offset_out_of_range', `${topic}/${partition} on ${name} no longer holds ${from}`)
    }
  })
}

async function request(
  broker: Awaited<ReturnType<Cluster['findBroker']>>,
  topic: string,
  partition: number,
  from: number,
  maxBytes: number,
): Promise<RawPartition> {
  for (;;) {
    const { responses } = await broker.fetch({
      maxWaitTime: fetchWait,
      minBytes: 1,
      maxBytes,
      isolationLevel: isolation.readCommitted,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
    })
    const answer = responses
      .find(one => one.topicName === topic)
      ?.partitions.find(one => one.partition === partition)
    if (answer !== undefined) return answer
    await sleep(fetchWait)
  }
}
