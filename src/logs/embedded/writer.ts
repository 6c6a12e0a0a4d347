import { messageOf, SluiceError } from '../../errors.ts'
import type { Place } from '../../types.ts'
import { fromFailure } from './failure.ts'
import type { Link } from './link.ts'
import { type Append, type Packed, packAppends } from './packing.ts'
import type { Tails } from './tails.ts'
import type { CommitRow, Written } from './types.ts'

interface Waiting<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}
type WaitingAppend = Append & Waiting<Place[]>
type WaitingCommit = { readonly row: CommitRow } & Waiting<void>

const bytesPerWrite = 4 * 2 ** 20
const mostWaiting = 256 * 2 ** 20 // bytes

/**
 * Brings appends and commits to the file: one write is under way while the next gathers. That is the group commit, and
 * nobody waits for company.
 */
export class Writer {
  readonly #link: Pick<Link, 'call'>
  readonly #tails: Tails
  #appends: WaitingAppend[] = []
  #commits: WaitingCommit[] = []
  #waitingBytes = 0
  #isWriting = false
  #scheduled = false
  #idle: (() => void)[] = []
  #trouble = ''

  constructor(link: Pick<Link, 'call'>, tails: Tails) {
    this.#link = link
    this.#tails = tails
  }

  /** @throws SluiceError `log_full`, `append_failed`. */
  append(append: Append): Promise<Place[]> {
    if (this.#waitingBytes + append.bytes > mostWaiting && this.#waitingBytes > 0) {
      const message = `${this.#waitingBytes} bytes are waiting to be written already`
      return Promise.reject(
        new SluiceError('append_failed', message, { hint: 'the disk is too slow for this' }),
      )
    }
    this.#waitingBytes += append.bytes
    return new Promise((resolve, reject) => {
      this.#appends.push({ ...append, resolve, reject })
      this.#schedule()
    })
  }

  /** @throws SluiceError `commit_fenced`, `commit_failed`. */
  commit(row: CommitRow): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#commits.push({ row, resolve, reject })
      this.#schedule()
    })
  }

  /** Resolves when everything handed over so far is answered. */
  idle(): Promise<void> {
    return this.#isIdle ? Promise.resolve() : new Promise(resolve => this.#idle.push(resolve))
  }

  /** Why the last append failed; empty once one has succeeded. */
  get trouble(): string {
    return this.#trouble
  }

  get #isIdle(): boolean {
    return !this.#isWriting && this.#appends.length === 0 && this.#commits.length === 0
  }

  #schedule(): void {
    if (this.#scheduled || this.#isWriting) return
    this.#scheduled = true
    // What is appended in the same turn goes together.
    queueMicrotask(() => {
      this.#scheduled = false
      void this.#write()
    })
  }

  async #write(): Promise<void> {
    const appends = this.#takeAppends()
    const commits = this.#commits
    this.#commits = []
    if (appends.length === 0 && commits.length === 0) return
    this.#isWriting = true
    try {
      const packed = packAppends(appends, Date.now())
      const { data, chunks } = packed
      const write = { data, chunks, commits: commits.map(({ row }) => row) }
      this.#settle(appends, packed, commits, await this.#link.call('write', write, [data]))
    } catch (error) {
      this.#fail(appends, commits, error)
    }
    this.#isWriting = false
    if (this.#appends.length > 0 || this.#commits.length > 0) this.#schedule()
    if (!this.#isIdle) return
    for (const resolve of this.#idle) resolve()
    this.#idle = []
  }

  /** As many appends as make one write; each goes as a whole. */
  #takeAppends(): WaitingAppend[] {
    let bytes = 0
    let count = 0
    for (const append of this.#appends) {
      if (count > 0 && bytes + append.bytes > bytesPerWrite) break
      bytes += append.bytes
      count++
    }
    this.#waitingBytes -= bytes
    return this.#appends.splice(0, count)
  }

  #settle(
    appends: readonly WaitingAppend[],
    packed: Packed,
    commits: readonly WaitingCommit[],
    written: Written,
  ): void {
    if ('code' in written.bases) {
      const { bases } = written
      this.#trouble = bases.message
      for (const { reject } of appends) reject(fromFailure(bases, appendCode(bases.code)))
    } else {
      const places = packed.places(written.bases)
      if (appends.length > 0) this.#trouble = ''
      for (const [i, { resolve }] of appends.entries()) resolve(places[i]!)
      for (const [i, { partition, count }] of packed.chunks.entries())
        this.#tails.reach(partition, written.bases[i]! + count)
    }
    for (const [i, { row, resolve, reject }] of commits.entries()) {
      if ('code' in written.commits) reject(fromFailure(written.commits, 'commit_failed'))
      else if (written.commits[i] === true) resolve()
      else reject(fenced(row.group))
    }
  }

  #fail(appends: readonly WaitingAppend[], commits: readonly WaitingCommit[], error: unknown): void {
    const options = { cause: error, hint: error instanceof SluiceError ? error.hint : '' }
    const code = error instanceof SluiceError ? appendCode(error.code) : 'append_failed'
    for (const { reject } of appends) reject(new SluiceError(code, messageOf(error), options))
    for (const { reject } of commits) reject(new SluiceError('commit_failed', messageOf(error), options))
  }
}

/** A commit of a tenure that has ended. */
export function fenced(group: string): SluiceError {
  return new SluiceError('commit_fenced', `group ${group}: the tenure has ended; its commit is not stored`)
}

function appendCode(code: string): string {
  return code === 'log_full' ? code : 'append_failed'
}
