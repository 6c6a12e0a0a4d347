import type { Logger, SinkMeter, Tenure } from '../types.ts'
import type { Breaker } from './breaker.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { KeyLocks } from './key-locks.ts'
import { Lane, type LaneOptions } from './lane.ts'
import type { Owed } from './owed.ts'
import type { Settlement } from './settlement.ts'
import type { Window } from './window.ts'

export interface LanesParts {
  readonly sink: string
  readonly window: Window
  readonly dispatcher: Dispatcher
  readonly settlement: Settlement
  readonly breaker: Breaker
  readonly locks: KeyLocks
  readonly meter: SinkMeter
  readonly logger: Logger
}

/** The lanes of an outbox: one for each partition that is owned, and what they forget. */
export class Lanes {
  readonly #parts: LanesParts
  readonly #lanes = new Set<Lane>()
  readonly #stoodStill = () => this.#parts.breaker.stoodStill

  constructor(parts: LanesParts) {
    this.#parts = parts
  }

  /** When the oldest unsettled one was taken; milliseconds since the epoch. */
  get oldest(): number | undefined {
    let oldest: number | undefined
    for (const { track } of this.#lanes) {
      const since = track.first?.takenAt
      if (since !== undefined && (oldest === undefined || since < oldest)) oldest = since
    }
    return oldest
  }

  /** A lane for a tenure in which the sink stands at `from`. */
  open(tenure: Tenure, from: number, options: LaneOptions): Lane {
    const { sink, logger } = this.#parts
    const { topic, partition } = tenure
    const named = logger.child({ sink, topic, partition })
    const lane = new Lane(tenure, from, named, { ...options, stoodStill: this.#stoodStill })
    this.#lanes.add(lane)
    return lane
  }

  /** What is unsent is forgotten, unsettled. Gives the lowest offset of it; undefined where there was nothing. */
  shed(lane: Lane): number | undefined {
    const forgotten = lane.forgetUnsent()
    if (forgotten.length === 0) return undefined
    this.#parts.dispatcher.drop(lane)
    for (const owed of forgotten) this.#forget(owed)
    this.#parts.meter.shed(forgotten.length)
    return forgotten[0]?.offset
  }

  /** Sheds one, and tells its reader. */
  giveBack(lane: Lane): void {
    const next = this.shed(lane)
    if (next !== undefined) lane.onShed?.(lane, next)
  }

  /** Sheds them all, and tells their readers. */
  giveAllBack(): void {
    for (const lane of this.#lanes) this.giveBack(lane)
  }

  /** Whether an operator has paused one of them. */
  get paused(): boolean {
    for (const lane of this.#lanes) if (lane.paused) return true
    return false
  }

  /** The lane's tenure has ended: what it held is forgotten unsettled; requests under way keep their keys locked. */
  drop(lane: Lane): void {
    const { dispatcher, locks, meter, settlement, window } = this.#parts
    lane.ended = true
    this.#lanes.delete(lane)
    let forgotten = 0
    for (const owed of lane.track) {
      if (owed.state === 'settled') continue
      forgotten++
      if (owed.state === 'wire') {
        owed.following = undefined
        settlement.forgotten(owed)
        window.give(owed.bytes)
        locks.lock(owed)
      } else this.#forget(owed)
    }
    lane.track.clear()
    lane.tails.clear()
    dispatcher.drop(lane)
    if (forgotten > 0) meter.shed(forgotten)
    window.wake()
  }

  /** See `Lane.close`. */
  close(): void {
    for (const lane of this.#lanes) lane.close()
  }

  #forget(owed: Owed): void {
    clearTimeout(owed.timer)
    owed.state = 'dropped'
    owed.following = undefined
    owed.forget()
    this.#parts.settlement.forgotten(owed)
    this.#parts.breaker.forgotten(owed)
    this.#parts.window.give(owed.bytes)
  }
}
