/**
 * What is used of kafkajs beyond its documented surface. The version is pinned, and patch.ts checks it at start: kafkajs
 * is used for connections, the protocol and group membership; fetching and producing are ours (fetcher.ts, writer.ts).
 */

/** A record as kafkajs decodes it. */
export interface RawMessage {
  readonly offset: string
  readonly timestamp: string
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Readonly<Record<string, unknown>>
  readonly isControlRecord?: boolean
  /** The record batch it came in; absent in message sets of before Kafka 0.11. */
  readonly batchContext?: { readonly firstOffset: string; readonly lastOffsetDelta: number }
}

/** One partition of a fetch's answer. */
export interface RawPartition {
  readonly partition: number
  readonly highWatermark: string
  readonly lastStableOffset?: string
  readonly abortedTransactions?: readonly { readonly firstOffset: string; readonly producerId: string }[]
  readonly messages: readonly RawMessage[]
}

export interface PartitionMetadata {
  readonly partitionId: number
  readonly leader: number
}

export interface FetchTopic {
  readonly topic: string
  readonly partitions: readonly {
    readonly partition: number
    readonly fetchOffset: string
    readonly maxBytes: number
  }[]
}

export interface ProduceMessage {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number
  readonly headers: Readonly<Record<string, Buffer | Buffer[]>>
}

/** kafkajs' view of one broker. Every call is one request. */
export interface Broker {
  apiVersions(): Promise<unknown>
  metadata(topics: readonly string[]): Promise<{
    readonly topicMetadata: readonly {
      readonly topic: string
      readonly partitionMetadata: readonly PartitionMetadata[]
    }[]
  }>
  fetch(request: {
    readonly maxWaitTime: number
    readonly minBytes: number
    readonly maxBytes: number
    readonly isolationLevel: number
    readonly topics: readonly FetchTopic[]
  }): Promise<{
    readonly responses: readonly {
      readonly topicName: string
      readonly partitions: readonly RawPartition[]
    }[]
  }>
  produce(request: {
    readonly topicData: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly firstSequence: number
        readonly messages: readonly ProduceMessage[]
      }[]
    }[]
    readonly producerId: string
    readonly producerEpoch: number
    readonly acks: number
    readonly timeout: number
  }): Promise<{
    readonly topics: readonly {
      readonly topicName: string
      readonly partitions: readonly { readonly partition: number; readonly baseOffset: string }[]
    }[]
  }>
  initProducerId(request: {
    readonly transactionalId: string | undefined
    readonly transactionTimeout: number
  }): Promise<{ readonly producerId: string; readonly producerEpoch: number }>
  listOffsets(request: {
    readonly isolationLevel: number
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[]
    }[]
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[]
    }[]
  }>
  offsetFetch(request: {
    readonly groupId: string
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly { partition: number }[]
    }[]
  }): Promise<{
    readonly responses: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly offset: string
        readonly metadata: string | null
      }[]
    }[]
  }>
  createTopics(request: {
    readonly topics: readonly {
      readonly topic: string
      readonly numPartitions: number
      readonly replicationFactor: number
    }[]
    readonly timeout: number
  }): Promise<unknown>
}

/** kafkajs' view of a cluster: a pool of connections. */
export interface Cluster {
  /** The topics whose metadata a refresh asks for; empty means all of the cluster's. */
  targetTopics: Set<string>
  readonly brokerPool: {
    findConnectedBroker(): Promise<Broker>
    refreshMetadata(topics: readonly string[]): Promise<void>
  }
  refreshMetadata(): Promise<void>
  findBroker(node: { readonly nodeId: number }): Promise<Broker>
  findGroupCoordinator(group: { readonly groupId: string }): Promise<Broker>
  findControllerBroker(): Promise<Broker>
  findTopicPartitionMetadata(topic: string): readonly PartitionMetadata[]
  removeBroker(address: { readonly host: string; readonly port: number }): void
}

/** One generation's offsets: its commits carry that generation, and no other, for good. */
export interface OffsetManager {
  readonly generationId: number
  commitOffsets(offsets: {
    readonly topics: readonly {
      readonly topic: string
      readonly partitions: readonly {
        readonly partition: number
        readonly offset: string
        readonly metadata: string
      }[]
    }[]
  }): Promise<void>
}

/** A consumer's membership of its group. */
export interface ConsumerGroup {
  /** Set before it joins: the member to come back as. Null once it has left. */
  memberId: string | null
  /** Of the present generation; null before the first. */
  readonly offsetManager: OffsetManager | null
}
