import type { SluiceError } from '../errors.ts'
import type { Event, LogRecord, Match } from '../types.ts'
import type { Lane } from './lane.ts'

/**
 * waiting: behind its key, or ready; wire: a request is under way; backoff: waits to be tried again; burying: its dead
 * letter is being written; settled; dropped: forgotten with its lane, the log still has it.
 */
export type OwedState = 'waiting' | 'wire' | 'backoff' | 'burying' | 'settled' | 'dropped'

/** A record that a lane has taken and owes to its sink: an event that matched, or a record that could not be decoded. */
export class Owed {
  readonly lane: Lane
  readonly offset: number
  /** What orders it; undefined runs freely. */
  readonly key: string | undefined
  /** Memory it counts for in windows. */
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly takenAt: number
  /** Undefined once settled or dropped, so that a long queue holds no buffers. */
  work: Work | undefined
  state: OwedState = 'waiting'
  /** Attempts that ended in an outcome. */
  attempts = 0
  /** Milliseconds since the epoch; 0 before the first failure. */
  firstFailure = 0
  /** The next of its key, which waits for this one. */
  following: Owed | undefined = undefined
  timer: NodeJS.Timeout | undefined = undefined

  constructor(lane: Lane, work: Work, key: string | undefined, takenAt: number) {
    this.lane = lane
    this.work = work
    this.key = key
    this.takenAt = takenAt
    this.offset = work.record.offset
    this.bytes = sizeOf(work.record)
  }
}

/** What is to be sent: an event and the rules that wanted it, or a record and why it is no event. */
export type Work = EventWork | UndecodableWork

export interface EventWork {
  readonly record: LogRecord
  readonly event: Event
  readonly match: Match
  /** Kept between attempts; empty until first asked for. */
  egressId: string
}

export interface UndecodableWork {
  readonly record: LogRecord
  readonly problem: SluiceError
}

// The objects around a record, as measured on the heap: event, owed, spans, queue places.
const overhead = 600

/** Bytes that a record counts for in windows. */
export function sizeOf(record: LogRecord): number {
  return (record.value?.length ?? 0) + (record.key?.length ?? 0) + overhead
}
