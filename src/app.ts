/** Builds everything from a configuration, and knows the order in which it starts and stops. */

import { Administration } from './administration.ts'
import type { Changes } from './config/index.ts'
import type { Address, Config } from './config/types.ts'
import { messageOf, SluiceError } from './errors.ts'
import { gaugesOf } from './gauges.ts'
import type { IngestServer } from './ingest/index.ts'
import { ingestServerOf } from './ingest-server.ts'
import { LogEnds } from './log-ends.ts'
import { type Logs, logsOf, type MakeEmbedded } from './logs/open.ts'
import {
  type ClosableLogger,
  createMetrics,
  type Metrics,
  type OpsServer,
  opsServer,
  type Readiness,
} from './ops/index.ts'
import type { Outbox } from './outbox/outbox.ts'
import { version } from './package.ts'
import type { Readers } from './readers.ts'
import { readinessOf } from './readiness.ts'
import { discardReload, type PreparedReload, prepareReload } from './reload.ts'
import { Routing } from './routing.ts'
import { closeSinks, createSinks } from './sinks.ts'
import { urlOf } from './text.ts'
import { prepareTopics } from './topics.ts'
import type { Sink } from './types.ts'

// What is under way at a reload may end within this time; else it is sent again.
const reloadGrace = 5_000 // ms

/** How it runs beside others. */
export interface AppOptions {
  /** Where another process holds the data folders. */
  readonly embedded?: MakeEmbedded
  /** What the log line says that tells of the start. */
  readonly started?: string
}

/** A running router. */
export class App {
  /** Resolves, with why, when reading cannot go on without an operator; `drain` is then due. */
  readonly failed: Promise<Error>
  #config: Config
  readonly #logger: ClosableLogger
  readonly #logs: Logs
  #sinks: ReadonlyMap<string, Sink>
  readonly #metrics: Metrics
  readonly #started: string
  readonly #stopping = new AbortController()
  #preparing = new AbortController()
  #routing: Routing | undefined
  #reloading: Promise<unknown> = Promise.resolve()
  #opsServer: OpsServer | undefined
  #ingest: IngestServer | undefined
  #administration: Administration | undefined
  #missingTopics: readonly string[] = []
  #fail!: (error: Error) => void
  #drained: Promise<void> | undefined

