import { LogEnds } from './log-ends.ts'
import type { MetricSources } from './ops/index.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Readers } from './readers.ts'
import type { Log } from './types.ts'

/** What runs, asked anew at each scrape: a reload puts others in its place. */
export interface MetricSourcesParts {
  readonly logs: readonly Log[]
  readonly source: Log
  readonly topics: () => readonly string[]
  readonly outboxes: () => readonly Outbox[]
  readonly readers: () => Pick<Readers, 'partitions'> | undefined
}

/** Where gauges are read. */
export function metricSources({
  logs,
  source,
  topics,
  outboxes,
  readers,
}: MetricSourcesParts): MetricSources {
  const ends = new LogEnds(source, topics)
  return {
    *sinks() {
      for (const { name, state } of outboxes())
        yield {
          name,
          inFlight: state.inFlight,
          concurrency: state.concurrency,
          stuckKeys: state.failing,
          breaker: state.breaker,
          paused: state.paused,
          holding: state.holding,
          windowCount: state.count,
          windowBytes: state.bytes,
          oldestUnsettled: state.oldest,
          alarm: state.alarm !== undefined,
        }
    },
    *partitions() {
      for (const { topic, partition, settled } of readers()?.partitions() ?? []) {
        const end = ends.end(topic, partition)
        if (end !== undefined) yield { topic, partition, lag: Math.max(0, end - settled) }
      }
    },
    logReady: () => logs.every(log => log.status().ready),
    refresh: () => ends.refresh(),
  }
}
