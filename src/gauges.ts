import type { Config, SinkConfig } from './config/types.ts'
import type { LogEnds } from './log-ends.ts'
import type { JobGauges, MetricSources, SinkGauges } from './ops/index.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { Standing } from './partition.ts'
import type { ReadPartition } from './reader.ts'

/** What runs at present, and where the log ends. */
export interface GaugesParts {
  readonly config: () => Pick<Config, 'sinks'>
  readonly outboxes: () => Iterable<Outbox>
  readonly partitions: () => Iterable<ReadPartition>
  readonly standings: () => Iterable<Standing>
  readonly jobs: () => Iterable<JobGauges>
  readonly ends: LogEnds
  readonly logReady: () => boolean
}

/** What a scrape shows of a running router. */
export function gaugesOf(parts: GaugesParts): MetricSources {
  const { config, outboxes, partitions, ends } = parts
  return {
    *sinks() {
      const { sinks } = config()
      for (const outbox of outboxes()) yield gaugesOfSink(outbox, isUnverified(sinks.get(outbox.name)))
    },
    *partitions() {
      for (const { topic, partition, settled, metadataBytes } of partitions()) {
        const held = ends.bounds(topic, partition)
        const lag = held && Math.max(0, held.end - settled)
        yield { topic, partition, lag, metadataBytes }
      }
    },
    *standings() {
      const now = Date.now()
      for (const { sink, topic, partition, position, paused, behind, since } of parts.standings()) {
        const held = ends.bounds(topic, partition)
        const lag = held && Math.max(0, held.end - position)
        const seconds = since === undefined ? 0 : Math.max(0, now - since) / 1000
        const state = paused ? 'paused' : behind ? 'behind' : 'at_head'
        yield { sink, state, lag, seconds, margin: held && Math.max(0, position - held.start) }
      }
    },
    jobs: parts.jobs,
    logReady: parts.logReady,
    refresh: () => ends.refresh(),
  }
}

/** Every type that has TLS has it under this key. */
function isUnverified(sink: SinkConfig | undefined): boolean {
  const tls = sink?.options['tls']
  return typeof tls === 'object' && tls !== null && 'verify' in tls && tls.verify === false
}

function gaugesOfSink({ name, state }: Outbox, tlsUnverified: boolean): SinkGauges {
  return {
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
    tlsUnverified,
  }
}
