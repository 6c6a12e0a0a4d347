import type { Logger, Tenure } from '../types.ts'
import type { Owed, Work } from './owed.ts'
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
  /** Milliseconds for which the sink has failed at everything, all in all. Set by the outbox. */
  readonly stoodStill?: () => number
}

/** An operator had the sink go back: what lies below was offered to it before, and is sent again as a replay of this id. */
export interface Rewound {
  readonly id: string
  readonly below: number
}

/** What a record goes on with when it is taken again. */
interface Kept extends Started {
  readonly stoodStill: number
}

const never = () => 0

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
  rewound: Rewound | undefined
  /** Below it, everything was read for this lane; what the track holds beyond was taken before a shed. */
  #covered: number
  /** Of records that are not here but were tried before; by offset. */
  readonly #started = new Map<number, Kept>()
  readonly #stoodStill: () => number
  #pausedAt: number | undefined
  #stillFor = 0

  constructor(tenure: Tenure, from: number, logger: Logger, options: LaneOptions = {}) {
    const { started, onShed, stoodStill = never } = options
    this.tenure = tenure
    this.from = from
    this.logger = logger
    this.onShed = onShed
    this.#covered = from
    this.#stoodStill = stoodStill
    if (started !== undefined && started.attempts > 0)
      this.#started.set(from, { ...started, stoodStill: stoodStill() })
  }

  /** It is at the end of its span: there is no room here before its first record is settled. */
  get stuck(): boolean {
    return this.heldBy !== undefined && this.track.first === this.heldBy
  }

  /** By an operator, who pauses a sink partition by partition: it has no room, and what fails is forgotten. */
  get paused(): boolean {
    return this.#pausedAt !== undefined
  }

  set paused(paused: boolean) {
    if (paused === this.paused) return
    this.#stillFor = this.stoodStill - this.#stoodStill()
    this.#pausedAt = paused ? Date.now() : undefined
  }

  /** Milliseconds for which the clock of `max_elapsed` has stood still here: the sink failed at everything, or was paused. */
  get stoodStill(): number {
    const paused = this.#pausedAt === undefined ? 0 : Date.now() - this.#pausedAt
    return this.#stoodStill() + this.#stillFor + paused
  }

  /** Whether an offset is settled, under way or waiting here: to be skipped when it is read again. */
  knows(offset: number): boolean {
    return offset < this.#covered || this.track.has(offset)
  }

  /** The work as it is to be sent: marked, where an operator has it sent again. */
  asked(work: Work): Work {
    const { rewound } = this
    if (rewound === undefined || work.record.offset >= rewound.below || !('event' in work)) return work
    return { ...work, replay: { id: rewound.id } }
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
    for (const { offset, attempts, firstFailure, stoodStill } of out)
      if (firstFailure > 0) this.#started.set(offset, { attempts, firstFailure, stoodStill })
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

  /** Closed, nothing is under way any more, and nothing will be. What waits for a retry, waits elsewhere. */
  get quiet(): boolean {
    for (const { state, offset } of this.track) {
      if (state === 'wire' || state === 'burying') return false
      if (state === 'waiting' && offset <= this.last) return false
    }
    return true
  }

  /** While closing, this one stays open: nothing beyond it is worth starting. */
  leave(owed: Owed): void {
    this.last = Math.min(this.last, owed.offset - 1)
  }

  /** The first offset not settled, given that what lies below `next` was read for this sink. */
  done(next: number): number {
    return Math.min(this.track.first?.offset ?? Number.POSITIVE_INFINITY, Math.max(next, this.from))
  }

  /**
   * The attempts that the record at `done` has behind it, for the commit; undefined where none. The first failure is
   * moved on by what the clock has stood still since.
   */
  started(next: number): Started | undefined {
    const first = this.track.first
    const done = this.done(next)
    const kept = first?.offset === done ? first : this.#started.get(done)
    if (kept === undefined || kept.attempts === 0) return undefined
    const { attempts, firstFailure, stoodStill } = kept
    return { attempts, firstFailure: firstFailure + this.stoodStill - stoodStill }
  }

  #resume(owed: Owed): void {
    for (const [offset, { attempts, firstFailure, stoodStill }] of this.#started) {
      if (offset > owed.offset) continue
      this.#started.delete(offset)
      if (offset < owed.offset) continue // nobody wants it any more
      owed.attempts = attempts
      owed.firstFailure = firstFailure
      owed.stoodStill = stoodStill
    }
  }
}
