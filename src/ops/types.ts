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
export interface PartitionGauges {
  readonly topic: string
  readonly partition: number
  /** Undefined where it is not known where the log ends. */
  readonly lag: number | undefined
  /** Of the metadata of its last commit. */
  readonly metadataBytes: number
}

/** How one sink stands in one partition that this instance owns. Undefined is what needs the log's ends, which are not known. */
export interface StandingGauges {
  readonly sink: string
  readonly state: 'at_head' | 'behind' | 'paused'
  /** Offsets from what is settled to the end of the partition. */
  readonly lag: number | undefined
  /** Age of the first record that is not settled; 0 where all are. */
  readonly seconds: number
  /** Offsets from the first one that the log holds to the first that is not settled. */
  readonly margin: number | undefined
}

/** What one replay or redrive that is under way shows at a scrape. */
export interface JobGauges {
  readonly kind: 'replay' | 'redrive'
  readonly sink: string
  /** Offsets of its stretches that are not settled yet. */
  readonly remaining: number
}

/**
 * Where gauges are read at each scrape; nothing is stored in between. All calls of one scrape but `refresh` happen in
 * one turn of the event loop, with the counters: what is taken, settled and in the lane then adds up.
 */
export interface MetricSources {
  sinks(): Iterable<SinkGauges>
  partitions(): Iterable<PartitionGauges>
  standings(): Iterable<StandingGauges>
  jobs(): Iterable<JobGauges>
  logReady(): boolean
  /** Asks for what cannot be had at once, such as the ends of partitions. A scrape does not wait for it for long. */
  refresh?(): Promise<void>
}

/** Nothing runs. */
export const noSources: MetricSources = {
  sinks: () => [],
  partitions: () => [],
  standings: () => [],
  jobs: () => [],
  logReady: () => false,
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
