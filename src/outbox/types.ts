/** How an outbox is made, what it shows of itself, and what others tell it. */
import type { Logger, SinkMeter } from '../types.ts'
import type { BreakerSettings, BreakerState } from './breaker.ts'
import type { Burial } from './burial.ts'
import type { Memory } from './memory.ts'
import type { Work } from './owed.ts'
import type { Progress } from './progress.ts'
import type { BatchSettings } from './ready.ts'
import type { RetrySettings } from './retry.ts'
import type { Sender } from './sender.ts'

export interface OutboxSettings {
  readonly name: string
  readonly order: 'key' | 'none'
  /** Unsettled deliveries of all lanes together. */
  readonly window: { readonly count: number; readonly bytes: number }
  /** Batches under way at a time, at most. */
  readonly concurrency: number
  /** Deliveries a second; 0: no limit. */
  readonly rate: number
  readonly retry: RetrySettings
  readonly breaker: BreakerSettings
  readonly batch: BatchSettings
  /** Offsets that a lane may go on past a record that is not settled. */
  readonly span: number
  /** By configuration, which wins over operators. */
  readonly paused: boolean
}

export interface OutboxParts {
  readonly sender: Sender
  /** Writes the dead letter; resolves once it is durable. Undefined where nothing is ever given up (`undecodable`). */
  readonly bury: ((burial: Burial) => Promise<void>) | undefined
  readonly memory: Memory
  readonly progress: Progress
  readonly meter: SinkMeter
  readonly logger: Logger
  /** A copy of the work that does not hold on to the fetch it came in; for what has to wait. */
  readonly detach: (work: Work) => Work
  /** 0 … 1; for jitter. */
  readonly random: () => number
}

/** What an outbox looks like from outside, for metrics. */
export interface OutboxState {
  /** Requests under way, and how many may be at present. */
  readonly inFlight: number
  readonly concurrency: number
  /** Deliveries taken and not settled, and their bytes. */
  readonly count: number
  readonly bytes: number
  /** Those of them that have failed at least once: each holds up its key. */
  readonly failing: number
  readonly breaker: BreakerState
  readonly paused: boolean
  /** The sink asked for a wait that is not over. */
  readonly holding: boolean
  /** Why an operator has to look. */
  readonly alarm: string | undefined
  /** When the oldest unsettled one was taken; milliseconds since the epoch. */
  readonly oldest: number | undefined
}

/** Offsets of a partition, from `from` to before `to`, that the log lost while a sink was still owed them. */
export interface Gap {
  readonly sink: string
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly to: number
}
