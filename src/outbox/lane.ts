import type { Logger, Tenure } from '../types.ts'
import type { Owed } from './owed.ts'
import { Track } from './track.ts'

/** What a record has behind it when it is taken: failed attempts of an earlier tenure, or of before a shed. */
export interface Started {
  readonly attempts: number
  /** Milliseconds since the epoch. */
  readonly firstFailure: number
}

export interface LaneOptions {
  /** Of the record that stands at the lane's beginning, as the commit has it. */
  readonly started?: Started
  /** Told of each shed that the reader did not ask for: `next` has to go back to there, and never forward for it. */
  readonly onShed?: (lane: Lane, next: number) => void
}

/** An outbox's work for one partition during one tenure: a queue per key, and what is settled of it. */
export class Lane {
  readonly tenure: Tenure
  /** Names sink, topic and partition in each line. */
  readonly logger: Logger
  /** Where the sink stood when the tenure began: what lies below is settled. */
  readonly from: number
  readonly onShed: LaneOptions['onShed']
  readonly track = new Track()
  /** The last of each key that is not settled; the ones before it are linked to it. */
  readonly tails = new Map<string, Owed>()
  /** Set once by `Outbox.drop`: outcomes that come later count for nothing. */
  ended = false
  /** While closing: what stands beyond is not started any more. */
  last = Number.POSITIVE_INFINITY
  /** The unsettled record because of which it refused one that lies a span beyond. */
  heldBy: Owed | undefined
  /** When it last took something, in its window's count of turns. */
  turn = 0
  /** Below it, everything was read for this lane; what the track holds beyond was taken before a shed. */
  #covered: number
  /** Of records that are not here but were tried before; by offset. */
  readonly #started = new Map<number, Started>()

  constructor(tenure: Tenure, from: number, logger: Logger, { started, onShed }: LaneOptions = {}) {
    this.tenure = tenure
    this.from = from
    this.logger = logger
    this.onShed = onShed
    this.#covered = from
    if (started !== undefined && started.attempts > 0) this.#started.set(from, started)
  }

  /** It is at the end of its span: there is no room here before its first record is settled. */
  get stuck(): boolean {
    return this.heldBy !== undefined && this.track.first === this.heldBy
  }

  /** Whether an offset is settled, under way or waiting here: to be skipped when it is read again. */
  knows(offset: number): boolean {
    return offset < this.#covered || this.track.has(offset)
  }

  /** Takes the next record; it goes on with the attempts that it had. */
  add(owed: Owed): void {
    this.track.add(owed)
    this.#covered = owed.offset + 1
    if (this.#started.size > 0) this.#resume(owed)
  }

  /** To be called after anything here settled. */
  advance(): void {
    this.track.advance(this.#covered)
  }

  /**
   * Takes out all that is unsent, and gives it: the log still has it. What is under way, settled or being buried stays.
   * From now on the lane has to be read for again from the lowest of them on.
   */
  forgetUnsent(): Owed[] {
    const out = this.track.takeOut(({ state }) => state === 'waiting' || state === 'backoff')
    const lowest = out[0]
    if (lowest === undefined) return out
    this.#covered = Math.min(this.#covered, lowest.offset)
    for (const { offset, attempts, firstFailure } of out)
      if (attempts > 0) this.#started.set(offset, { attempts, firstFailure })
    this.tails.clear()
    for (const owed of this.track) {
      if (owed.state === 'settled') continue
      owed.following = undefined
      if (owed.key !== undefined) this.tails.set(owed.key, owed)
    }
    return out
  }

  /**
   * From now on only what stands before something that has gone already is started: left out, it would hold the commit
   * back, and what has gone would come again. Nobody waits for a retry, so what lies beyond one is left as well.
   */
  close(): void {
    this.last = -1
    for (const owed of this.track) {
      if (owed.state === 'backoff') return
      if (owed.state !== 'waiting') this.last = owed.offset
    }
  }

  /** While closing, this one stays open: nothing beyond it is worth starting. */
  leave(owed: Owed): void {
    this.last = Math.min(this.last, owed.offset - 1)
  }

  /** The first offset not settled, given that what lies below `next` was read for this sink. */
  done(next: number): number {
    return Math.min(this.track.first?.offset ?? Number.POSITIVE_INFINITY, Math.max(next, this.from))
  }

  /** The attempts that the record at `done` has behind it, for the commit; undefined where none. */
  started(next: number): Started | undefined {
    const first = this.track.first
    const done = this.done(next)
    if (first?.offset !== done) return this.#started.get(done)
    return first.attempts > 0 ? { attempts: first.attempts, firstFailure: first.firstFailure } : undefined
  }

  #resume(owed: Owed): void {
    for (const [offset, { attempts, firstFailure }] of this.#started) {
      if (offset > owed.offset) continue
      this.#started.delete(offset)
      if (offset < owed.offset) continue // nobody wants it any more
      owed.attempts = attempts
      owed.firstFailure = firstFailure
    }
  }
}
