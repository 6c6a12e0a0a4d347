import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Gate } from '../../helpers/gate.ts'
import type { Scope } from '../../helpers/scope.ts'
import { get, SluiceProcess } from '../../helpers/sluice-process.ts'
import { until } from '../../helpers/until.ts'

/** What an instance is started with. */
export interface SlotOptions {
  readonly folder: string
  /** What lies between it and its brokers; none on the embedded log. */
  readonly gates: readonly Gate[]
  readonly env: Readonly<Record<string, string>>
  /** Its configuration; another variant differs in a setting of a sink only. */
  readonly config: (variant: number) => string
}

/** A place for one instance of Sluice, which is killed and started again. */
export class Slot {
  readonly gates: readonly Gate[]
  readonly #scope: Scope
  readonly #options: SlotOptions
  #process: SluiceProcess | undefined
  #variant = 0
  #ingest: string | undefined
  #metrics: string | undefined

  constructor(scope: Scope, options: SlotOptions) {
    this.#scope = scope
    this.#options = options
    this.gates = options.gates
  }

  /** Where it takes events; undefined while it does not run. */
  get ingest(): string | undefined {
    return this.#ingest
  }

  /** Starts it, and waits until it listens. @throws Error with what it said. */
  async start(): Promise<void> {
    const { folder, env, config } = this.#options
    const process = new SluiceProcess(this.#scope, { config: config(this.#variant), folder, env })
    this.#process = process
    const { ingest, metrics } = await process.line('started', 60_000)
    this.#ingest = `${ingest}/events`
    this.#metrics = String(metrics)
  }

  /** Waits until it reads. @throws Error with what it said. */
  async ready(): Promise<void> {
    const isReady = async () => this.#running.running && (await get(`${this.#metrics}/ready`)).status === 200
    await until(isReady, '/ready', 90_000).catch(error => {
      throw new Error(`${error}\n${this.said}`)
    })
  }

  /** SIGKILL. @throws Error where it had ended by itself. */
  async kill(): Promise<void> {
    const process = this.#running
    this.#ingest = undefined
    const ended = await process.kill('SIGKILL')
    if (ended !== 'SIGKILL') throw new Error(`it ended by itself with ${ended}\n${process.said}`)
  }

  /** SIGTERM. @throws Error where it does not end with 0. */
  async end(): Promise<void> {
    const process = this.#running
    this.#ingest = undefined
    const code = await process.kill('SIGTERM')
    if (code !== 0) throw new Error(`SIGTERM ended it with ${code}\n${process.said}`)
  }

  /** SIGSTOP: it is still there, and does nothing. */
  freeze(): void {
    this.#running.signal('SIGSTOP')
  }

  /** SIGCONT. */
  thaw(): void {
    this.#running.signal('SIGCONT')
  }

  /** Another variant of its configuration, and SIGHUP. @throws Error where it is refused. */
  async reload(): Promise<void> {
    const process = this.#running
    writeFileSync(join(this.#options.folder, 'sluice.yaml'), this.#options.config(++this.#variant))
    process.lines.length = 0
    process.signal('SIGHUP')
    await process.line('reloaded', 60_000)
  }

  /** Partitions that it reads, and offsets in them that are not settled yet. */
  async lag(): Promise<{ readonly partitions: number; readonly offsets: number }> {
    const { text } = await get(`${this.#metrics}/metrics`)
    const lags = [...text.matchAll(/^sluice_partition_lag_offsets\{.*\} (\d+)$/gm)].map(([, lag]) =>
      Number(lag),
    )
    return { partitions: lags.length, offsets: lags.reduce((sum, lag) => sum + lag, 0) }
  }

  /** The last that it said. */
  get said(): string {
    return this.#process?.said ?? ''
  }

  get #running(): SluiceProcess {
    if (this.#process?.running !== true) throw new Error(`the instance does not run\n${this.said}`)
    return this.#process
  }
}