  private constructor(
    config: Config,
    logger: ClosableLogger,
    logs: Logs,
    sinks: ReadonlyMap<string, Sink>,
    started = 'started',
  ) {
    this.#started = started
    this.#config = config
    this.#logger = logger
    this.#logs = logs
    this.#sinks = sinks
    this.failed = new Promise(resolve => {
      this.#fail = resolve
    })
    this.#metrics = createMetrics({
      version,
      sinks: [...config.sinks.keys(), 'undecodable'],
      rules: config.rules.map(({ name }) => name),
      endpoints: config.ingest?.endpoints.keys() ?? [],
      logLinesDropped: () => logger.linesDropped,
    })
  }

  /**
   * Starts everything; on Kafka without waiting for the brokers. What had been started is stopped again where
   * something cannot be. The logger stays the caller's.
   * @throws ConfigError where a sink's options are wrong. @throws SluiceError `log_unusable`, `listen_failed`.
   */
  static async start(config: Config, logger: ClosableLogger, options: AppOptions = {}): Promise<App> {
    // Sinks are checked before anything is opened; those that append to the log ask for it when they do.
    const made: { logs?: Logs } = {}
    const sinks = await createSinks(config, { log: () => made.logs!.source, logger })
    const logs = (made.logs = await logsOf(config, logger, options.embedded))
    const app = new App(config, logger, logs, sinks, options.started)
    try {
      await app.#start()
    } catch (error) {
      await app.drain()
      throw error
    }
    return app
  }

  /** Where it listens; the ports are never 0. */
  get addresses(): {
    readonly metrics: Address | undefined
    readonly ingest: Address | undefined
    readonly admin: Address | undefined
  } {
    const admin = this.#administration?.server.address
    return { metrics: this.#opsServer?.address, ingest: this.#ingest?.address, admin }
  }

  /** What is read, and what operators do to it; undefined before the start. */
  get readers(): Readers | undefined {
    return this.#routing?.readers
  }

  /** Everything about getting deliveries to each sink, `undecodable` last. */
  get outboxes(): readonly Outbox[] {
    return this.#routing?.outboxes ?? []
  }

  /** What /metrics shows. */
  samples(): ReturnType<Metrics['samples']> {
    return this.#metrics.samples()
  }

  /** What /ready says. */
  get readiness(): Readiness {
    return readinessOf({
      logs: this.#logs,
      group: this.readers?.status(),
      missingTopics: this.#missingTopics,
      outboxes: this.outboxes,
      isStopping: this.#drained !== undefined,
    })
  }

  /**
   * Takes nothing more in, waits for requests under way (`drain` in the configuration), commits, leaves, closes.
   * Nothing is lost or buried. Idempotent; never rejects.
   */
  drain(): Promise<void> {
    this.#drained ??= this.#drain()
    return this.#drained
  }

  /**
   * Goes on by another configuration: as a whole, or not at all. Sinks that are the same keep their connections. Reading
   * pauses meanwhile, for what is under way at most five seconds. One at a time.
   * @throws SluiceError `reload_refused` where it changes what is read at the start only. @throws ConfigError
   */
  reload(config: Config): Promise<Changes> {
    return this.#inTurn(async () => this.#apply(await this.#prepare(config)))
  }

  /** The first half of a reload: whatever can be refused is. What it made goes with `discardReload`. @throws as `reload`. */
  prepareReload(config: Config): Promise<PreparedReload> {
    return this.#inTurn(() => this.#prepare(config))
  }

  /** The second half. @throws SluiceError `reload_refused` where the router is stopping. */
  applyReload(prepared: PreparedReload): Promise<Changes> {
    return this.#inTurn(() => this.#apply(prepared))
  }

  async #start(): Promise<void> {
    const { metrics, admin } = this.#config
    // First, so that an orchestrator sees what the rest waits for.
    if (metrics !== undefined)
      this.#opsServer = await opsServer({
        listen: metrics.listen,
        metrics: () => this.#metrics.render(),
        ready: () => this.readiness,
        logger: this.#logger,
      })
    await Promise.all(this.#logs.all.map(log => log.open()))
    await this.#prepareTopics(this.#config)
    this.#observe()
    const routing = this.#routingOf(this.#config, this.#sinks)
    this.#begin(routing)
    if (admin !== undefined)
      this.#administration = await Administration.start(admin, {
        running: { config: this.#config, sinks: this.#sinks, routing },
        logs: this.#logs,
        logger: this.#logger,
      })
    this.#ingest = await ingestServerOf(() => this.#config, {
      log: this.#logs.source,
      meter: this.#metrics.ingest,
      logger: this.#logger,
    })
    const { addresses } = this
    this.#logger.info(
      {
        metrics: addresses.metrics && urlOf(addresses.metrics),
        ingest: addresses.ingest && urlOf(addresses.ingest),
        admin: addresses.admin && urlOf(addresses.admin),
      },
      this.#started,
    )
  }

  /** On the embedded log they are there at once; on Kafka the brokers may be away for long. */
  async #prepareTopics(config: Config): Promise<void> {
    this.#preparing.abort()
    this.#preparing = new AbortController()
    const signal = AbortSignal.any([this.#stopping.signal, this.#preparing.signal])
    const topics = prepareTopics(config, this.#logs, this.#logger, signal, missing => {
      this.#missingTopics = missing
    })
    if (config.log.type === 'embedded') await topics
  }

  /** All of it is built, and may fail, before any of it is begun. */
  #routingOf(config: Config, sinks: ReadonlyMap<string, Sink>): Routing {
    return new Routing(config, {
      logs: this.#logs,
      sinks,
      metrics: this.#metrics,
      logger: this.#logger,
      fatal: error => this.#fail(error),
    })
  }

  /** Begins to read. */
  #begin(routing: Routing): void {
    this.#routing = routing
    for (const sink of this.#sinks.values()) sink.start?.()
    routing.readers.start()
  }

  /** One at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#reloading.then(work)
    this.#reloading = done.catch(() => {})
    return done
  }

  async #prepare(config: Config): Promise<PreparedReload> {
    if (this.#stopping.signal.aborted) throw new SluiceError('reload_refused', 'the router is stopping')
    const parts = { log: () => this.#logs.source, logger: this.#logger }
    return prepareReload({ before: this.#config, running: this.#sinks, config, parts }, async sinks => {
      const routing = this.#routingOf(config, sinks)
      await this.#prepareTopics(config)
      return routing
    })
  }

  async #apply(prepared: PreparedReload): Promise<Changes> {
    const { config, changes, sinks, routing } = prepared
    await this.#drainReads(Math.min(reloadGrace, this.#config.drain))
    if (this.#stopping.signal.aborted) {
      await discardReload(prepared)
      throw new SluiceError('reload_refused', 'the router is stopping')
    }
    // From here on everything is the new configuration's.
    const before = this.#sinks
    this.#config = config
    this.#sinks = sinks
    this.#begin(routing)
    this.#administration?.use({ config, sinks, routing })
    await closeSinks(new Map([...before].filter(([name]) => !changes.kept.includes(name))))
    return changes
  }

  #observe(): void {
    const topics = () => this.#config.sources.flatMap(({ topics }) => topics)
    const ends = new LogEnds(this.#logs.source, topics)
    this.#metrics.observe(
      gaugesOf({
        config: () => this.#config,
        outboxes: () => this.outboxes,
        partitions: () => this.readers?.partitions() ?? [],
        standings: () => this.readers?.standings() ?? [],
        jobs: () => this.#administration?.jobs() ?? [],
        ends,
        logReady: () => this.#logs.all.every(log => log.status().ready),
      }),
    )
  }

  async #drainReads(grace: number): Promise<void> {
    await Promise.all([this.#administration?.suspend(grace), this.readers?.drain(grace)])
  }

  async #drain(): Promise<void> {
    const { drain } = this.#config
    this.#stopping.abort()
    this.#ingest?.stop()
    // What was started last is stopped first; each may need what was started before it.
    const steps: readonly (() => Promise<void> | undefined)[] = [
      () => this.#administration?.server.close(),
      () => this.#reloading.then(() => this.#drainReads(drain)),
      () => this.#ingest?.close(),
      () => closeSinks(this.#sinks),
      () => Promise.all(this.#logs.all.map(log => log.close())).then(() => {}),
      () => this.#opsServer?.close(),
    ]
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        this.#logger.error({ error: messageOf(error) }, 'stop.failed')
      }
    }
  }
}
