import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { familiesOf } from '../../src/ops/families.ts'
import { ingestFamilies, processFamilies, readerFamilies, sinkFamilies } from '../../src/ops/family-list.ts'
import { IngestCounts } from '../../src/ops/ingest-counts.ts'
import { ReaderCounts } from '../../src/ops/reader-counts.ts'
import { SinkCounts } from '../../src/ops/sink-counts.ts'
import { type MetricSources, noSources, type SinkGauges } from '../../src/ops/types.ts'

/** Lines that are no comments, without those of histograms' buckets. */
async function lines(registry: Registry): Promise<string[]> {
  const text = await registry.metrics()
  return text.split('\n').filter(line => line !== '' && !line.startsWith('#') && !line.includes('_bucket'))
}

const nothing: MetricSources = { ...noSources, logReady: () => true }

const idle: SinkGauges = {
  name: 'crm',
  inFlight: 0,
  concurrency: 16,
  stuckKeys: 0,
  breaker: 'closed',
  paused: false,
  holding: false,
  windowCount: 0,
  windowBytes: 0,
  oldestUnsettled: undefined,
  alarm: false,
  tlsUnverified: false,
}

function sinkLines(counts: SinkCounts, gauges: SinkGauges): Promise<string[]> {
  const registry = new Registry()
  const sources: MetricSources = { ...nothing, sinks: () => [gauges] }
  sinkFamilies(familiesOf(registry), new Map([['crm', counts]]), () => sources)
  return lines(registry)
}

test('the reading side is shown by topic, rule and partition', async () => {
  const registry = new Registry()
  const counts = new ReaderCounts(['active devices'])
  readerFamilies(familiesOf(registry), counts, () => ({
    ...nothing,
    partitions: () => [
      { topic: 'netbox.events', partition: 3, lag: 12, metadataBytes: 40 },
      { topic: 'netbox.events', partition: 4, lag: undefined, metadataBytes: 90 },
    ],
  }))
  counts.received('netbox.events', 1_000)
  counts.matched()
  counts.ruleMatched('active devices')
  counts.tombstone()
  counts.commit(false, 0.25)
  counts.tenure()
  counts.reread()
  assert.deepEqual(await lines(registry), [
    'sluice_records_received_total{topic="netbox.events"} 1',
    'sluice_received_bytes_total{topic="netbox.events"} 1000',
    'sluice_events_matched_total 1',
    'sluice_events_unmatched_total 0',
    'sluice_tombstones_total 1',
    'sluice_undecodable_total 0',
    'sluice_commits_total{result="ok"} 0',
    'sluice_commits_total{result="failed"} 1',
    'sluice_rule_matches_total{rule="active devices"} 1',
    'sluice_rule_failures_total{rule="active devices"} 0',
    'sluice_partition_lag_offsets{topic="netbox.events",partition="3"} 12',
    'sluice_commit_duration_seconds_sum 0.25',
    'sluice_commit_duration_seconds_count 1',
    'sluice_commit_metadata_bytes 90',
    'sluice_tenures_total 1',
    'sluice_records_reread_total 1',
    'sluice_log_ready 1',
  ])
})

