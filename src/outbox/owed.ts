import type { SluiceError } from '../errors.ts'
import type { Event, LogRecord, Match } from '../types.ts'
import type { Lane } from './lane.ts'
import type { Attempt } from './sender.ts'

/**
 * waiting: behind its key, or ready; wire: a request is under way; backoff: waits to be tried again; burying: its dead
 * letter is being written; settled; dropped: forgotten with its lane, the log still has it.
 */
export type OwedState = 'waiting' | 'wire' | 'backoff' | 'burying' | 'settled' | 'dropped'

/** A record that a lane has taken and owes to its sink: an event that matched, or a record that could not be decoded. */
export class Owed implements Attempt {
  readonly lane: Lane
  readonly offset: number
  /** What orders it; undefined runs freely. */
  readonly key: string | undefined
  /** Memory it counts for in windows. */
  readonly bytes: number
  /** Milliseconds since the epoch. */
  readonly takenAt: number
  state: OwedState = 'waiting'
  /** Attempts that ended in an outcome. */
  attempts = 0
  /** Milliseconds since the epoch; 0 before the first failure. */
  firstFailure = 0
  /** What its lane's `stoodStill` was then. */
  stoodStill = 0
  /** How many the sink had delivered when this one was taken, or failed last. */
  others = 0
  /** Kept between attempts; empty until first asked for. */
  egressId = ''
  /** Its bytes are a copy of its own: it does not hold on to the fetch it came in. */
  detached = false
  /** The next of its key, which waits for this one. */
  following: Owed | undefined = undefined
  timer: NodeJS.Timeout | undefined = undefined
  #work: Work | undefined

  constructor(lane: Lane, work: Work, key: string | undefined, takenAt: number) {
    this.lane = lane
    this.#work = work
    this.key = key
    this.takenAt = takenAt
    this.offset = work.record.offset
    this.bytes = sizeOf(work.record)
  }

  get work(): Work {
    if (this.#work === undefined) throw new Error(`offset ${this.offset} has been forgotten`)
    return this.#work
  }

  /** Of the attempt under way, or the next one; counts from 1. */
  get number(): number {
    return this.attempts + 1
  }

  /** Has it hold a copy that does not hold on to the fetch it came in. */
  detach(copy: (work: Work) => Work): void {
    if (this.detached) return
    this.detached = true
    this.#work = copy(this.work)
  }

  /** Lets go of the work, so that a long run of settled ones holds no buffers. */
  forget(): void {
    this.#work = undefined
  }
}

/** What is to be sent: an event and the rules that wanted it, or a record and why it is no event. Shared by all sinks. */
export type Work = EventWork | UndecodableWork

export interface EventWork {
  readonly record: LogRecord
  readonly event: Event
  readonly match: Match
  /** Sent again because an operator asked for it; undefined: for the first time, or again by itself. */
  readonly replay?: Replay | undefined
}

/** What marks a delivery that an operator has asked for once more. */
export interface Replay {
  readonly id: string
  /** The one it had; computed anew where it is not known. */
  readonly egressId?: string | undefined
}

export interface UndecodableWork {
  readonly record: LogRecord
  readonly problem: SluiceError
}

// The objects around a record, as measured on the heap: event, owed, spans, queue places.
const overhead = 600

/** Bytes that a record counts for in windows. */
export function sizeOf(record: LogRecord): number {
  let bytes = (record.value?.length ?? 0) + (record.key?.length ?? 0) + overhead
  for (const { name, value } of record.headers) bytes += name.length + value.length
  return bytes
}
