import type { Outcome } from '../types.ts'
import type { Owed } from './owed.ts'

/** What comes after an attempt. */
export interface AfterAttempt {
  readonly retryIn?: number
  readonly givenUp?: string
  /** It was answered after its tenure had ended, and counts for nothing. */
  readonly late?: boolean
}

/**
 * One wide line per attempt, `delivery.attempted`: everything there is to know about it, and no payload, URL or secret.
 * Sink and partition are the lane's, and in its logger.
 */
export function logAttempt(owed: Owed, outcome: Outcome, seconds: number, next: AfterAttempt): void {
  const { logger } = owed.lane
  const { work } = owed
  const level = outcome.kind === 'delivered' && 'event' in work ? 'info' : 'warn'
  if (!logger.isLevelEnabled(level)) return
  const fields: { [name: string]: unknown } = {
    outcome: outcome.kind,
    attempt: owed.attempts,
    duration_ms: Math.round(seconds * 1_000_000) / 1000,
    offset: owed.offset,
  }
  if ('event' in work) {
    const { type, objectType, sourceId } = work.event
    fields['type'] = type
    fields['object_type'] = objectType
    fields['source_id'] = sourceId
    fields['egress_id'] = owed.egressId
  } else if (outcome.kind === 'delivered') {
    // Its dead letter is durable; nobody would look for why unless it stands here.
    fields['class'] = 'undecodable'
    fields['reason'] = work.problem.message
  }
  if ('status' in outcome && outcome.status !== undefined) fields['status'] = outcome.status
  if (outcome.kind !== 'delivered') {
    fields['class'] = outcome.class
    fields['reason'] = outcome.reason
  }
  if (next.retryIn !== undefined) fields['retry_in_ms'] = next.retryIn
  if (next.givenUp !== undefined) fields['given_up'] = next.givenUp
  if (next.late === true) fields['late'] = true
  logger[level](fields, 'delivery.attempted')
}
