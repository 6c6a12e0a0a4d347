import type { ErrorClass } from '../errors.ts'
import type { Outcome, SinkMeter } from '../types.ts'
import { AGE_SECONDS, ATTEMPT_SECONDS, ATTEMPTS, Buckets } from './buckets.ts'
import { Tally } from './tally.ts'

// Shown with 0 before the first dead letter: an increase over no sample is no increase.
const STAGES = ['refused', 'given_up']

/** The numbers of one sink: plain increments on the hot path, read at the scrape. */
export class SinkCounts implements SinkMeter {
  readonly sink: string
  takenCount = 0
  deliveredCount = 0
  deadLetterFailures = 0
  deadLettersCut = 0
  shedCount = 0
  readonly stages = new Tally(16)
  readonly duration = new Buckets(ATTEMPT_SECONDS)
  readonly age = new Buckets(AGE_SECONDS)
  readonly attemptsEach = new Buckets(ATTEMPTS)
  readonly #attempts: Record<Outcome['kind'], Map<string, number>> = {
    delivered: new Map([['', 0]]),
    retry: new Map(),
    refused: new Map(),
  }

  constructor(sink: string) {
    this.sink = sink
    for (const stage of STAGES) this.stages.declare(stage)
  }

  taken(): void {
    this.takenCount++
  }

  attempted(outcome: Outcome['kind'], errorClass: ErrorClass | '', seconds: number): void {
    const classes = this.#attempts[outcome]
    classes.set(errorClass, (classes.get(errorClass) ?? 0) + 1)
    this.duration.observe(seconds)
  }

  delivered(ageSeconds: number, attempts: number): void {
    this.deliveredCount++
    this.age.observe(ageSeconds)
    this.attemptsEach.observe(attempts)
  }

  deadLettered(stage: string, attempts: number): void {
    this.stages.add(stage)
    this.attemptsEach.observe(attempts)
  }

  deadLetterCut(): void {
    this.deadLettersCut++
  }

  deadLetterFailed(): void {
    this.deadLetterFailures++
  }

  shed(count: number): void {
    this.shedCount += count
  }

  /** Taken, and neither settled nor forgotten: what has to be in the lane. */
  get open(): number {
    return this.takenCount - this.deliveredCount - this.stages.total - this.shedCount
  }

  /** Attempts with that outcome. */
  attempts(outcome: Outcome['kind']): number {
    let total = 0
    for (const count of this.#attempts[outcome].values()) total += count
    return total
  }

  /** Attempts by outcome and error class. */
  *byClass(): Iterable<readonly [outcome: string, errorClass: string, count: number]> {
    for (const [outcome, classes] of Object.entries(this.#attempts)) {
      for (const [errorClass, count] of classes) yield [outcome, errorClass, count]
    }
  }
}