test("a sink's deliveries are shown from taken to settled", async () => {
  const counts = new SinkCounts('crm')
  for (let n = 0; n < 5; n++) counts.taken()
  counts.attempted('delivered', '', 0.25)
  counts.attempted('retry', 'timeout', 10)
  counts.attempted('refused', 'rejected', 0.25)
  counts.delivered(2, 2)
  counts.deadLettered('refused', 1)
  counts.deadLetterCut()
  counts.deadLetterFailed()
  counts.shed(1)
  const gauges: SinkGauges = {
    ...idle,
    inFlight: 1,
    concurrency: 4,
    stuckKeys: 2,
    breaker: 'open',
    paused: true,
    holding: true,
    windowCount: 2,
    windowBytes: 300,
    alarm: true,
    tlsUnverified: true,
  }
  assert.deepEqual(await sinkLines(counts, gauges), [
    'sluice_sink_taken_total{sink="crm"} 5',
    'sluice_sink_delivered_total{sink="crm"} 1',
    'sluice_sink_dead_lettered_total{sink="crm",stage="refused"} 1',
    'sluice_sink_dead_lettered_total{sink="crm",stage="given_up"} 0',
    'sluice_sink_shed_total{sink="crm"} 1',
    'sluice_sink_attempts_total{sink="crm",outcome="delivered",class=""} 1',
    'sluice_sink_attempts_total{sink="crm",outcome="retry",class="timeout"} 1',
    'sluice_sink_attempts_total{sink="crm",outcome="refused",class="rejected"} 1',
    'sluice_sink_retried_total{sink="crm"} 1',
    'sluice_sink_refused_total{sink="crm"} 1',
    'sluice_sink_dead_letter_failures_total{sink="crm"} 1',
    'sluice_sink_dead_letters_cut_total{sink="crm"} 1',
    'sluice_sink_attempt_duration_seconds_sum{sink="crm"} 10.5',
    'sluice_sink_attempt_duration_seconds_count{sink="crm"} 3',
    'sluice_sink_attempts_per_delivery_sum{sink="crm"} 3',
    'sluice_sink_attempts_per_delivery_count{sink="crm"} 2',
    'sluice_sink_event_age_seconds_sum{sink="crm"} 2',
    'sluice_sink_event_age_seconds_count{sink="crm"} 1',
    'sluice_sink_in_flight{sink="crm"} 1',
    'sluice_sink_concurrency{sink="crm"} 4',
    'sluice_sink_breaker{sink="crm"} 2',
    'sluice_sink_paused{sink="crm"} 1',
    'sluice_sink_holding{sink="crm"} 1',
    'sluice_sink_stuck_keys{sink="crm"} 2',
    'sluice_sink_window_deliveries{sink="crm"} 2',
    'sluice_sink_window_bytes{sink="crm"} 300',
    'sluice_sink_oldest_unsettled_seconds{sink="crm"} 0',
    'sluice_sink_alarm{sink="crm"} 1',
    'sluice_sink_tls_unverified{sink="crm"} 1',
    'sluice_sink_unaccounted{sink="crm"} 0',
  ])
})

test('a delivery that vanished shows in the remainder', async () => {
  const counts = new SinkCounts('crm')
  counts.taken()
  counts.taken()
  const shown = await sinkLines(counts, { ...idle, windowCount: 1 })
  assert.ok(shown.includes('sluice_sink_unaccounted{sink="crm"} 1'), shown.join('\n'))
})

test('the oldest unsettled delivery is shown by its age', async () => {
  const shown = await sinkLines(new SinkCounts('crm'), { ...idle, oldestUnsettled: Date.now() - 90_000 })
  const line = shown.find(text => text.includes('oldest')) ?? ''
  const age = Number(line.split(' ')[1])
  assert.ok(age >= 90 && age < 120, line)
})

test('HTTP in is shown by endpoint and status', async () => {
  const registry = new Registry()
  const counts = new IngestCounts(['/events'])
  ingestFamilies(familiesOf(registry), counts)
  counts.answered('/events', 202, 2, 100)
  counts.answered('', 404, 0, 0)
  assert.deepEqual(await lines(registry), [
    'sluice_ingest_requests_total{endpoint="/events",status="202"} 1',
    'sluice_ingest_requests_total{endpoint="other",status="404"} 1',
    'sluice_ingest_records_total{endpoint="/events"} 2',
    'sluice_ingest_bytes_total{endpoint="/events"} 100',
  ])
})

test('the process says what it is', async () => {
  const registry = new Registry()
  processFamilies(familiesOf(registry), { version: '1.2.3', logLinesDropped: () => 4 })
  assert.deepEqual(await lines(registry), [
    'sluice_log_lines_dropped_total 4',
    `sluice_build_info{version="1.2.3",node="${process.versions.node}"} 1`,
  ])
})
