import { STATUS_CODES } from 'node:http'
import type { ErrorClass } from '../../src/errors.ts'
import type { Outcome } from '../../src/types.ts'
import { noOverrides, type Overrides } from './overrides.ts'
import { retryAfter } from './retry-after.ts'

// These say that the sink is set up wrongly here or there, not that this delivery is bad: dropping it would lose it.
const misconfigured: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 415])
// Too early and too slow pass by themselves.
const passing: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * What a final status means for the delivery. Total: every status has an outcome. `wait` is the value of the answer's
 * Retry-After, if it has one; it goes into every retry. `now` is in milliseconds since the epoch.
 */
export function outcomeOf(
  status: number,
  wait: string | undefined,
  overrides: Overrides = noOverrides,
  now: number = Date.now(),
): Outcome {
  const kind = kindOf(status, overrides)
  if (kind === 'delivered') return { kind, status }
  const why = { class: classOf(status), reason: reasonOf(status), status }
  if (kind === 'refused') return { kind, ...why }
  const milliseconds = wait === undefined ? undefined : retryAfter(wait, now)
  return {
    kind,
    ...why,
    ...(milliseconds === undefined ? {} : { wait: milliseconds }),
    ...(needsOperator(status, overrides) ? { alarm: true } : {}),
  }
}

function kindOf(status: number, overrides: Overrides): Outcome['kind'] {
  if (overrides.delivered.has(status)) return 'delivered'
  if (overrides.retry.has(status)) return 'retry'
  if (overrides.refused.has(status)) return 'refused'
  if (status >= 200 && status < 300) return 'delivered'
  if (status >= 400 && status < 500 && !passing.has(status) && !misconfigured.has(status)) return 'refused'
  return 'retry'
}

/** Whoever overrides a status knows about it, and wants no alarm. */
function needsOperator(status: number, overrides: Overrides): boolean {
  if (overrides.retry.has(status)) return false
  return misconfigured.has(status) || (status >= 300 && status < 400)
}

function classOf(status: number): ErrorClass {
  switch (status) {
    case 401:
    case 403:
    case 407:
      return 'permission'
    case 404:
    case 410:
      return 'not_found'
    case 405:
    case 415:
      return 'config'
    case 408:
    case 425:
      return 'unavailable'
    case 413:
    case 414:
    case 431:
      return 'too_large'
    case 429:
      return 'throttled'
  }
  if (status >= 300 && status < 400) return 'redirect'
  if (status >= 400 && status < 500) return 'rejected'
  if (status >= 500 && status < 600) return 'unavailable'
  return 'other'
}

/** The words are the standard's: those that the other side sends along are its own, and may say anything. */
function reasonOf(status: number): string {
  const words = STATUS_CODES[status]
  const redirect = status >= 300 && status < 400 ? '; redirects are not followed' : ''
  return `answered ${status}${words === undefined ? '' : ` (${words})`}${redirect}`
}
