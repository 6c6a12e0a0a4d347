import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import kafkajs, { type Consumer, type Kafka, type SASLOptions } from 'kafkajs'
import type { KafkaConfig, TlsConfig } from '../../config/types.ts'
import { messageOf, SluiceError } from '../../errors.ts'
import type { Logger } from '../../types.ts'
import { installCodecs } from './codecs.ts'
import { bridgeLogs } from './logging.ts'
import { patchKafkajs } from './patch.ts'
import { Sockets } from './sockets.ts'
import { Tokens } from './tokens.ts'
import type { Cluster } from './types.ts'

const connectionTimeout = 5_000 // ms; TCP and TLS
const authenticationTimeout = 10_000 // ms
/** Longest wait for an answer, of requests that do not wait at the broker. */
export const requestTimeout = 15_000 // ms
const heartbeatInterval = 1_000 // ms
const rebalanceTimeout = 60_000 // ms; at least the session timeout
const metadataMaxAge = 60_000 // ms; how soon partitions added to a topic are seen
// How long kafkajs rests between two looks at a member whose partitions are all paused: heartbeats are sent then.
const restWhilePaused = 300 // ms

/** A consumer of kafkajs and the connections beneath it. */
export interface Client {
  readonly consumer: Consumer
  readonly cluster: Cluster
  readonly sockets: Sockets
}

/** Makes clients of one Kafka. Certificates are read anew for each, tokens are shared. */
export class Clients {
  readonly #config: KafkaConfig
  readonly #logger: Logger
  readonly #tokens: Tokens | undefined

  /** @throws SluiceError `log_unusable`. */
  constructor(config: KafkaConfig, logger: Logger) {
    this.#config = config
    this.#logger = logger
    this.#tokens = config.sasl?.mechanism === 'oauthbearer' ? new Tokens(config.sasl) : undefined
    patchKafkajs()
    installCodecs()
  }

  /** A client that is not connected yet. `group` is joined only if its consumer runs. @throws SluiceError `log_unusable`. */
  create(group: string): Client {
    let cluster: Cluster | undefined
    const sockets = new Sockets()
    const consumer = this.#kafka(sockets).consumer({
      groupId: group,
      // An assigner is handed the consumer's cluster: the only way to it.
      partitionAssigners: [
        config => {
          cluster = config.cluster as unknown as Cluster
          const roundRobin = kafkajs.PartitionAssigners.roundRobin as unknown as (
            config: object,
          ) => ReturnType<typeof kafkajs.PartitionAssigners.roundRobin>
          return roundRobin(config)
        },
      ],
      sessionTimeout: this.#config.session_timeout,
      rebalanceTimeout: Math.max(rebalanceTimeout, this.#config.session_timeout),
      heartbeatInterval: Math.min(heartbeatInterval, this.#config.session_timeout / 3),
      maxWaitTimeInMs: restWhilePaused,
      metadataMaxAge,
      allowAutoTopicCreation: false,
      // A member that crashed is made anew, see member.ts.
      retry: { retries: 4, restartOnFailure: async () => false },
    })
    if (cluster === undefined)
      throw new SluiceError('log_unusable', 'kafkajs did not hand its cluster to the assigner')
    return { consumer, cluster, sockets }
  }

  #kafka(sockets: Sockets): Kafka {
    const { brokers, client_id, tls, sasl } = this.#config
    return new kafkajs.Kafka({
      brokers: [...brokers],
      clientId: client_id,
      connectionTimeout,
      authenticationTimeout,
      requestTimeout,
      socketFactory: sockets.create,
      retry: { initialRetryTime: 200, maxRetryTime: 3_000, retries: 4 },
      logLevel: this.#logger.isLevelEnabled('debug') ? kafkajs.logLevel.DEBUG : kafkajs.logLevel.ERROR,
      logCreator: bridgeLogs(this.#logger),
      ...(tls === undefined ? {} : { ssl: tlsOptions(tls) }),
      ...(sasl === undefined ? {} : { sasl: this.#sasl(sasl) }),
    })
  }

  #sasl(sasl: NonNullable<KafkaConfig['sasl']>): SASLOptions {
    if (sasl.mechanism === 'oauthbearer') {
      const tokens = this.#tokens
      return {
        mechanism: 'oauthbearer',
        oauthBearerProvider: async () => ({ value: (await tokens?.get()) ?? '' }),
      }
    }
    const { mechanism, username, password } = sasl
    return { mechanism, username, password } as SASLOptions
  }
}

/** What `tls.connect` is to use. @throws SluiceError `log_unusable` where a file cannot be read. */
export function tlsOptions(tls: TlsConfig): ConnectionOptions {
  const { server_name, min_version = '1.2' } = tls
  return {
    minVersion: `TLSv${min_version}`,
    rejectUnauthorized: tls.verify,
    ...(tls.ca === undefined ? {} : { ca: [readPem('ca', tls.ca)] }),
    ...(tls.cert === undefined ? {} : { cert: readPem('cert', tls.cert) }),
    ...(tls.key === undefined ? {} : { key: readPem('key', tls.key) }),
    // An address is no name for SNI, but a certificate may still be checked against one.
    ...(server_name === undefined || isIP(server_name) !== 0 ? {} : { servername: server_name }),
  }
}

function readPem(what: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new SluiceError('log_unusable', `tls.${what}: ${messageOf(error)}`, { cause: error })
  }
}
