/**
 * Metric families whose samples are made at the scrape. Counting with prom-client's own `inc` hashes the labels at each
 * call, about 1 µs; here the hot path increments a plain number and this is where it is handed over.
 */
import { type Aggregator, Counter, Gauge, type MetricType, type Registry } from 'prom-client'
import type { Buckets } from './buckets.ts'

/** Label values in the order of the family's label names, and the value. */
export type Sample = readonly [labels: readonly (string | number)[], value: number]

/** A family's name (without prefix), help and label names. */
export interface FamilySpec {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  /** What several processes together show; their sum where nothing is said. */
  readonly together?: Aggregator
}

const PREFIX = 'sluice_'

/** Makes families of one registry. */
export interface Families {
  /** A counter: samples never fall. The name ends in `_total`. */
  counter(spec: FamilySpec, samples: () => Iterable<Sample>): void
  /** A gauge. */
  gauge(spec: FamilySpec, samples: () => Iterable<Sample>): void
  /** A histogram per set of label values. */
  histogram(spec: FamilySpec, samples: () => Iterable<readonly [labels: readonly string[], Buckets]>): void
}

/** Families that register themselves with `registry`. */
export function familiesOf(registry: Registry): Families {
  const base = ({ name, help, labels = [], together = 'sum' }: FamilySpec) => ({
    name: PREFIX + name,
    help,
    labelNames: [...labels],
    aggregator: together,
    registers: [registry],
  })
  return {
    counter(spec, samples) {
      new Counter({
        ...base(spec),
        collect() {
          this.reset()
          for (const [values, value] of samples()) this.inc(named(spec, values), value)
        },
      })
    },
    gauge(spec, samples) {
      new Gauge({
        ...base(spec),
        collect() {
          this.reset()
          for (const [values, value] of samples()) this.set(named(spec, values), value)
        },
      })
    },
    histogram(spec, samples) {
      new BucketsFamily(base(spec), function* () {
        for (const [values, buckets] of samples()) yield* lines(spec, values, buckets)
      })
    },
  }
}

type Labels = Record<string, string | number>
type Line = { readonly metricName: string; readonly labels: Labels; readonly value: number }

/** prom-client's Histogram keeps its values to itself: a Gauge with another `get` is how buckets get out. */
class BucketsFamily extends Gauge {
  readonly #lines: () => Iterable<Line>

  constructor(config: ConstructorParameters<typeof Gauge>[0], lines: () => Iterable<Line>) {
    super(config)
    this.#lines = lines
  }

  override async get(): ReturnType<Gauge['get']> {
    const values = [...this.#lines()] // before any await: every family of a scrape is read in the same turn
    // The typings have a numeric enum here, the code has words.
    return { ...(await super.get()), type: 'histogram' as unknown as MetricType, values }
  }
}

function* lines(spec: FamilySpec, values: readonly string[], buckets: Buckets): Iterable<Line> {
  const name = PREFIX + spec.name
  const labels = named(spec, values)
  let below = 0
  for (const [bound, count] of buckets.counts()) {
    below += count
    const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : bound
    yield { metricName: `${name}_bucket`, labels: { ...labels, le }, value: below }
  }
  yield { metricName: `${name}_sum`, labels, value: buckets.sum }
  yield { metricName: `${name}_count`, labels, value: below }
}

function named({ labels = [] }: FamilySpec, values: readonly (string | number)[]): Labels {
  return Object.fromEntries(labels.map((label, n) => [label, values[n] ?? '']))
}
