/** Every metric of ours: name, meaning, labels, and where its number comes from. docs/metrics.md says more of each. */
import type { Families, Sample } from './families.ts'
import type { IngestCounts } from './ingest-counts.ts'
import type { ReaderCounts } from './reader-counts.ts'
import type { RuleCounts } from './rule-counts.ts'
import type { SinkCounts } from './sink-counts.ts'
import type { Tally } from './tally.ts'
import type { MetricSources, SinkGauges } from './types.ts'

type Sinks = ReadonlyMap<string, SinkCounts>

const labels = ['sink'] as const
const breakerNumbers = { closed: 0, half_open: 1, open: 2 }

/** The reading side: what came in, what the rules made of it, how far it is committed. */
export function readerFamilies(families: Families, counts: ReaderCounts, sources: () => MetricSources): void {
  families.counter(
    { name: 'records_received_total', help: 'Records read from the log.', labels: ['topic'] },
    () => byName(counts.records),
  )
  families.counter(
    { name: 'received_bytes_total', help: 'Bytes of the values of records read.', labels: ['topic'] },
    () => byName(counts.bytes),
  )
  families.counter({ name: 'events_matched_total', help: 'Events that at least one rule wants.' }, () =>
    one(counts.matchedCount),
  )
  families.counter({ name: 'events_unmatched_total', help: 'Events that no rule wants.' }, () =>
    one(counts.unmatchedCount),
  )
  families.counter({ name: 'tombstones_total', help: 'Records with a null value: passed over.' }, () =>
    one(counts.tombstones),
  )
  families.counter(
    { name: 'undecodable_total', help: "Records that are no event of their source's format." },
    () => one(counts.undecodableCount),
  )
  families.counter(
    { name: 'commits_total', help: 'Commits of positions, by result: ok or failed.', labels: ['result'] },
    () => [
      [['ok'], counts.commitsOk],
      [['failed'], counts.commitsFailed],
    ],
  )
  families.counter(
    {
      name: 'sink_missed_offsets_total',
      help: 'Offsets that the log no longer held when the sink came to them: lost to it.',
      labels: ['sink'],
    },
    () => byName(counts.missedOffsets),
  )
  families.counter({ name: 'rule_matches_total', help: 'Events that a rule wanted.', labels: ['rule'] }, () =>
    byName(counts.ruleMatches),
  )
  families.counter(
    {
      name: 'rule_failures_total',
      help: 'Events on which a rule failed, and so did not fire.',
      labels: ['rule'],
    },
    () => byName(counts.ruleFailures),
  )
  families.gauge(
    {
      name: 'partition_lag_offsets',
      help: 'Offsets from what every sink has settled to the end of the partition.',
      labels: ['topic', 'partition'],
      together: 'max', // while it changes hands two may show it
    },
    () =>
      [...sources().partitions()].flatMap(({ topic, partition, lag }) =>
        lag === undefined ? [] : [[[topic, partition], lag] satisfies Sample],
      ),
  )
  families.histogram(
    { name: 'commit_duration_seconds', help: 'Time that a commit of positions took, stored or not.' },
    () => [[[], counts.commitDuration]],
  )
  families.gauge(
    {
      name: 'commit_metadata_bytes',
      help: 'Bytes of metadata in the last commit, of the partition where they are most.',
      together: 'max',
    },
    () => one(Math.max(0, ...[...sources().partitions()].map(({ metadataBytes }) => metadataBytes))),
  )
  families.counter({ name: 'tenures_total', help: 'Partitions that this instance came to own.' }, () =>
    one(counts.tenures),
  )
  families.counter(
    {
      name: 'records_reread_total',
      help: 'Records read again, for sinks that were left behind: all that share a read count as one.',
    },
    () => one(counts.rereadCount),
  )
  families.gauge(
    { name: 'log_ready', help: '1 if the log can be reached and the group is joined.', together: 'min' },
    () => one(sources().logReady() ? 1 : 0),
  )
}

/** What looks at single events tell about the rules. */
export function ruleFamilies(families: Families, counts: RuleCounts): void {
  const labels = ['object_type', 'path']
  families.counter(
    {
      name: 'rule_paths_looked_up_total',
      help: 'Look-ups of paths that rules of an object type name: in one event of a thousand.',
      labels,
    },
    () => counts.lookUps('count'),
  )
  families.counter(
    { name: 'rule_paths_absent_total', help: 'Of those, look-ups that found nothing.', labels },
    () => counts.lookUps('absent'),
  )
  families.counter(
    {
      name: 'rule_comparisons_total',
      help: 'Rules that were asked by themselves, to be compared with the index: some for one event in ten thousand.',
    },
    () => one(counts.comparisons),
  )
  families.counter(
    {
      name: 'rule_differences_total',
      help: 'Of those, rules whose answer was not that of the index: always 0, anything else is a defect.',
    },
    () => one(counts.differences),
  )
}

