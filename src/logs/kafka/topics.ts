import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import type { TopicSettings } from '../../types.ts'
import { commandFor } from './command.ts'
import type { Connection } from './connection.ts'
import { wordsOf } from './failures.ts'
import { partitionsOf } from './requests.ts'
import type { Cluster } from './types.ts'

const createTimeout = 10_000 // ms, at the broker
const leadersTimeout = 20_000 // ms until every partition has a leader
const brokersDefault = -1

/** Creates a topic where it does not exist, with the brokers' replication. See `Log.createTopic`. */
export async function createTopic(
  connection: Connection,
  config: KafkaConfig,
  topic: string,
  { partitions }: TopicSettings,
): Promise<void> {
  try {
    if ((await connection.use(cluster => partitionsOf(cluster, topic))) !== undefined) return
    await connection.use(cluster => create(cluster, topic, partitions))
    await connection.use(cluster => leaders(cluster, topic))
  } catch (error) {
    throw new SluiceError('topic_not_created', `topic ${topic}: ${wordsOf(error)}`, {
      cause: error,
      hint: `create it: ${commandFor(config, topic, partitions)}`,
    })
  }
}

async function create(cluster: Cluster, topic: string, partitions: number): Promise<void> {
  const request = {
    topics: [{ topic, numPartitions: partitions, replicationFactor: brokersDefault }],
    timeout: createTimeout,
  }
  const broker = await cluster.brokerPool.findConnectedBroker()
  try {
    await broker.createTopics(request)
  } catch (error) {
    const type = typeOf(error)
    if (type === 'TOPIC_ALREADY_EXISTS') return
    if (type !== 'NOT_CONTROLLER') throw error
    // Before KRaft only the controller creates topics.
    await cluster.refreshMetadata()
    await (await cluster.findControllerBroker()).createTopics(request)
  }
}

/** Brokers hear of a new topic one after the other; until then some say that it does not exist. */
async function leaders(cluster: Cluster, topic: string): Promise<void> {
  const end = performance.now() + leadersTimeout
  for (;;) {
    const partitions = await partitionsOf(cluster, topic).catch(error => {
      if (typeOf(error) === 'LEADER_NOT_AVAILABLE') return undefined
      throw error
    })
    if (partitions?.every(({ leader }) => leader >= 0) === true) return
    if (performance.now() > end) throw new Error(`no leaders for its partitions within ${leadersTimeout} ms`)
    await sleep(50)
  }
}

function typeOf(error: unknown): string | undefined {
  const { type, errors } = error as { readonly type?: string; readonly errors?: readonly { type?: string }[] }
  return type ?? errors?.[0]?.type
}
