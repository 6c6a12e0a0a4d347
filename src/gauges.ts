import type { Config, SinkConfig } from './config/types.ts'
import type { LogEnds } from './log-ends.ts'
import type { MetricSources, SinkGauges } from './ops/index.ts'
import type { Outbox } from './outbox/outbox.ts'
import type { ReadPartition } from './reader.ts'

/** What runs at present, and where the log ends. */
export interface GaugesParts {
  readonly config: () => Pick<Config, 'sinks'>
  readonly outboxes: () => Iterable<Outbox>
  readonly partitions: () => Iterable<ReadPartition>
  readonly ends: LogEnds
  readonly logReady: () => boolean
}

/** What a scrape shows of a running router. */
export function gaugesOf({ config, outboxes, partitions, ends, logReady }: GaugesParts): MetricSources {
  return {
    *sinks() {
      const { sinks } = config()
      for (const outbox of outboxes()) yield gaugesOfSink(outbox, isUnverified(sinks.get(outbox.name)))
    },
    *partitions() {
      for (const { topic, partition, settled } of partitions()) {
        const end = ends.end(topic, partition)
        if (end !== undefined) yield { topic, partition, lag: Math.max(0, end - settled) }
      }
    },
    logReady,
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
