import { collectDefaultMetrics, Registry } from 'prom-client'
import type { IngestMeter, ReaderMeter, RuleMeter, SinkMeter } from '../types.ts'
import { familiesOf } from './families.ts'
import { ingestFamilies, processFamilies, readerFamilies, ruleFamilies, sinkFamilies } from './family-list.ts'
import { IngestCounts } from './ingest-counts.ts'
import { ReaderCounts } from './reader-counts.ts'
import { RuleCounts } from './rule-counts.ts'
import { SinkCounts } from './sink-counts.ts'
import { jobFamilies, standingFamilies } from './standing-families.ts'
import type { Samples } from './together.ts'
import { type MetricSources, noSources } from './types.ts'
import { type WorkerCounts, workerFamilies } from './worker-families.ts'

/** What is known at start: it becomes label values, and shows 0 before anything happens. */
export interface MetricsOptions {
  readonly version: string
  /** Names in the order of the configuration, `undecodable` included. */
  readonly sinks: Iterable<string>
  /** Names in rule order. */
  readonly rules: Iterable<string>
  /** Paths of HTTP in. */
  readonly endpoints: Iterable<string>
  /** Log lines thrown away because their reader was too slow. */
  readonly logLinesDropped: () => number
  /** Where other processes do the work. */
  readonly workers?: () => WorkerCounts
}

/** Everything that is counted, and how it gets out. */
export interface Metrics {
  readonly reader: ReaderMeter
  readonly rules: RuleMeter
  readonly ingest: IngestMeter
  /** The meter of a sink; the same one at each call. */
  sink(name: string): SinkMeter
  /** Where gauges are read from now on; before, they have no samples. */
  observe(sources: MetricSources): void
  /** All metrics in Prometheus' text format, and its content type. */
  render(): Promise<{ readonly type: string; readonly text: string }>
  /** All metrics, for another process to show together with others. */
  samples(): Promise<Samples>
  /** For tests of names and labels. */
  readonly registry: Registry
}

// A scrape has some ten seconds; what a log cannot say by then is shown as it was last known.
const refreshTimeout = 2_000 // ms

// The default of 10 ms costs 0.5 % of a core on an idle machine, this 0.1 %. The lag it shows includes the interval.
const lagInterval = 50 // ms

// Gauges of prom-client's that are called _total, which promtool objects to; their parts are there by type.
const misnamed = ['handles', 'requests', 'resources'].map(what => `nodejs_active_${what}_total`)

/** A registry of its own, so that several may live in one process. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry()
  const reader = new ReaderCounts(options.rules)
  const rules = new RuleCounts()
  const ingest = new IngestCounts(options.endpoints)
  const sinks = new Map<string, SinkCounts>()
  let sources = noSources

  const sink = (name: string): SinkCounts => {
    let counts = sinks.get(name)
    if (counts === undefined) sinks.set(name, (counts = new SinkCounts(name)))
    return counts
  }
  for (const name of options.sinks) sink(name)

  const families = familiesOf(registry)
  readerFamilies(families, reader, () => sources)
  ruleFamilies(families, rules)
  sinkFamilies(families, sinks, () => sources)
  standingFamilies(families, () => sources)
  jobFamilies(families, () => sources)
  ingestFamilies(families, ingest)
  processFamilies(families, options)
  if (options.workers !== undefined) workerFamilies(families, options.workers)
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagInterval })
  for (const name of misnamed) registry.removeSingleMetric(name)

  return {
    reader,
    rules,
    ingest,
    sink,
    observe: given => {
      sources = given
    },
    render: async () => {
      await refreshed(sources)
      return { type: registry.contentType, text: await registry.metrics() }
    },
    samples: async () => {
      await refreshed(sources)
      return registry.getMetricsAsJSON()
    },
    registry,
  }
}

async function refreshed(sources: MetricSources): Promise<void> {
  const asked = sources.refresh?.()
  if (asked === undefined) return
  await new Promise<void>(resolve => {
    const timer = setTimeout(resolve, refreshTimeout)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    asked.then(done, done)
  })
}