/** What became of the deliveries of each sink. */
export function sinkFamilies(families: Families, sinks: Sinks, sources: () => MetricSources): void {
  const counter = (name: string, help: string, value: (counts: SinkCounts) => number) =>
    families.counter({ name: `sink_${name}_total`, help, labels }, () => bySink(sinks, value))
  const gauge = (
    name: string,
    help: string,
    value: (gauges: SinkGauges) => number,
    together: 'sum' | 'max' = 'sum',
  ) =>
    families.gauge({ name: `sink_${name}`, help, labels, together }, () =>
      [...sources().sinks()].map(gauges => [[gauges.name], value(gauges)]),
    )

  counter('taken', 'Deliveries begun: events that became owed to the sink.', counts => counts.takenCount)
  counter('delivered', 'Deliveries that the sink acknowledged.', counts => counts.deliveredCount)
  families.counter(
    {
      name: 'sink_dead_lettered_total',
      help: 'Deliveries given up and stored as dead letters, by stage: refused or given_up.',
      labels: ['sink', 'stage'],
    },
    () => flat(sinks, counts => counts.stages),
  )
  counter('shed', 'Deliveries forgotten unsettled; they are read again.', counts => counts.shedCount)
  families.counter(
    {
      name: 'sink_attempts_total',
      help: 'Attempts that ended, by outcome (delivered, retry, refused) and class of error.',
      labels: ['sink', 'outcome', 'class'],
    },
    () => attempts(sinks),
  )
  counter('retried', 'Attempts that ended in retry.', counts => counts.attempts('retry'))
  counter('refused', 'Attempts that the sink refused for good.', counts => counts.attempts('refused'))
  counter(
    'dead_letter_failures',
    'Dead letters that could not be written; they are tried again.',
    counts => counts.deadLetterFailures,
  )
  counter(
    'dead_letters_cut',
    'Dead letters of which the log did not take the whole record.',
    counts => counts.deadLettersCut,
  )
  families.histogram(
    {
      name: 'sink_attempt_duration_seconds',
      help: 'Time from the start of an attempt to its outcome.',
      labels,
    },
    () => [...sinks].map(([sink, counts]) => [[sink], counts.duration]),
  )
  families.histogram(
    {
      name: 'sink_attempts_per_delivery',
      help: 'Attempts that a delivery took until it was settled.',
      labels,
    },
    () => [...sinks].map(([sink, counts]) => [[sink], counts.attemptsEach]),
  )
  families.histogram(
    { name: 'sink_event_age_seconds', help: "Time from the record's timestamp to its delivery.", labels },
    () => [...sinks].map(([sink, counts]) => [[sink], counts.age]),
  )

  gauge('in_flight', 'Requests under way.', gauges => gauges.inFlight)
  gauge(
    'concurrency',
    'How many requests may be under way: less than configured after the sink asked to slow down, or timed out.',
    gauges => gauges.concurrency,
  )
  gauge(
    'breaker',
    'Whether the sink fails at everything: 0 closed, 1 half-open (one delivery is tried), 2 open.',
    gauges => breakerNumbers[gauges.breaker],
    'max',
  )
  gauge('paused', '1 if the sink is paused.', gauges => (gauges.paused ? 1 : 0), 'max')
  gauge('holding', '1 while a wait that the sink asked for lasts.', gauges => (gauges.holding ? 1 : 0), 'max')
  gauge('stuck_keys', 'Keys held up by a delivery that has failed.', gauges => gauges.stuckKeys)
  gauge('window_deliveries', 'Deliveries that take up room in the window.', gauges => gauges.windowCount)
  gauge('window_bytes', 'Bytes that take up room in the window.', gauges => gauges.windowBytes)
  gauge(
    'oldest_unsettled_seconds',
    'Age of the oldest delivery that is not settled; 0 if all are.',
    gauges =>
      gauges.oldestUnsettled === undefined ? 0 : Math.max(0, Date.now() - gauges.oldestUnsettled) / 1_000,
    'max',
  )
  gauge('alarm', '1 if an operator has to look at the sink.', gauges => (gauges.alarm ? 1 : 0), 'max')
  gauge(
    'tls_unverified',
    "1 if the configuration has nobody check the other side's certificate and name.",
    gauges => (gauges.tlsUnverified ? 1 : 0),
    'max',
  )
  gauge(
    'unaccounted',
    'Taken less delivered, dead-lettered, shed and in the window: always 0, anything else is a defect.',
    gauges => (sinks.get(gauges.name)?.open ?? 0) - gauges.windowCount,
  )
}

/** HTTP in. */
export function ingestFamilies(families: Families, counts: IngestCounts): void {
  families.counter(
    {
      name: 'ingest_requests_total',
      help: 'Requests answered, by endpoint and status.',
      labels: ['endpoint', 'status'],
    },
    () => counts.requests(),
  )
  families.counter(
    { name: 'ingest_records_total', help: 'Records made durable.', labels: ['endpoint'] },
    () => byName(counts.records),
  )
  families.counter(
    { name: 'ingest_bytes_total', help: 'Bytes of the records made durable.', labels: ['endpoint'] },
    () => byName(counts.bytes),
  )
}

/** The process itself. */
export function processFamilies(
  families: Families,
  { version, logLinesDropped }: { readonly version: string; readonly logLinesDropped: () => number },
): void {
  families.counter(
    { name: 'log_lines_dropped_total', help: 'Log lines thrown away because their reader was too slow.' },
    () => one(logLinesDropped()),
  )
  families.gauge(
    {
      name: 'build_info',
      help: 'Always 1; the labels say what runs.',
      labels: ['version', 'node'],
      together: 'first',
    },
    () => [[[version, process.versions.node], 1]],
  )
}

function one(value: number): readonly Sample[] {
  return [[[], value]]
}

function byName(tally: Tally): readonly Sample[] {
  return [...tally].map(([name, count]) => [[name], count])
}

function bySink(sinks: Sinks, value: (counts: SinkCounts) => number): readonly Sample[] {
  return [...sinks].map(([sink, counts]) => [[sink], value(counts)])
}

function flat(sinks: Sinks, tally: (counts: SinkCounts) => Tally): readonly Sample[] {
  return [...sinks].flatMap(([sink, counts]) =>
    [...tally(counts)].map(([name, n]): Sample => [[sink, name], n]),
  )
}

function attempts(sinks: Sinks): readonly Sample[] {
  return [...sinks].flatMap(([sink, counts]) =>
    [...counts.byClass()].map(([outcome, errorClass, n]): Sample => [[sink, outcome, errorClass], n]),
  )
}
