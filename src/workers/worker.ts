import { App } from '../app.ts'
import type { Config, EmbeddedConfig } from '../config/types.ts'
import { embeddedLog } from '../logs/embedded/index.ts'
import { RemoteWay } from '../logs/embedded/remote.ts'
import { Lease } from '../logs/kafka/lease.ts'
import { type ClosableLogger, createLogger, type LineDestination } from '../ops/index.ts'
import { discardReload, type PreparedReload } from '../reload.ts'
import type { Log, Logger } from '../types.ts'
import { type Asked, beatEvery, silence, type ToMain, type ToWorker } from './messages.ts'
import { toRefusal } from './refusal.ts'

export interface WorkerParts {
  readonly send: (message: ToMain) => void
  readonly lines: LineDestination
  /** There is nothing more to do; with the exit code that says how it ended. */
  readonly done: (code: number) => void
}

/** One of the processes that route by one configuration, as it runs in itself. The main process tells it what to do. */
export class Worker {
  readonly #parts: WorkerParts
  readonly #lease = new Lease(silence)
  /** By data folder. */
  readonly #ways = new Map<string, RemoteWay>()
  #number = 0
  #app: App | undefined
  #logger: ClosableLogger | undefined
  #prepared: PreparedReload | undefined
  #beats: NodeJS.Timeout | undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
  }

  receive(message: ToWorker): void {
    if (message.type === 'start') void this.#start(message.number, message.config)
    else if (message.type === 'beat') this.#lease.renew(message.sentAt)
    else if (message.type === 'log') this.#ways.get(message.path)?.receive(message.message)
    else void this.#answer(message.id, message.what, message.argument)
  }

  /**
   * The main process is gone. What reads from an embedded log can commit nothing any more, and ends at once, as if killed
   * with it; what reads from Kafka leaves its group first, so that others need not wait for its session to end.
   */
  async lost(): Promise<void> {
    clearInterval(this.#beats)
    if (this.#ways.size > 0) return this.#parts.done(1)
    await this.#stop()
    this.#parts.done(1)
  }

  async #start(number: number, given: Config): Promise<void> {
    this.#number = number
    const logger = createLogger(given.telemetry.log, this.#parts.lines, { worker: number })
    this.#logger = logger
    this.#beat()
    this.#beats = setInterval(() => this.#beat(), beatEvery)
    try {
      const app = await App.start(workerConfig(given, number), logger, {
        embedded: (config, logger) => this.#shared(config, logger),
        started: 'worker.started',
      })
      this.#app = app
      this.#beat()
      this.#parts.send({ type: 'started' })
      void app.failed.then(error => this.#parts.send({ type: 'failed', error: toRefusal(error) }))
    } catch (error) {
      this.#parts.send({ type: 'failed', error: toRefusal(error) })
    }
  }

  /** A log whose file the main process holds. */
  async #shared(config: EmbeddedConfig, logger: Logger): Promise<Log> {
    const { path } = config
    const way = new RemoteWay(
      message => this.#parts.send({ type: 'log', path, message }),
      () => this.#lease.held,
    )
    this.#ways.set(path, way)
    return embeddedLog(config, { logger, way })
  }

  #beat(): void {
    this.#parts.send({ type: 'beat', sentAt: Date.now(), readiness: this.#app?.readiness })
  }

  async #answer(id: number, what: keyof Asked, argument: unknown): Promise<void> {
    try {
      this.#parts.send({ type: 'answer', id, answer: await this.#do(what, argument) })
    } catch (error) {
      this.#parts.send({ type: 'refusal', id, error: toRefusal(error) })
    }
    if (what === 'drain') this.#parts.done(0)
  }

  async #do(what: keyof Asked, argument: unknown): Promise<unknown> {
    if (what === 'drain') return this.#stop()
    const app = this.#app
    if (app === undefined) throw new Error(`asked to ${what} before it has started`)
    if (what === 'samples') return app.samples()
    if (what === 'prepare') {
      this.#prepared = await app.prepareReload(workerConfig(argument as Config, this.#number))
      return undefined
    }
    const prepared = this.#prepared
    this.#prepared = undefined
    if (prepared === undefined) throw new Error(`asked to ${what} a reload that is not prepared`)
    if (what === 'discard') await discardReload(prepared)
    else await app.applyReload(prepared)
    return undefined
  }

  async #stop(): Promise<void> {
    await this.#app?.drain()
    clearInterval(this.#beats)
    await this.#logger?.close()
  }
}

/**
 * What one worker runs by: HTTP in and metrics are the main process's, and each worker has an admin address of its own,
 * one port above the other.
 */
export function workerConfig(config: Config, number: number): Config {
  const { admin } = config
  if (admin === undefined) return { ...config, ingest: undefined, metrics: undefined }
  const { host, port } = admin.listen
  const listen = { host, port: port === 0 ? 0 : port + number - 1 }
  return { ...config, ingest: undefined, metrics: undefined, admin: { ...admin, listen } }
}
