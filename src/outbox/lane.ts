import type { Logger, Tenure } from '../types.ts'
import type { Owed } from './owed.ts'
import { Track } from './track.ts'

/** An outbox's work for one partition during one tenure: a queue per key, and what is settled of it. */
export class Lane {
  readonly tenure: Tenure
  /** Names sink, topic and partition in each line. */
  readonly logger: Logger
  /** Where the sink stood when the tenure began: what lies below is settled. */
  readonly from: number
  readonly track = new Track()
  /** The last of each key that is not settled; the ones before it are linked to it. */
  readonly tails = new Map<string, Owed>()
  /** Set once by `Outbox.drop`: outcomes that come later count for nothing. */
  ended = false
  /** While closing: what stands beyond is not started any more. */
  last = Number.POSITIVE_INFINITY
  /** When it last took something, in its window's count of turns. */
  turn = 0

  constructor(tenure: Tenure, from: number, logger: Logger) {
    this.tenure = tenure
    this.logger = logger
    this.from = from
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

  /** The first offset not settled, given that the reader stands at `read`. */
  done(read: number): number {
    return this.track.first?.offset ?? Math.max(read, this.from)
  }
}
