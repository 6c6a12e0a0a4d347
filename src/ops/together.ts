import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'

/** All metrics of one process, as they go from one process to another. */
export type Samples = readonly MetricObjectWithValues<MetricValue<string>>[]

/** The metrics of several processes as one page. Its counters and histograms never fall while processes come and go. */
export class Together {
  /** Counters and histograms of processes that have ended, as last seen. */
  #past: Samples = []
  readonly #last = new Map<number, Samples>()

  /** What a process shows now. */
  seen(process: number, samples: Samples): void {
    this.#last.set(process, samples)
  }

  /** A process has ended: what it counted stays, what it had goes. */
  ended(process: number): void {
    const samples = this.#last.get(process)
    this.#last.delete(process)
    if (samples === undefined) return
    this.#past = sums([this.#past, samples.filter(isCount)])
  }

  /** The page, in Prometheus' text format; `own` is what this process shows. */
  render(own: Samples): Promise<string> {
    return AggregatorRegistry.aggregate(mutable([own, ...this.#last.values(), this.#past])).metrics()
  }
}

function isCount({ type }: Samples[number]): boolean {
  return ['counter', 'histogram'].includes(String(type))
}

function sums(all: readonly Samples[]): Samples {
  const sum = AggregatorRegistry.aggregate(mutable(all))
  // What `aggregate` registers is its plain result: nothing is collected any more.
  return sum.getMetricsAsArray() as unknown as Samples
}

/** prom-client's types want arrays that may be changed; it changes none. */
function mutable(all: readonly Samples[]): MetricObjectWithValues<MetricValue<string>>[] {
  return all as unknown as MetricObjectWithValues<MetricValue<string>>[]
}
