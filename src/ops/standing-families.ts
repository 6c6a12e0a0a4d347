/** How far sinks are behind, and what operators have under way; as family-list.ts. */
import type { Families, Sample } from './families.ts'
import type { MetricSources, StandingGauges } from './types.ts'

const states = ['at_head', 'behind', 'paused'] as const
const kinds = ['replay', 'redrive'] as const
const labels = ['sink'] as const

/** Where the sinks stand in the partitions that this instance owns. */
export function standingFamilies(families: Families, sources: () => MetricSources): void {
  families.gauge(
    {
      name: 'sink_partitions',
      help: 'Partitions by where the sink stands in them: at_head, behind or paused.',
      labels: ['sink', 'state'],
    },
    () =>
      [...bySink(sources())].flatMap(([sink, standings]) =>
        states.map((state): Sample => [[sink, state], standings.filter(each => each.state === state).length]),
      ),
  )
  families.gauge(
    {
      name: 'sink_lag_offsets',
      help: 'Offsets from what the sink has settled to the end of the log.',
      labels,
    },
    () =>
      samples(sources(), standings => {
        const lags = standings.map(({ lag }) => lag).filter(lag => lag !== undefined)
        return lags.length === 0 ? undefined : lags.reduce((sum, lag) => sum + lag, 0)
      }),
  )
  families.gauge(
    {
      name: 'sink_lag_seconds',
      help: 'Age of the oldest record that the sink is owed; 0 if it is owed none.',
      labels,
      together: 'max',
    },
    () => samples(sources(), standings => Math.max(...standings.map(({ seconds }) => seconds))),
  )
  families.gauge(
    {
      name: 'sink_retention_margin_offsets',
      help: 'Offsets that retention may still delete before the sink loses any, in the partition where they are fewest.',
      labels,
      together: 'min',
    },
    () =>
      samples(sources(), standings => {
        // Who is owed nothing loses nothing, however little the log holds.
        const margins = standings.filter(({ lag = 0 }) => lag > 0).map(({ margin }) => margin)
        return margins.length === 0 ? undefined : Math.min(...margins.filter(each => each !== undefined))
      }),
  )
}

/** Replays and redrives. */
export function jobFamilies(families: Families, sources: () => MetricSources): void {
  families.gauge({ name: 'jobs_running', help: 'Replays and redrives under way.', labels: ['kind'] }, () =>
    kinds.map((kind): Sample => [[kind], [...sources().jobs()].filter(job => job.kind === kind).length]),
  )
  families.gauge(
    {
      name: 'job_remaining_offsets',
      help: 'Offsets that a replay or redrive under way has still to settle.',
      labels: ['kind', 'sink'],
    },
    () => {
      const remaining = new Map<string, [kind: string, sink: string, offsets: number]>()
      for (const job of sources().jobs()) {
        const key = `${job.kind} ${job.sink}`
        remaining.set(key, [job.kind, job.sink, (remaining.get(key)?.[2] ?? 0) + job.remaining])
      }
      return [...remaining.values()].map(([kind, sink, offsets]): Sample => [[kind, sink], offsets])
    },
  )
}

/** A sink without a value has no sample. */
function samples(
  sources: MetricSources,
  value: (standings: readonly StandingGauges[]) => number | undefined,
): readonly Sample[] {
  return [...bySink(sources)].flatMap(([sink, standings]) => {
    const found = value(standings)
    return found === undefined ? [] : [[[sink], found] satisfies Sample]
  })
}

function bySink(sources: MetricSources): ReadonlyMap<string, readonly StandingGauges[]> {
  return Map.groupBy(sources.standings(), ({ sink }) => sink)
}
