import type { ErrorClass } from '../errors.ts'
import type { Outcome, ReaderMeter, SinkMeter } from '../types.ts'

/** What a job has done. It has no part in the metrics of its sink, which are about live events. */
export class JobCounts implements SinkMeter {
  deliveredCount = 0
  deadLetteredCount = 0
  /** Attempts that have failed. */
  failures = 0

  taken(): void {}

  attempted(outcome: Outcome['kind'], _errorClass: ErrorClass | '', _seconds: number): void {
    if (outcome !== 'delivered') this.failures++
  }

  delivered(): void {
    this.deliveredCount++
  }

  deadLettered(): void {
    this.deadLetteredCount++
  }

  deadLetterCut(): void {}

  deadLetterFailed(): void {}

  shed(): void {}
}

const nothing = () => {}

/** What a job reads has been counted before. */
export const uncounted: ReaderMeter = {
  received: nothing,
  matched: nothing,
  unmatched: nothing,
  tombstone: nothing,
  undecodable: nothing,
  commit: nothing,
  tenure: nothing,
  reread: nothing,
  missed: nothing,
  ruleMatched: nothing,
  ruleFailed: nothing,
}
