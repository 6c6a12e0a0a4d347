/** Builds everything from a configuration, and knows the order in which it starts and stops. */
import type { Address, Config } from './config/types.ts'
import { errorFields, messageOf } from './errors.ts'
import { messageKey } from './formats/index.ts'
import { type IngestServer, ingestServer } from './ingest/index.ts'
import { LogEnds } from './log-ends.ts'
import { type Logs, logsOf } from './logs/open.ts'
import {
  type ClosableLogger,
  createMetrics,
  type Metrics,
  type OpsServer,
  opsServer,
  type Readiness,
} from './ops/index.ts'
import { DeadLetters } from './outbox/dead-letters.ts'
import type { Outbox } from './outbox/outbox.ts'
import { outboxesOf } from './outboxes.ts'
import { version } from './package.ts'

import { Readers } from './readers.ts'
import { Routers } from './routers.ts'
import { closeSinks, createSinks } from './sinks.ts'
import { urlOf } from './text.ts'
import { prepareTopics } from './topics.ts'
import type { ReaderMeter, Sink } from './types.ts'

/** A running router. */
export class App {
  /** Resolves, with why, when reading cannot go on without an operator; `drain` is then due. */
  readonly failed: Promise<Error>
  readonly #config: Config
  readonly #logger: ClosableLogger
  readonly #logs: Logs
  readonly #sinks: ReadonlyMap<string, Sink>
  readonly #metrics: Metrics
  readonly #stopping = new AbortController()
  #outboxes: readonly Outbox[] = []
  #readers: Readers | undefined
  #opsServer: OpsServer | undefined
  #ingest: IngestServer | undefined
  #missingTopics: readonly string[] = []
  #fail!: (error: Error) => void
  #drained: Promise<void> | undefined

