import { createRequire } from 'node:module'
import type { Connection } from '../../../src/logs/kafka/connection.ts'
import type { Broker, Cluster } from '../../../src/logs/kafka/types.ts'

const load = createRequire(import.meta.url)

/** An error as a broker answers it, by Kafka's number. */
export const brokerError = (
  load('kafkajs/src/protocol/error') as { createErrorFromCode(code: number): Error }
).createErrorFromCode

type Produce = Parameters<Broker['produce']>[0]

/** One produce request under way. */
export interface ProduceCall {
  readonly node: number
  readonly partition: number
  readonly producerId: string
  readonly sequence: number
  readonly values: readonly string[]
  answer(baseOffset: number, partition?: number): void
  fail(error: Error): void
}

/** A connection to one topic `events`, whose produce requests the test answers. Partition p is led by `leaders[p]`. */
export class ScriptedBrokers {
  readonly calls: ProduceCall[] = []
  leaders: number[] | undefined
  producers = 0

  constructor(leaders: number[]) {
    this.leaders = leaders
  }

  get connection(): Connection {
    const use = (work: (cluster: Cluster) => Promise<unknown>) => work(this.cluster)
    return { cluster: () => this.cluster, use } as unknown as Connection
  }

  get cluster(): Cluster {
    const any = {
      metadata: async () => {
        if (this.leaders === undefined) throw brokerError(3)
        const partitionMetadata = this.leaders.map((leader, partitionId) => ({ partitionId, leader }))
        return { topicMetadata: [{ topic: 'events', partitionMetadata }] }
      },
      initProducerId: async () => ({ producerId: String(++this.producers), producerEpoch: 0 }),
    }
    return {
      brokerPool: { findConnectedBroker: async () => any },
      findBroker: async ({ nodeId }: { nodeId: number }) => ({
        produce: (request: Produce) => this.#produce(nodeId, request),
      }),
    } as unknown as Cluster
  }

  #produce(node: number, { topicData, producerId }: Produce): Promise<unknown> {
    const asked = topicData[0]!.partitions[0]!
    return new Promise((resolve, reject) => {
      const gone = () => this.calls.splice(this.calls.indexOf(call), 1)
      const call: ProduceCall = {
        node,
        partition: asked.partition,
        producerId,
        sequence: asked.firstSequence,
        values: asked.messages.map(({ value }) => value?.toString() ?? ''),
        answer: (baseOffset, partition = asked.partition) => {
          gone()
          resolve({
            topics: [{ topicName: 'events', partitions: [{ partition, baseOffset: String(baseOffset) }] }],
          })
        },
        fail: error => {
          gone()
          reject(error)
        },
      }
      this.calls.push(call)
    })
  }
}
