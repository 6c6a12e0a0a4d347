import type { Tenure } from '../types.ts'
import type { Owed } from './owed.ts'
import { Track } from './track.ts'

/** An outbox's work for one partition during one tenure: a queue per key, and what is settled of it. */
export class Lane {
  readonly tenure: Tenure
  /** Where the sink stood when the tenure began: what lies below is settled. */
  readonly from: number
  readonly track = new Track()
  /** The last of each key that is not settled; the ones before it are linked to it. */
  readonly tails = new Map<string, Owed>()
  /** Set once by `Outbox.drop`: outcomes that come later count for nothing. */
  ended = false
  /** When it last took something, in its window's count of turns. */
  turn = 0

  constructor(tenure: Tenure, from: number) {
    this.tenure = tenure
    this.from = from
  }

  /** The first offset not settled, given that the reader stands at `read`. */
  done(read: number): number {
    return this.track.first?.offset ?? Math.max(read, this.from)
  }
}
