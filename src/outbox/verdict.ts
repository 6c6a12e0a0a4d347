import type { Outcome } from '../types.ts'
import type { Failure } from './burial.ts'

/** Whether the other side asks to slow down: it works, and this is no failure of the delivery. */
export function asksToWait(outcome: Outcome): boolean {
  return outcome.kind === 'retry' && (outcome.class === 'throttled' || (outcome.wait ?? 0) > 0)
}

/** What the answer to one request says of the sink; of a batch the best that is in it. */
export type Verdict =
  | { readonly kind: 'delivered' }
  /** `at` is where in the batch it stands. */
  | { readonly kind: 'throttled' | 'failed'; readonly failure: Failure; readonly at: number }

const delivered: Verdict = { kind: 'delivered' }

/** At least one outcome has to be there. */
export function verdictOf(outcomes: readonly Outcome[]): Verdict {
  let found: Verdict | undefined
  for (let at = 0; at < outcomes.length; at++) {
    const outcome = outcomes[at]!
    if (outcome.kind === 'delivered') return delivered
    if (asksToWait(outcome)) found = { kind: 'throttled', failure: outcome, at }
    else found ??= { kind: 'failed', failure: outcome, at }
  }
  return found ?? delivered
}

/** The longest wait that the other side names in an answer; 0 where it names none. */
export function longestWait(outcomes: readonly Outcome[]): number {
  let longest = 0
  for (const outcome of outcomes)
    if (outcome.kind === 'retry' && outcome.wait !== undefined && outcome.wait > longest)
      longest = outcome.wait
  return longest
}
