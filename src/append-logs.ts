import type { Config, KafkaConfig, SinkConfig } from './config/types.ts'
import { logOf, logsOf } from './logs/open.ts'
import type { AppendLog, Log, Logger, SinkContext } from './types.ts'

/** What sinks that append are made with. */
export interface AppendParts {
  readonly config: Pick<Config, 'log' | 'dead_letters' | 'sources' | 'ingest' | 'sinks'>
  /** The log that is open already; without it one is opened for each sink. Asked at first use. */
  readonly log?: (() => Log) | undefined
  readonly logger: Logger
}

/** The logs that a sink may append to. */
export function appendLogsOf(sink: SinkConfig, parts: AppendParts): NonNullable<SinkContext['log']> {
  const { config, log, logger } = parts
  return which => {
    if (which === 'cluster') {
      const cluster = clusterOf(sink)
      const own = isSameCluster(cluster, config) ? ownTopics(config) : new Set<string>()
      return new LazyLog(own, () => logOf(cluster, logger), true)
    }
    if (log !== undefined) return new LazyLog(ownTopics(config), async () => log(), false)
    return new LazyLog(ownTopics(config), async () => (await logsOf(config, logger)).source, true)
  }
}

/** Those that are read, and those of dead letters. */
function ownTopics({ sources, ingest, sinks, dead_letters }: AppendParts['config']): ReadonlySet<string> {
  return new Set([
    ...sources.flatMap(({ topics }) => topics),
    ...[...(ingest?.endpoints.values() ?? [])].map(({ topic }) => topic),
    ...[...sinks.keys(), 'undecodable'].map(name => dead_letters.topic.replaceAll('{sink}', name)),
  ])
}

function isSameCluster({ brokers }: KafkaConfig, { log }: AppendParts['config']): boolean {
  return log.type === 'kafka' && log.brokers.some(broker => brokers.includes(broker))
}

/** The options have passed the type's schema. No group is ever joined. */
function clusterOf({ options }: SinkConfig): KafkaConfig {
  const { brokers, client_id, tls, sasl } = options as unknown as KafkaConfig
  return { type: 'kafka', brokers, client_id, tls, sasl, group: 'sluice', session_timeout: 10_000 }
}

/** A log that is opened at first use, again after that failed. */
class LazyLog implements AppendLog {
  readonly #own: ReadonlySet<string>
  readonly #make: () => Promise<Log>
  /** Whether it was made for this alone. */
  readonly #mine: boolean
  #opening: Promise<Log> | undefined
  #log: Log | undefined

  constructor(own: ReadonlySet<string>, make: () => Promise<Log>, mine: boolean) {
    this.#own = own
    this.#make = make
    this.#mine = mine
  }

  async append(...what: Parameters<Log['append']>): ReturnType<Log['append']> {
    return (this.#log ?? (await this.#open())).append(...what)
  }

  async bounds(topic: string): ReturnType<Log['bounds']> {
    return (await this.#open()).bounds(topic)
  }

  reachable(): boolean {
    return this.#log?.status().ready ?? false
  }

  isOwn(topic: string): boolean {
    return this.#own.has(topic)
  }

  async close(): Promise<void> {
    const log = await this.#opening?.catch(() => undefined)
    if (this.#mine) await log?.close()
  }

  #open(): Promise<Log> {
    this.#opening ??= this.#opened().catch(error => {
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #opened(): Promise<Log> {
    const log = await this.#make()
    if (this.#mine) await log.open()
    return (this.#log = log)
  }
}