  private constructor(config: Config, logger: ClosableLogger, logs: Logs, sinks: ReadonlyMap<string, Sink>) {
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
  static async start(config: Config, logger: ClosableLogger): Promise<App> {
    const sinks = await createSinks(config)
    const app = new App(config, logger, await logsOf(config, logger), sinks)
    try {
      await app.#start()
    } catch (error) {
      await app.drain()
      throw error
    }
    return app
  }

  /** Where it listens; the ports are never 0. */
  get addresses(): { readonly metrics: Address | undefined; readonly ingest: Address | undefined } {
    return { metrics: this.#opsServer?.address, ingest: this.#ingest?.address }
  }

  /** What is read, and what operators do to it; undefined before the start. */
  get readers(): Readers | undefined {
    return this.#readers
  }

  /** What /ready says. */
  get readiness(): Readiness {
    const parts = {
      log: this.#logs.source.status(),
      ...(this.#logs.deadLetters === this.#logs.source
        ? {}
        : { dead_letters: this.#logs.deadLetters.status() }),
      group: this.#readers?.status() ?? { ready: false, detail: 'not started' },
    }
    const alarms = this.#outboxes.flatMap(({ name, state: { alarm } }) =>
      alarm === undefined ? [] : [{ sink: name, reason: alarm }],
    )
    const ready = Object.values(parts).every(part => part.ready) && this.#drained === undefined
    return { ready, parts, missingTopics: this.#missingTopics, alarms }
  }

  /**
   * Takes nothing more in, waits for requests under way (`drain` in the configuration), commits, leaves, closes.
   * Nothing is lost or buried. Idempotent; never rejects.
   */
  drain(): Promise<void> {
    this.#drained ??= this.#drain()
    return this.#drained
  }

  async #start(): Promise<void> {
    const { metrics, ingest, limits, log } = this.#config
    // First, so that an orchestrator sees what the rest waits for.
    if (metrics !== undefined)
      this.#opsServer = await opsServer({
        listen: metrics.listen,
        metrics: () => this.#metrics.render(),
        ready: () => this.readiness,
        logger: this.#logger,
      })
    await Promise.all(this.#logs.all.map(log => log.open()))
    const deadLetters = new DeadLetters({
      log: this.#logs.deadLetters,
      topic: this.#config.dead_letters.topic,
      fingerprint: this.#config.fingerprint,
      cut: sink => this.#metrics.sink(sink).deadLetterCut(),
    })
    const topics = prepareTopics(this.#config, this.#logs, this.#logger, this.#stopping.signal, missing => {
      this.#missingTopics = missing
    })
    // On the embedded log they are there at once; on Kafka the brokers may be away for long.
    if (log.type === 'embedded') await topics
    this.#read(deadLetters)
    if (ingest !== undefined)
      this.#ingest = await ingestServer({
        config: ingest,
        log: this.#logs.source,
        maxRecordBytes: limits.max_record_bytes,
        keyOf: (topic, body) => this.#keyOf(topic, body),
        meter: this.#metrics.ingest,
        logger: this.#logger,
      })
    const { addresses } = this
    this.#logger.info(
      {
        metrics: addresses.metrics && urlOf(addresses.metrics),
        ingest: addresses.ingest && urlOf(addresses.ingest),
      },
      'started',
    )
  }

  #read(deadLetters: DeadLetters): void {
    const { id: logId } = this.#logs.source
    const routers = new Routers(this.#config, { logId, meter: this.#metrics.rules, logger: this.#logger })
    const router = (meter: ReaderMeter | undefined) => routers.get(meter)
    const outboxes = outboxesOf(this.#config, {
      sinks: this.#sinks,
      deadLetters,
      router: router(this.#metrics.reader),
      meterOf: sink => this.#metrics.sink(sink),
      logger: this.#logger,
    })
    this.#outboxes = [...outboxes.sinks.values(), outboxes.undecodable]
    this.#readers = new Readers(this.#config, {
      outboxes,
      router,
      writeGap: gap => deadLetters.writeGap(gap),
      meter: this.#metrics.reader,
      logger: this.#logger,
      log: this.#logs.source,
      fatal: error => {
        this.#logger.error(errorFields(error), 'reading cannot go on')
        this.#fail(error)
      },
    })
    this.#observe(this.#readers)
    for (const sink of this.#sinks.values()) sink.start?.()
    this.#readers.start()
  }

  /** What orders a record that comes in over HTTP: the same as what orders one without a key. */
  #keyOf(topic: string, body: Buffer): Buffer | null {
    const source = this.#config.sources.find(({ topics }) => topics.includes(topic))
    const key = source === undefined ? undefined : messageKey(body, source.key)
    return key === undefined ? null : Buffer.from(key)
  }

  #observe(readers: Readers): void {
    const ends = new LogEnds(
      this.#logs.source,
      this.#config.sources.flatMap(({ topics }) => topics),
    )
    const outboxes = this.#outboxes
    this.#metrics.observe({
      *sinks() {
        for (const { name, state } of outboxes)
          yield {
            name,
            inFlight: state.inFlight,
            concurrency: state.concurrency,
            stuckKeys: state.failing,
            breaker: state.breaker,
            paused: state.paused,
            holding: state.holding,
            windowCount: state.count,
            windowBytes: state.bytes,
            oldestUnsettled: state.oldest,
            alarm: state.alarm !== undefined,
          }
      },
      *partitions() {
        for (const { topic, partition, settled } of readers.partitions()) {
          const end = ends.end(topic, partition)
          if (end !== undefined) yield { topic, partition, lag: Math.max(0, end - settled) }
        }
      },
      logReady: () => this.#logs.all.every(log => log.status().ready),
      refresh: () => ends.refresh(),
    })
  }

  async #drain(): Promise<void> {
    const { drain } = this.#config
    this.#stopping.abort()
    this.#ingest?.stop()
    // What was started last is stopped first; each may need what was started before it.
    const steps: readonly (() => Promise<void> | undefined)[] = [
      () => this.#readers?.drain(drain),
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
