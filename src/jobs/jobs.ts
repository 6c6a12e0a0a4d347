import { randomUUID } from 'node:crypto'
import type { SinkConfig } from '../config/types.ts'
import type { Selection } from '../dead-letters/selection.ts'
import { errorFields, SluiceError } from '../errors.ts'
import type { Point } from '../point.ts'
import { compileWhere } from '../rules/index.ts'
import { type Stretch, stretchesOf } from '../stretch.ts'
import type { Json, Log, Logger } from '../types.ts'
import { Job, type JobView } from './job.ts'
import { jobRunOf, type MakingParts } from './making.ts'
import type { PlanParts } from './plan.ts'
import { type JobSpec, readSpec, specLine } from './spec.ts'

/** What is asked of a replay: which stretch of the source, and what of it. */
export interface ReplayRequest {
  readonly sink: string
  /** Undefined: every topic that is read. */
  readonly topic: string | undefined
  readonly from: Point
  readonly to: Point
  readonly where: Json
  readonly rate: number
  readonly dryRun: boolean
}

/** What is asked of a redrive: which letters. */
export interface RedriveRequest {
  readonly sink: string
  readonly select: Selection
  readonly rate: number
  readonly dryRun: boolean
}

type Asked = Job['asked']

export interface JobsParts extends PlanParts, MakingParts {
  readonly logger: Logger
}

const mostKept = 50 // jobs that are over
const mostRunning = 4
const specBytes = 2_000 // of a commit's metadata; the rest is for positions

/** The replays and redrives of this instance. */
export class Jobs {
  #parts: JobsParts
  readonly #jobs = new Map<string, Job>()
  #isStopped = false
  #suspended: Asked[] = []

  constructor(parts: JobsParts) {
    this.#parts = parts
  }

