import { pause } from '../outbox/pause.ts'
import type { Stretch } from '../stretch.ts'
import type { Bounds, Commit, Cursor, CursorListener, CursorOptions, Log, Tenure } from '../types.ts'
import { JobTenure } from './job-tenure.ts'
import { type JobSpec, readSpec, specLine } from './spec.ts'

const mostAttempts = 10
const againAfter = 200 // ms
const never = new AbortController().signal

/**
 * A log as a job reads it: only the stretches that were fixed when it was asked for. Before the first record is read, each
 * partition's commit says what the job is about, so that it can be gone on with after a crash.
 */
export class JobLog implements Pick<Log, 'read' | 'bounds'> {
  readonly #log: Log
  readonly #spec: JobSpec
  readonly #stretches: ReadonlyMap<string, Stretch>
  #tenures: readonly JobTenure[] = []

  constructor(log: Log, spec: JobSpec, stretches: readonly Stretch[]) {
    this.#log = log
    this.#spec = spec
    this.#stretches = new Map(stretches.map(stretch => [placeOf(stretch), stretch]))
  }

  /** Bytes of metadata that are left for the reader. */
  get metadataLimit(): number {
    const lines = [...this.#stretches.values()].map(stretch => specLine(this.#spec, stretch))
    return this.#log.metadataLimit - Math.max(0, ...lines.map(line => Buffer.byteLength(line)))
  }

  bounds(topic: string): Promise<readonly Bounds[] | undefined> {
    return this.#log.bounds(topic)
  }

  read(options: CursorOptions, listener: CursorListener): Cursor {
    return this.#log.read(options, {
      assigned: tenures => void this.#begin(tenures, listener),
      rebalancing: () => listener.rebalancing(),
      ended: () => {
        for (const tenure of this.#tenures) tenure.end()
        listener.ended()
      },
      failed: error => listener.failed(error),
    })
  }

  /** Stores for every partition that is owned that the job is given up. @throws SluiceError as `Tenure.commit`. */
  async giveUp(): Promise<void> {
    await Promise.all(this.#tenures.filter(({ ended }) => !ended).map(tenure => tenure.giveUp()))
  }

  /** Never rejects. */
  async #begin(tenures: readonly Tenure[], listener: CursorListener): Promise<void> {
    try {
      const begun = await Promise.all(tenures.map(tenure => this.#tenure(tenure)))
      if (tenures.some(({ ended }) => ended)) return // the next ones come
      this.#tenures = begun.filter(tenure => tenure !== undefined)
      listener.assigned(this.#tenures)
    } catch (error) {
      if (tenures.some(({ ended }) => ended)) return
      listener.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Undefined for a partition that was not there when the job was asked for. */
  async #tenure(tenure: Tenure): Promise<JobTenure | undefined> {
    const stretch = this.#stretches.get(placeOf(tenure))
    if (stretch === undefined) return undefined
    const line = specLine(this.#spec, stretch)
    const { written, rest } = readSpec(tenure.committed.metadata, tenure)
    if (written !== undefined)
      return new JobTenure(tenure, stretch, line, { ...tenure.committed, metadata: rest })
    const { from, to } = stretch
    const first = { offset: from, low: from === to ? Number.MAX_SAFE_INTEGER : from }
    await committed(tenure, { ...first, metadata: line })
    return new JobTenure(tenure, stretch, line, { ...first, metadata: '' })
  }
}

/** What the log does not take at once may be taken a little later. @throws SluiceError as `Tenure.commit`. */
async function committed(tenure: Tenure, commit: Commit): Promise<void> {
  for (let left = mostAttempts - 1; ; left--)
    try {
      await tenure.commit(commit)
      return
    } catch (error) {
      if (left === 0 || tenure.ended) throw error
      await pause(againAfter, never)
    }
}

function placeOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`
}
