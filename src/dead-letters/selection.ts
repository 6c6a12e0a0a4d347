import type { Story } from '../outbox/story.ts'
import type { Place } from '../types.ts'

/** Which dead letters of a sink are meant; what is not named does not matter. */
export interface Selection {
  /** Of the letter, in its own topic. */
  readonly partition?: number
  readonly offset?: number
  readonly stage?: string
  readonly class?: string
  /** Name of a rule that wanted it. */
  readonly rule?: string
  /** Of the last failure: not before, and before; milliseconds since the epoch. */
  readonly since?: number
  readonly until?: number
}

/** Whether a letter is one of those that are meant. */
export function isSelected(selection: Selection, place: Omit<Place, 'topic'>, story: Story): boolean {
  const { partition, offset, stage, class: errorClass, rule, since, until } = selection
  const failed = Date.parse(story.last_failure)
  return (
    is(partition, place.partition) &&
    is(offset, place.offset) &&
    is(stage, story.stage) &&
    is(errorClass, story.class) &&
    (rule === undefined || story.rules?.includes(rule) === true) &&
    (since === undefined || failed >= since) &&
    (until === undefined || failed < until)
  )
}

/** Why a letter cannot be sent again; undefined where it can. */
export function whyNotRedrivable({ stage, cut, key_cut }: Story): string | undefined {
  if (stage === 'gap') return 'it tells of records that the log has lost: there is nothing to send'
  if (stage === 'undecodable') return 'it is no event: mend what writes it, and append it to its topic again'
  if (cut !== undefined || key_cut !== undefined) return 'the log did not take all of it'
  return undefined
}

function is<T>(wanted: T | undefined, found: T): boolean {
  return wanted === undefined || wanted === found
}
