import type { Stretch } from '../stretch.ts'
import type { Batch, Bounds, Commit, Reread, Tenure } from '../types.ts'

/**
 * A partition as a job sees it: it ends where the job was to end when it was asked for. Commits carry what the job is
 * about. At the end, or given up, they keep nothing from retention any more.
 */
export class JobTenure implements Tenure {
  readonly topic: string
  readonly partition: number
  readonly committed: Commit
  readonly bounds: Bounds
  readonly #inner: Tenure
  readonly #line: string
  readonly #to: number
  #next = 0
  #offset: number
  #storing: Promise<void> = Promise.resolve()
  #isGivenUp = false
  #stop: () => void = () => {}

  /** `line`: with which metadata begins; `committed`: what the group has, without it. */
  constructor(inner: Tenure, { to }: Stretch, line: string, committed: Commit) {
    this.topic = inner.topic
    this.partition = inner.partition
    this.bounds = inner.bounds
    this.committed = committed
    this.#inner = inner
    this.#line = line
    this.#to = to
    this.#offset = committed.offset
  }

  get ended(): boolean {
    return this.#inner.ended
  }

  mayStart(): boolean {
    return this.#inner.mayStart()
  }

  seek(offset: number): void {
    this.#next = offset
    this.#inner.seek(offset)
  }

  async read(): Promise<Batch | undefined> {
    // Nothing comes any more; who reads waits for the end of the tenure.
    if (this.#next >= this.#to) return new Promise(resolve => (this.#stop = () => resolve(undefined)))
    const batch = await this.#inner.read()
    if (batch === undefined) return undefined
    const { records, next } = batch
    this.#next = Math.min(next, this.#to)
    if (next <= this.#to) return batch
    return { ...batch, next: this.#to, records: records.filter(({ offset }) => offset < this.#to) }
  }

  /** Nobody reads again beyond where this read stands. */
  reread(from: number): Reread {
    return this.#inner.reread(from)
  }

  async commit(commit: Commit): Promise<void> {
    if (this.#isGivenUp) return
    const { offset, metadata } = commit
    const low = offset >= this.#to && metadata === '' ? Number.MAX_SAFE_INTEGER : commit.low
    await this.#store({ offset, metadata: this.#line + metadata, low })
    this.#offset = offset
  }

  /** Stores that the job is given up: it cannot be gone on with. Commits nothing after that. */
  async giveUp(): Promise<void> {
    this.#isGivenUp = true
    await this.#storing.catch(() => {})
    await this.#store({ offset: this.#offset, metadata: '', low: Number.MAX_SAFE_INTEGER })
  }

  /** The tenure has ended: who waits at the end waits no longer. */
  end(): void {
    this.#stop()
  }

  #store(commit: Commit): Promise<void> {
    this.#storing = this.#inner.commit(commit)
    return this.#storing
  }
}
