import { errorFields } from '../errors.ts'
import type { Stretch } from '../stretch.ts'
import type { Log, Logger } from '../types.ts'
import { JobCounts } from './job-counts.ts'
import type { JobRun } from './job-run.ts'
import { count, type Plan, type PlanParts, routerOf } from './plan.ts'
import type { JobSpec } from './spec.ts'

/**
 * counting: its stretches are read to say how much it is; running: its group is joined, and what it is about is
 * committed; done; cancelled: for good; failed; stopped: with its instance, and can be gone on with.
 */
export type JobState = 'counting' | 'running' | 'done' | 'cancelled' | 'failed' | 'stopped'

/** A job as it is shown. */
export interface JobView extends JobSpec {
  readonly state: JobState
  readonly dryRun: boolean
  /** Kafka group of its commits. */
  readonly group: string
  readonly stretches: readonly Stretch[]
  /** Undefined until it is counted. */
  readonly plan: Plan | undefined
  /** Offsets of its stretches, those that are settled, and, while it counts, records that were looked at. */
  readonly offsets: number
  readonly settled: number
  readonly counted: number
  readonly delivered: number
  readonly deadLettered: number
  /** Attempts that have failed. */
  readonly failures: number
  /** Why it waits or has failed; else empty. */
  readonly detail: string
}

export interface JobParts {
  readonly spec: JobSpec
  readonly stretches: readonly Stretch[]
  readonly dryRun: boolean
  readonly group: string
  /** The log that the stretches are of. */
  readonly log: Log
  readonly plan: PlanParts
  readonly logger: Logger
  /** Makes the run; `failed` is told where it cannot go on. */
  readonly run: (
    router: Awaited<ReturnType<typeof routerOf>>,
    counts: JobCounts,
    failed: (error: Error) => void,
  ) => JobRun
}

const lookEvery = 100 // ms
const grace = 5_000 // ms for what is under way when it ends

/** One replay or redrive, from counting to its end. */
export class Job {
  /** Resolves once it is at rest, however it ended. */
  readonly over: Promise<void>
  readonly #parts: JobParts
  readonly #counts = new JobCounts()
  readonly #abort = new AbortController()
  #state: JobState = 'counting'
  #plan: Plan | undefined
  #counted = 0
  #settled = 0
  #detail = ''
  #run: JobRun | undefined

  constructor(parts: JobParts) {
    this.#parts = parts
    this.over = this.#work()
  }

  get view(): JobView {
    const { spec, dryRun, group, stretches } = this.#parts
    const { deliveredCount: delivered, deadLetteredCount: deadLettered, failures } = this.#counts
    return {
      ...spec,
      state: this.#state,
      dryRun,
      group,
      stretches,
      plan: this.#plan,
      offsets: stretches.reduce((sum, { from, to }) => sum + to - from, 0),
      settled: this.#state === 'running' ? (this.#run?.settled ?? 0) : this.#settled,
      counted: this.#counted,
      delivered,
      deadLettered,
      failures,
      detail: this.#state === 'running' ? (this.#run?.detail ?? '') : this.#detail,
    }
  }

  /** What it was made for. */
  get asked(): Pick<JobParts, 'spec' | 'stretches' | 'dryRun'> {
    return this.#parts
  }

  get isOver(): boolean {
    return this.#state !== 'counting' && this.#state !== 'running'
  }

  /** Ends it for good; resolves once that is committed. @throws SluiceError as `Tenure.commit`: then it is to be asked for again. */
  async cancel(): Promise<void> {
    if (this.isOver) return
    await this.#run?.giveUp()
    this.#end('cancelled')
    this.#abort.abort()
    await this.over
  }

  /** Its instance stops: what settled is committed, and it can be gone on with. Idempotent. */
  async stop(within: number): Promise<void> {
    if (!this.isOver) this.#end('stopped')
    this.#abort.abort()
    await this.#run?.drain(within)
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    const { signal } = this.#abort
    const { logger, dryRun } = this.#parts
    try {
      await this.#begin(signal)
      if (this.#run !== undefined) await this.#untilSettled(this.#run, signal)
      if (this.isOver) return
      await this.#run?.drain(grace)
      this.#settled = this.view.offsets
      this.#end('done')
    } catch (error) {
      if (this.isOver) return
      const { error: message, hint } = errorFields(error)
      this.#detail = hint === undefined ? message : `${message} (${hint})`
      this.#settled = this.#run?.settled ?? 0
      this.#end('failed')
      await this.#run?.drain(grace)
    } finally {
      const { state, delivered, deadLettered, plan, detail } = this.view
      logger.info(
        { state, delivered, dead_lettered: deadLettered, plan, dry_run: dryRun, detail },
        'job.ended',
      )
    }
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { spec, stretches, dryRun, log, plan, run } = this.#parts
    const router = await routerOf(spec, stretches, plan, signal)
    this.#plan = await count(log, stretches, router, signal, () => {
      this.#counted++
    })
    if (dryRun || this.#plan.deliveries === 0 || signal.aborted) return
    this.#run = run(router, this.#counts, error => this.#abort.abort(error))
    this.#state = 'running'
    this.#run.start()
  }

  async #untilSettled(run: JobRun, signal: AbortSignal): Promise<void> {
    const { offsets } = this.view
    signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => {
        if (run.settled >= offsets) end(resolve)
      }, lookEvery)
      const end = (then: () => void) => {
        clearInterval(timer)
        then()
      }
      signal.addEventListener('abort', () => end(() => reject(signal.reason)), { once: true })
    })
  }

  #end(state: JobState): void {
    if (this.#state === 'running') this.#settled = Math.max(this.#settled, this.#run?.settled ?? 0)
    this.#state = state
  }
}