  /** The newest first. */
  get views(): readonly JobView[] {
    return [...this.#jobs.values()].map(({ view }) => view).reverse()
  }

  /** Of those, the ones that are counting or running. */
  get underWay(): readonly JobView[] {
    return this.views.filter(({ state }) => state === 'counting' || state === 'running')
  }

  /** @throws SluiceError `job_unknown` */
  get(id: string): JobView {
    return this.#job(id).view
  }

  /**
   * Has events of a stretch of the source sent to a sink once more.
   * @throws SluiceError `sink_unknown`, `topic_missing`, `offset_out_of_range`, `usage`, `job_running`; ConfigError for `where`.
   */
  async replay({ topic, from, to, where, ...asked }: ReplayRequest, by: string): Promise<JobView> {
    compileWhere(where)
    this.#sink(asked.sink)
    const { config, source } = this.#parts
    const topics = [...new Set(config.sources.flatMap(({ topics }) => topics))]
    if (topic !== undefined && !topics.includes(topic))
      throw new SluiceError('topic_missing', `topic ${topic} is not read`, {
        hint: `these are: ${topics.join(', ')}`,
      })
    const stretches: Stretch[] = []
    for (const each of topic === undefined ? topics : [topic])
      stretches.push(...(await stretchesOf(source, each, from, to)))
    const spec = specOf({ ...asked, kind: 'replay', by, where, select: {} })
    return this.#start(spec, stretches, asked.dryRun)
  }

  /** Has dead letters of a sink sent to it once more. @throws as `replay`. */
  async redrive({ select, ...asked }: RedriveRequest, by: string): Promise<JobView> {
    this.#sink(asked.sink)
    const { letters } = this.#parts
    const topic = letters.topicOf(asked.sink)
    const stretches = (await letters.bounds(asked.sink)).flatMap(({ start, end }, partition): Stretch[] => {
      if (select.partition !== undefined && select.partition !== partition) return []
      const { offset } = select
      if (offset === undefined) return [{ topic, partition, from: start, to: end }]
      if (offset < start || offset >= end) return []
      return [{ topic, partition, from: offset, to: offset + 1 }]
    })
    const spec = specOf({ ...asked, kind: 'redrive', by, where: null, select })
    return this.#start(spec, stretches, asked.dryRun)
  }

  /** Goes on with a job that its instance could not end. @throws SluiceError `job_unknown`, and as `replay`. */
  async resume(id: string): Promise<JobView> {
    const known = this.#jobs.get(id)
    if (known !== undefined && !['stopped', 'failed'].includes(known.view.state)) return known.view
    for (const { log, topics } of this.#places()) {
      const stretches: Stretch[] = []
      let spec: JobSpec | undefined
      for (const topic of topics) {
        if ((await log.bounds(topic)) === undefined) continue
        for (const [partition, commit] of (await log.committed(this.#groupOf(id), topic)).entries()) {
          const { written } = readSpec(commit?.metadata ?? '', { topic, partition })
          if (written === undefined) continue
          spec = written.spec
          stretches.push(written.stretch)
        }
      }
      if (spec !== undefined) return this.#start(spec, stretches, false)
    }
    throw unknown(id)
  }

  /** Ends a job for good; resolves once that is committed. @throws SluiceError `job_unknown`. */
  async cancel(id: string): Promise<JobView> {
    const job = this.#job(id)
    await job.cancel()
    return job.view
  }

  /**
   * Commits what settled and does nothing more, until `use` or for good. Takes `grace` ms at most, never rejects.
   * Idempotent.
   */
  async suspend(grace: number): Promise<void> {
    this.#isStopped = true
    const running = [...this.#jobs.values()].filter(({ isOver }) => !isOver)
    this.#suspended.push(...running.map(({ asked }) => asked))
    const { logger } = this.#parts
    await Promise.all(
      running.map(job => job.stop(grace).catch(error => logger.warn(errorFields(error), 'job.stop_failed'))),
    )
  }

  /** Goes on, by another configuration. */
  use(parts: JobsParts): void {
    this.#parts = parts
    this.#isStopped = false
    for (const { spec, stretches, dryRun } of this.#suspended.splice(0))
      try {
        this.#start(spec, stretches, dryRun)
      } catch (error) {
        parts.logger.warn({ job: spec.id, ...errorFields(error) }, 'job.not_resumed')
      }
  }

  #start(spec: JobSpec, stretches: readonly Stretch[], dryRun: boolean): JobView {
    const { source, letters, logger } = this.#parts
    const settings = this.#sink(spec.sink)
    if (this.#isStopped) throw new SluiceError('stopping', 'this instance is shutting down')
    const running = this.underWay
    const same = running.find(({ sink, dryRun: dry }) => sink === spec.sink && !dry && !dryRun)
    if (same !== undefined || running.length >= mostRunning)
      throw new SluiceError(
        'job_running',
        same === undefined
          ? `${running.length} jobs are under way`
          : `a ${same.kind} to sink ${spec.sink} is under way: ${same.id}`,
        { hint: 'wait for its end, or cancel it with DELETE /jobs/<id>' },
      )
    const bytes = Math.max(0, ...stretches.map(stretch => Buffer.byteLength(specLine(spec, stretch))))
    if (bytes > specBytes)
      throw new SluiceError(
        'usage',
        `what the job is about takes ${bytes} bytes, at most ${specBytes} can be kept`,
        {
          hint: 'shorten its conditions',
        },
      )
    const log = spec.kind === 'replay' ? source : letters.log
    const named = logger.child({ job: spec.id, kind: spec.kind })
    const group = this.#groupOf(spec.id)
    const job = new Job({
      spec,
      stretches,
      dryRun,
      group,
      log,
      plan: this.#parts,
      logger: named,
      run: (router, counts, failed) =>
        jobRunOf(
          { spec, stretches, log, group, router, counts, failed, logger: named },
          settings,
          this.#parts,
        ),
    })
    this.#keep(spec.id, job)
    named.info({ sink: spec.sink, by: spec.by, dry_run: dryRun, stretches: stretches.length }, 'job.started')
    return job.view
  }

  #places(): readonly { readonly log: Log; readonly topics: readonly string[] }[] {
    const { config, source, letters } = this.#parts
    return [
      { log: source, topics: [...new Set(config.sources.flatMap(({ topics }) => topics))] },
      { log: letters.log, topics: [...config.sinks.keys()].map(sink => letters.topicOf(sink)) },
    ]
  }

  #groupOf(id: string): string {
    return `${this.#parts.config.log.group}.job.${id}`
  }

  #sink(name: string): SinkConfig {
    const sink = this.#parts.config.sinks.get(name)
    if (sink === undefined) throw new SluiceError('sink_unknown', `no sink ${name} in the configuration`)
    return sink
  }

  #job(id: string): Job {
    const job = this.#jobs.get(id)
    if (job === undefined) throw unknown(id)
    return job
  }

  #keep(id: string, job: Job): void {
    this.#jobs.delete(id)
    this.#jobs.set(id, job)
    for (const [old, { isOver }] of this.#jobs) {
      if (this.#jobs.size <= mostKept) return
      if (isOver) this.#jobs.delete(old)
    }
  }
}

function specOf(asked: Omit<JobSpec, 'id' | 'created'> & { readonly dryRun?: boolean }): JobSpec {
  const { dryRun: _, ...spec } = asked
  return { ...spec, id: randomUUID(), created: new Date().toISOString() }
}

function unknown(id: string): SluiceError {
  return new SluiceError('job_unknown', `there is no job ${id} here`, {
    hint: 'one that its instance could not end can be gone on with: POST /jobs {"resume": "<id>"}',
  })
}
