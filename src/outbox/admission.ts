import type { Breaker } from './breaker.ts'
import type { Burials } from './burials.ts'

/** Whether an outbox takes and starts anything at present. */
export class Admission {
  readonly breaker: Breaker
  readonly burials: Burials | undefined
  /** By configuration. */
  readonly paused: boolean
  stopped = false

  constructor(breaker: Breaker, burials: Burials | undefined, paused: boolean) {
    this.breaker = breaker
    this.burials = burials
    this.paused = paused
  }

  /** Failures count, and what failed waits in its lane to be tried again; otherwise it is forgotten. */
  get keeps(): boolean {
    return this.breaker.state === 'closed' && !this.paused
  }

  /** A delivery may be taken; while the breaker is half-open only one, and none while dead letters cannot be written. */
  get takes(): boolean {
    return !this.stopped && !this.paused && this.breaker.admits && this.burials?.blocked !== true
  }
}
