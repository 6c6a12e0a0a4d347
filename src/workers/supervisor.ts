import type { Changes } from '../config/index.ts'
import type { Address, Config } from '../config/types.ts'
import { errorFields, messageOf, SluiceError } from '../errors.ts'
import type { IngestServer } from '../ingest/index.ts'
import { ingestServerOf } from '../ingest-server.ts'
import {
  type ClosableLogger,
  createMetrics,
  type LineDestination,
  type Metrics,
  noSources,
  type OpsServer,
  opsServer,
  Together,
} from '../ops/index.ts'
import { version } from '../package.ts'
import { urlOf } from '../text.ts'
import { HeldLogs } from './held-logs.ts'
import type { Asked } from './messages.ts'
import { WorkerProcess } from './process.ts'
import { readinessOf } from './readiness.ts'
import { reloadAll } from './reload-all.ts'
import { Slot } from './slot.ts'

// A scrape does not wait longer for a worker; what it showed last is shown again.
const samplesPatience = 3_000 // ms
// Beside what the drain itself may take.
const drainPatience = 5_000 // ms

/**
 * The main process of several workers. It holds the data folders, takes HTTP in, and shows what all do on one page; the
 * workers read, match and deliver, as members of one group.
 */
export class Supervisor {
  /** Resolves, with why, when reading cannot go on without an operator; `drain` is then due. */
  readonly failed: Promise<Error>
  #config: Config
  readonly #logger: ClosableLogger
  readonly #lines: LineDestination
  readonly #metrics: Metrics
  readonly #together = new Together()
  readonly #slots: readonly Slot[]
  #logs!: HeldLogs
  #opsServer: OpsServer | undefined
  #ingest: IngestServer | undefined
  #restarts = 0
  #reloading: Promise<unknown> = Promise.resolve()
  #drained: Promise<void> | undefined
  #fail!: (error: Error) => void

  private constructor(config: Config, logger: ClosableLogger, lines: LineDestination) {
    this.#config = config
    this.#logger = logger
    this.#lines = lines
    this.failed = new Promise(resolve => {
      this.#fail = resolve
    })
    this.#metrics = createMetrics({
      version,
      sinks: [...config.sinks.keys(), 'undecodable'],
      rules: config.rules.map(({ name }) => name),
      endpoints: config.ingest?.endpoints.keys() ?? [],
      logLinesDropped: () => logger.linesDropped,
      workers: () => ({
        running: this.#slots.filter(({ process }) => process?.isRunning).length,
        restarts: this.#restarts,
      }),
    })
    this.#slots = Array.from({ length: config.workers }, (_, index) => this.#slot(index + 1))
  }

  /**
   * Starts everything, and resolves once every worker routes. `lines` is where log lines go, the workers' too.
   * @throws SluiceError as `App.start`; what had been started is stopped again.
   */
  static async start(config: Config, logger: ClosableLogger, lines: LineDestination): Promise<Supervisor> {
    const supervisor = new Supervisor(config, logger, lines)
    try {
      await supervisor.#start()
    } catch (error) {
      await supervisor.drain()
      throw error
    }
    return supervisor
  }

  /** Where it listens; the ports are never 0. */
  get addresses(): { readonly metrics: Address | undefined; readonly ingest: Address | undefined } {
    return { metrics: this.#opsServer?.address, ingest: this.#ingest?.address }
  }

  /** The workers' processes by number; undefined between one and the next. */
  get processes(): readonly (number | undefined)[] {
    return this.#slots.map(({ process }) => process?.pid)
  }

  /** As `App.drain`, of all workers at a time. */
  drain(): Promise<void> {
    this.#drained ??= this.#drain()
    return this.#drained
  }

  /** As `App.reload`: in every worker, or in none. */
  reload(config: Config): Promise<Changes> {
    const reloaded = this.#reloading.then(() => this.#reload(config))
    this.#reloading = reloaded.catch(() => {})
    return reloaded
  }

  async #start(): Promise<void> {
    const { metrics } = this.#config
    this.#logs = await HeldLogs.of(this.#config, this.#logger)
    if (metrics !== undefined)
      this.#opsServer = await opsServer({
        listen: metrics.listen,
        metrics: () => this.#render(),
        ready: () => readinessOf(this.#logs.statuses(), this.#slots, this.#drained !== undefined),
        logger: this.#logger,
      })
    await this.#logs.open(this.#config)
    this.#metrics.observe({
      ...noSources,
      logReady: () => Object.values(this.#logs.statuses()).every(({ ready }) => ready),
    })
    // All come together: none is given what it would have to hand over at once.
    this.#logs.freeze()
    await Promise.all(this.#slots.map(slot => slot.start()))
    this.#logs.thaw()
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
        workers: this.processes,
      },
      'started',
    )
  }

  #slot(number: number): Slot {
    return new Slot({
      number,
      logger: this.#logger,
      spawn: () => {
        const share = this.#logs.share((path, message) => worker.send({ type: 'log', path, message }))
        const worker: WorkerProcess = new WorkerProcess({
          number,
          config: this.#config,
          lines: this.#lines,
          onLog: (path, message) => share.receive(path, message),
        })
        void worker.exited.then(() => share.close())
        return worker
      },
      ended: (_, asked) => {
        this.#together.ended(number)
        if (!asked) this.#restarts++
      },
      fatal: error => {
        this.#logger.error({ worker: number, ...errorFields(error) }, 'reading cannot go on')
        this.#fail(error)
      },
    })
  }

  async #render(): Promise<{ type: string; text: string }> {
    await Promise.all(
      this.#slots.map(async ({ number, process }) => {
        if (!process?.isRunning) return
        const samples = await process.ask('samples', undefined, samplesPatience).catch(() => undefined)
        if (samples !== undefined && !process.isGone) this.#together.seen(number, samples)
      }),
    )
    const text = await this.#together.render(await this.#metrics.samples())
    return { type: this.#metrics.registry.contentType, text }
  }

  async #reload(config: Config): Promise<Changes> {
    const refuse = () => {
      if (this.#drained !== undefined) throw new SluiceError('reload_refused', 'the router is stopping')
    }
    refuse()
    const changes = await reloadAll(this.#config, config, this.#slots, () => {
      refuse()
      this.#config = config
    })
    await this.#logs.prepareTopics(config)
    return changes
  }

  async #drain(): Promise<void> {
    const steps: readonly (() => Promise<unknown> | undefined)[] = [
      () => this.#reloading,
      () => this.#drainWorkers(),
      () => this.#ingest?.close(),
      () => this.#logs?.close(),
      () => this.#opsServer?.close(),
    ]
    this.#ingest?.stop()
    for (const slot of this.#slots) slot.stop()
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        this.#logger.error({ error: messageOf(error) }, 'stop.failed')
      }
    }
  }

  /** All leave together: none is given what another leaves behind. */
  async #drainWorkers(): Promise<void> {
    this.#logs?.freeze()
    const patience = this.#config.drain + drainPatience
    await Promise.all(
      this.#slots.map(async ({ number, process }) => {
        if (process === undefined) return
        const drained: Promise<Asked['drain']['answer']> = process.ask('drain', undefined, patience)
        await drained.catch(error => {
          if (!process.isGone) this.#logger.warn({ worker: number, ...errorFields(error) }, 'worker.killed')
          process.kill()
        })
        const late = setTimeout(() => process.kill(), drainPatience)
        await process.exited
        clearTimeout(late)
      }),
    )
  }
}
