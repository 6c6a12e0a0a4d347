import { SluiceError } from '../src/errors.ts'
import type { Outcome } from '../src/types.ts'

type Failed = Exclude<Outcome, { kind: 'delivered' }>

const outcomes: ReadonlyMap<string, Failed> = new Map<string, Failed>([
  ['topic_missing', alarm('not_found', 'topic not found')],
  ['record_too_large', { kind: 'refused', class: 'too_large', reason: 'too large for the topic' }],
  ['log_full', alarm('unavailable', 'the log is full')],
  [
    'append_denied',
    alarm(
      'permission',
      'not authorised: are the credentials right, and may they Write and Describe the topic?',
    ),
  ],
  [
    'log_refused',
    alarm('permission', 'refused: are the credentials right, and may they Describe the topic?'),
  ],
  ['log_unusable', alarm('config', 'the log cannot be opened')],
  ['log_unreachable', { kind: 'retry', class: 'network', reason: unreachable() }],
])

/** What an error of a log means for what was to be appended. Total: whatever is thrown has a class. */
export function appendFailure(error: unknown, reachable: boolean): Failed {
  const code = error instanceof SluiceError ? error.code : ''
  const known = outcomes.get(code)
  if (known !== undefined) return known
  if (code !== 'append_failed')
    return { kind: 'retry', class: 'other', reason: 'failed for an unknown reason' }
  return reachable
    ? { kind: 'retry', class: 'unavailable', reason: 'not taken by the log' }
    : { kind: 'retry', class: 'network', reason: unreachable() }
}

/** What becomes of what was not appended by the deadline. */
export function appendLate(reachable: boolean): Failed {
  return reachable
    ? { kind: 'retry', class: 'timeout', reason: 'no answer in time' }
    : { kind: 'retry', class: 'network', reason: unreachable() }
}

function unreachable(): string {
  return 'the log cannot be reached'
}

function alarm(errorClass: Failed['class'], reason: string): Failed {
  return { kind: 'retry', class: errorClass, reason, alarm: true }
}
