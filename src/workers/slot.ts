import { errorFields } from '../errors.ts'
import type { Logger } from '../types.ts'
import type { WorkerProcess } from './process.ts'

export interface SlotParts {
  readonly number: number
  readonly logger: Logger
  /** Makes the next process. */
  readonly spawn: () => WorkerProcess
  /** A process has ended; `asked`: by whoever stops or replaces it. */
  readonly ended: (process: WorkerProcess, asked: boolean) => void
  /** It cannot go on without an operator. */
  readonly fatal: (error: Error) => void
  /** Milliseconds before the first process that ended is replaced; doubled with each that does not last. */
  readonly firstWait?: number
}

const firstWait = 250
const longestWait = 30_000 // half a minute
const lasting = 60_000 // a process that has run for a minute is no crash loop

/** The place of one worker: a process that ends unasked is replaced, sooner or later. */
export class Slot {
  readonly number: number
  readonly #parts: SlotParts
  readonly #firstWait: number
  #process: WorkerProcess | undefined
  #replaced: WorkerProcess | undefined
  #wait: number
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(parts: SlotParts) {
    this.number = parts.number
    this.#parts = parts
    this.#firstWait = parts.firstWait ?? firstWait
    this.#wait = this.#firstWait
  }

  /** The process that runs, or starts. */
  get process(): WorkerProcess | undefined {
    return this.#process
  }

  /** Starts the first process. @throws SluiceError where it cannot route: that is for people to mend. */
  async start(): Promise<void> {
    const process = this.#spawn()
    await process.started
  }

  /** Ends a process; the next one takes its place at once. */
  replace(process: WorkerProcess): void {
    if (process.isGone || this.#process !== process) return
    this.#replaced = process
    process.kill()
  }

  /** Replaces nobody any more. Idempotent. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #spawn(): WorkerProcess {
    const process = this.#parts.spawn()
    const begun = performance.now()
    this.#process = process
    let started = false
    process.started.then(
      () => {
        started = true
      },
      error => {
        if (process.isGone) return
        // It has said why; a process that cannot route does not stay.
        this.#parts.logger.error({ worker: this.number, ...errorFields(error) }, 'worker.not_started')
        process.kill()
      },
    )
    void process.failed.then(error => {
      if (started) this.#parts.fatal(error)
    })
    void process.exited.then(how => this.#exited(process, how, performance.now() - begun))
    return process
  }

  #exited(process: WorkerProcess, how: string, lasted: number): void {
    const asked = this.#stopped || this.#replaced === process
    this.#process = undefined
    this.#parts.ended(process, asked)
    if (this.#stopped) return
    if (asked) {
      this.#spawn()
      return
    }
    if (lasted > lasting) this.#wait = this.#firstWait
    const wait = this.#wait
    this.#wait = Math.min(longestWait, wait * 2)
    this.#parts.logger.error({ worker: this.number, pid: process.pid, how, again_ms: wait }, 'worker.ended')
    this.#timer = setTimeout(() => {
      this.#spawn()
    }, wait)
  }
}
