/** What the parts of a running instance show of themselves at a scrape or a probe. */
import type { LogStatus } from '../types.ts'

/** What one sink's outbox shows at a scrape. */
export interface SinkGauges {
  readonly name: string
  /** Requests under way. */
  readonly inFlight: number
  /** How many requests may be under way at present. */
  readonly concurrency: number
  /** Keys that are held up by a delivery that has failed. */
  readonly stuckKeys: number
  readonly breaker: 'closed' | 'half_open' | 'open'
  /** Nothing is sent: by configuration, or in some partition by an operator. */
  readonly paused: boolean
  /** The other side asked for a wait that is not over. */
  readonly holding: boolean
  /** Deliveries that take up room: neither settled nor shed, those under way included. */
  readonly windowCount: number
  /** Bytes of what `windowCount` counts. */
  readonly windowBytes: number
  /** Milliseconds since the epoch: when the oldest unsettled delivery was taken; undefined where nothing is unsettled. */
  readonly oldestUnsettled: number | undefined
  /** An operator has to look. */
  readonly alarm: boolean
  /** By configuration nobody checks the other side's certificate. */
  readonly tlsUnverified: boolean
}

/** How far the sink that is furthest behind is from the end of one partition that this instance owns, in offsets. */
export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  readonly lag: number
}

/**
 * Where gauges are read at each scrape; nothing is stored in between. All calls of one scrape but `refresh` happen in
 * one turn of the event loop, with the counters: what is taken, settled and in the lane then adds up.
 */
export interface MetricSources {
  sinks(): Iterable<SinkGauges>
  partitions(): Iterable<PartitionLag>
  logReady(): boolean
  /** Asks for what cannot be had at once, such as the ends of partitions. A scrape does not wait for it for long. */
  refresh?(): Promise<void>
}

/** An alarm of a sink, as /ready lists it. It never makes an instance unready. */
export interface SinkAlarm {
  readonly sink: string
  readonly reason: string
}

/** Whether this instance can do its work, and what keeps it from it. */
export interface Readiness {
  readonly ready: boolean
  /** Each log, and the group: `log`, `dead_letters`, `group`. */
  readonly parts: { readonly [name: string]: LogStatus }
  readonly missingTopics: readonly string[]
  readonly alarms: readonly SinkAlarm[]
}
