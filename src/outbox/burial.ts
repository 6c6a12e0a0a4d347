import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorClass, messageOf, SluiceError } from '../errors.ts'
import type { Work } from './owed.ts'
import { delayAfter, type RetrySettings } from './retry.ts'

/** A delivery given up on, and why. Times are milliseconds since the epoch. */
export interface Burial {
  readonly sink: string
  readonly work: Work
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

// No limit: a record whose dead letter is not durable stays unsettled, and its sink holds.
const schedule: RetrySettings = {
  initial: 500,
  max: 30_000,
  factor: 2,
  max_elapsed: Number.POSITIVE_INFINITY,
  max_attempts: 0,
}

/** Writes until it succeeds (true), or until it is not wanted any more (false): the log still has the record then. */
export async function untilDurable(
  write: () => Promise<void> | undefined,
  {
    wanted,
    failed,
    random,
    signal,
  }: {
    readonly wanted: () => boolean
    readonly failed: (error: unknown) => void
    readonly random: () => number
    /** Ends a wait between two tries. */
    readonly signal: AbortSignal
  },
): Promise<boolean> {
  for (let failures = 1; ; failures++) {
    try {
      await write()
      return true
    } catch (error) {
      failed(error)
    }
    if (!wanted()) return false
    await sleep(delayAfter(failures, schedule, random()), undefined, { signal }).catch(() => {})
    if (!wanted()) return false
  }
}

/** An error as fields of a log line. */
export function fieldsOf(error: unknown): { error: string; code?: string; hint?: string } {
  if (!(error instanceof SluiceError)) return { error: messageOf(error) }
  return { error: error.message, code: error.code, ...(error.hint === '' ? {} : { hint: error.hint }) }
}
