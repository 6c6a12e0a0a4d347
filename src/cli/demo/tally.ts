import type { CountingReceiver } from './counting-receiver.ts'
import type { Feed } from './feed.ts'

/** What the demo counted: all of it on the receivers' side, but for `received`. */
export interface Tally {
  /** Events that HTTP in acknowledged. */
  readonly received: number
  /** Deliveries that they led to, by the rules. */
  readonly expected: number
  /** Of those, how many arrived. */
  readonly delivered: number
  readonly duplicates: number
  readonly lost: number
  readonly out_of_order: number
  /** Requests that the failing receiver answered with 503. */
  readonly turned_away: number
}

type Counts = Pick<CountingReceiver, 'counts' | 'duplicates' | 'outOfOrder' | 'turnedAway'>

/** Compares what was accepted with what arrived: `all` is owed everything, `active` what is about active devices. */
export function tallyOf({ accepted }: Pick<Feed, 'accepted'>, all: Counts, active: Counts): Tally {
  const owed = accepted.filter(({ status }) => status === 'active')
  const expected = accepted.length + owed.length
  const delivered =
    accepted.filter(({ sourceId }) => all.counts.has(sourceId)).length +
    owed.filter(({ sourceId }) => active.counts.has(sourceId)).length
  return {
    received: accepted.length,
    expected,
    delivered,
    duplicates: all.duplicates + active.duplicates,
    lost: expected - delivered,
    out_of_order: all.outOfOrder + active.outOfOrder,
    turned_away: all.turnedAway + active.turnedAway,
  }
}
