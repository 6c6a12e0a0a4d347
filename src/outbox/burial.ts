import type { ErrorClass } from '../errors.ts'
import type { Outcome } from '../types.ts'
import type { Owed, Work } from './owed.ts'

/** A delivery given up on, and why. Times are milliseconds since the epoch. */
export interface Burial {
  readonly sink: string
  readonly work: Work
  /** Empty where it was never wrapped. */
  readonly egressId: string
  readonly stage: BurialStage
  /** One line for people. */
  readonly reason: string
  readonly class: ErrorClass
  readonly attempts: number
  readonly firstFailure: number
  readonly lastFailure: number
}

/** refused: the other side will never accept it; given_up: retried to the end; undecodable: not an event of its format. */
export type BurialStage = 'refused' | 'given_up' | 'undecodable'

/** An outcome that is no delivery. */
export type Failure = Exclude<Outcome, { readonly kind: 'delivered' }>

/** What is told of a delivery whose last attempt ended so; `why` it is given up. */
export function burialOf(sink: string, owed: Owed, outcome: Failure, why: string, now: number): Burial {
  const refused = outcome.kind === 'refused'
  return {
    sink,
    work: owed.work,
    egressId: owed.egressId,
    stage: refused ? 'refused' : 'given_up',
    reason: refused ? outcome.reason : `${why}; last: ${outcome.reason}`,
    class: outcome.class,
    attempts: owed.attempts,
    firstFailure: owed.firstFailure,
    lastFailure: now,
  }
}
