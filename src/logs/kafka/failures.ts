import { messageOf } from '../../errors.ts'

/** What became of a request to Kafka, for those who decide what to do next. */
export type Failure =
  | 'credentials' // refused; waiting alone will not mend it
  | 'permission' // authenticated, but not allowed
  | 'topic_missing'
  | 'too_large' // a record, or a batch of them
  | 'offset' // out of the log's range
  | 'sequence' // the broker does not know the producer's sequence any more
  | 'fenced' // the group has moved on
  | 'moved' // leaders or coordinators are elsewhere: look again
  | 'unreachable' // no connection, it broke, or no answer in time
  | 'other'

const byType: Readonly<Record<string, Failure>> = {
  SASL_AUTHENTICATION_FAILED: 'credentials',
  UNSUPPORTED_SASL_MECHANISM: 'credentials',
  ILLEGAL_SASL_STATE: 'credentials',
  TOPIC_AUTHORIZATION_FAILED: 'permission',
  GROUP_AUTHORIZATION_FAILED: 'permission',
  CLUSTER_AUTHORIZATION_FAILED: 'permission',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'permission',
  UNKNOWN_TOPIC_OR_PARTITION: 'topic_missing',
  INVALID_TOPIC_EXCEPTION: 'topic_missing',
  MESSAGE_TOO_LARGE: 'too_large',
  RECORD_LIST_TOO_LARGE: 'too_large',
  OFFSET_OUT_OF_RANGE: 'offset',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'sequence',
  DUPLICATE_SEQUENCE_NUMBER: 'sequence',
  INVALID_PRODUCER_EPOCH: 'sequence',
  INVALID_PRODUCER_ID_MAPPING: 'sequence',
  UNKNOWN_PRODUCER_ID: 'sequence',
  ILLEGAL_GENERATION: 'fenced',
  UNKNOWN_MEMBER_ID: 'fenced',
  FENCED_INSTANCE_ID: 'fenced',
  LEADER_NOT_AVAILABLE: 'moved',
  NOT_LEADER_FOR_PARTITION: 'moved',
  REPLICA_NOT_AVAILABLE: 'moved',
  FENCED_LEADER_EPOCH: 'moved',
  UNKNOWN_LEADER_EPOCH: 'moved',
  KAFKA_STORAGE_ERROR: 'moved',
  NOT_CONTROLLER: 'moved',
  NOT_COORDINATOR_FOR_GROUP: 'moved',
  GROUP_COORDINATOR_NOT_AVAILABLE: 'moved',
  GROUP_LOAD_IN_PROGRESS: 'moved',
  NOT_ENOUGH_REPLICAS: 'unreachable',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'unreachable',
  REQUEST_TIMED_OUT: 'unreachable',
  NETWORK_EXCEPTION: 'unreachable',
}

const byName: Readonly<Record<string, Failure>> = {
  KafkaJSSASLAuthenticationError: 'credentials',
  KafkaJSOffsetOutOfRange: 'offset',
  KafkaJSConnectionError: 'unreachable',
  KafkaJSConnectionClosedError: 'unreachable',
  KafkaJSRequestTimeoutError: 'unreachable',
  KafkaJSLockTimeout: 'unreachable',
  KafkaJSBrokerNotFound: 'moved',
  KafkaJSMetadataNotLoaded: 'moved',
  KafkaJSTopicMetadataNotLoaded: 'moved',
  KafkaJSGroupCoordinatorNotFound: 'moved',
  KafkaJSNoBrokerAvailableError: 'unreachable',
}

/** What an error of kafkajs means. Total: what is not known is `other`. */
export function failureOf(error: unknown): Failure {
  // kafkajs wraps what it gave up on; the innermost known error counts.
  for (const one of causes(error).reverse()) {
    const known = byType[one.type ?? ''] ?? byName[one.name ?? '']
    if (known !== undefined) return known
  }
  return 'other'
}

/** Whether Kafka knows us and said no, or does not want to know us. */
export function isDenied(failure: Failure): boolean {
  return failure === 'permission' || failure === 'credentials'
}

/** The broker's own name of the innermost error; empty where it is none of a broker's. */
export function typeOf(error: unknown): string {
  return causes(error).findLast(({ type }) => type !== undefined)?.type ?? ''
}

/** One line for people; no secret, no stack. */
export function wordsOf(error: unknown): string {
  const innermost = causes(error).at(-1)
  const text = (innermost?.message ?? messageOf(error)).replaceAll(/\s*[\r\n]+\s*/g, ' ').slice(0, 300)
  switch (failureOf(error)) {
    case 'credentials':
      return `credentials refused: ${text}`
    case 'permission':
      return `not permitted: ${text}`
    default:
      return text
  }
}

interface Like {
  readonly name?: string
  readonly type?: string
  readonly message: string
}

function causes(error: unknown): Like[] {
  const found: Like[] = []
  for (let one = error; one instanceof Error && found.length < 10; one = one.cause ?? firstOf(one))
    found.push(one)
  return found
}

/** kafkajs' own aggregate holds one error per topic. */
function firstOf(error: Error): unknown {
  const { errors } = error as { readonly errors?: unknown }
  return Array.isArray(errors) ? errors[0] : undefined
}
