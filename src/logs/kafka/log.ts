import type { KafkaConfig } from '../../config/types.ts'
import { SluiceError } from '../../errors.ts'
import type {
  Bounds,
  Commit,
  Cursor,
  CursorListener,
  CursorOptions,
  Log,
  Logger,
  LogRecord,
  LogStatus,
  NewRecord,
  Place,
  TopicSettings,
} from '../../types.ts'
import { Appender } from './append.ts'
import { Clients } from './client.ts'
import { withCommand } from './command.ts'
import { Connection } from './connection.ts'
import { KafkaCursor } from './cursor.ts'
import { boundsOf, committedOf, partitionsOf } from './requests.ts'
import { scan } from './scan.ts'
import { createTopic } from './topics.ts'

// `offset.metadata.max.bytes` of the brokers, by default; a byte more is refused.
const metadataLimit = 4_096

/** A log on Kafka, not yet opened. @throws SluiceError `log_unusable` where kafkajs is not the one expected. */
export function kafkaLog(config: KafkaConfig, parts: { readonly logger: Logger }): Log {
  return new KafkaLog(config, parts.logger)
}

class KafkaLog implements Log {
  readonly kind = 'kafka'
  readonly name: string
  readonly id = ''
  readonly metadataLimit = metadataLimit
  readonly #config: KafkaConfig
  readonly #logger: Logger
  readonly #clients: Clients
  readonly #connection: Connection
  readonly #appender: Appender
  readonly #cursors = new Set<KafkaCursor>()
  #closed: Promise<void> | undefined

  constructor(config: KafkaConfig, logger: Logger) {
    this.name = `kafka ${config.brokers.join(',')}`
    this.#config = config
    this.#logger = logger
    this.#clients = new Clients(config, logger)
    this.#connection = new Connection(this.#clients, this.name, logger)
    this.#appender = new Appender(this.#connection, this.name)
  }

  async open(): Promise<void> {
    if (this.#closed !== undefined) throw new SluiceError('log_unusable', `${this.name} is closed`)
    this.#connection.open()
  }

  append(topic: string, records: readonly NewRecord[], signal?: AbortSignal): Promise<readonly Place[]> {
    return this.#appender.append(topic, records, signal).catch((error: unknown) => {
      throw withCommand(this.#config, topic, error)
    })
  }

  read(options: CursorOptions, listener: CursorListener): Cursor {
    const cursor = new KafkaCursor(
      {
        clients: this.#clients,
        connection: this.#connection,
        name: this.name,
        sessionTimeout: this.#config.session_timeout,
        logger: this.#logger,
      },
      options,
      listener,
    )
    this.#cursors.add(cursor)
    return cursor
  }

  scan(topic: string, partition: number, from: number, to: number): AsyncIterable<LogRecord> {
    return scan(this.#connection, this.name, { topic, partition }, from, to)
  }

  bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    return this.#connection.use(cluster => boundsOf(cluster, topic))
  }

  async committed(group: string, topic: string): Promise<readonly (Commit | undefined)[]> {
    return this.#connection.use(async cluster => {
      const count = (await partitionsOf(cluster, topic))?.length ?? 0
      if (count === 0) return []
      return (await committedOf(cluster, group, [{ topic, count }])).get(topic) ?? []
    })
  }

  createTopic(topic: string, settings: TopicSettings): Promise<void> {
    return createTopic(this.#connection, this.#config, topic, settings)
  }

  status(): LogStatus {
    return this.#connection.status()
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await Promise.all([this.#appender.close(), ...[...this.#cursors].map(cursor => cursor.close())])
    await this.#connection.close()
  }
}
