import type { Logger, Outcome } from '../types.ts'
import type { Owed } from './owed.ts'

/** One wide line per attempt, `delivery.attempted`: everything there is to know about it, and no payload, URL or secret. */
export function logAttempt(
  logger: Logger,
  sink: string,
  owed: Owed,
  outcome: Outcome,
  seconds: number,
  next: { readonly retryIn?: number; readonly givenUp?: string; readonly late?: boolean },
): void {
  const { work } = owed
  if (work === undefined) return
  const { topic, partition, offset } = work.record
  const fields: { [name: string]: unknown } = {
    sink,
    outcome: outcome.kind,
    attempt: owed.attempts,
    duration_ms: Math.round(seconds * 1_000_000) / 1000,
    topic,
    partition,
    offset,
  }
  if ('event' in work) {
    fields['type'] = work.event.type
    fields['object_type'] = work.event.objectType
    fields['source_id'] = work.event.sourceId
    fields['egress_id'] = work.egressId
  }
  if ('status' in outcome && outcome.status !== undefined) fields['status'] = outcome.status
  if (outcome.kind !== 'delivered') {
    fields['class'] = outcome.class
    fields['reason'] = outcome.reason
  }
  if (next.retryIn !== undefined) fields['retry_in_ms'] = next.retryIn
  if (next.givenUp !== undefined) fields['given_up'] = next.givenUp
  if (next.late === true) fields['late'] = true
  if (outcome.kind === 'delivered') logger.info(fields, 'delivery.attempted')
  else logger.warn(fields, 'delivery.attempted')
}
