import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics, type Metrics } from '../../src/ops/metrics.ts'
import { type Samples, Together } from '../../src/ops/together.ts'
import { noSources } from '../../src/ops/types.ts'

function metrics(): Metrics {
  return createMetrics({ version: '1', sinks: ['crm'], rules: [], endpoints: [], logLinesDropped: () => 0 })
}

/** Metrics of a worker that has delivered so many. */
async function samplesOf(
  delivered: number,
  breaker: 'closed' | 'open' = 'closed',
  logReady = true,
): Promise<Samples> {
  const worker = metrics()
  for (let i = 0; i < delivered; i++) {
    worker.sink('crm').taken()
    worker.sink('crm').delivered(1, 1)
  }
  worker.observe({
    ...noSources,
    sinks: () => [
      {
        name: 'crm',
        inFlight: 2,
        concurrency: 4,
        stuckKeys: 0,
        breaker,
        paused: false,
        holding: false,
        windowCount: 0,
        windowBytes: 0,
        oldestUnsettled: undefined,
        alarm: false,
        tlsUnverified: false,
      },
    ],
    partitions: () => [{ topic: 'a', partition: 0, lag: delivered, metadataBytes: delivered }],
    standings: () => [
      { sink: 'crm', state: 'behind', lag: delivered, seconds: delivered, margin: delivered },
    ],
    logReady: () => logReady,
  })
  return structuredClone(await worker.samples()) as Samples
}

async function page(together: Together): Promise<(name: string) => number> {
  const main = metrics()
  main.observe({ ...noSources, logReady: () => true })
  const lines = (await together.render(await main.samples())).split('\n')
  return name => Number(lines.find(line => line.startsWith(`${name} `))?.slice(name.length + 1))
}

test('counters, histograms and most gauges add up', async () => {
  const together = new Together()
  together.seen(1, await samplesOf(3))
  together.seen(2, await samplesOf(4))
  const sample = await page(together)
  assert.equal(sample('sluice_sink_delivered_total{sink="crm"}'), 7)
  assert.equal(sample('sluice_sink_event_age_seconds_count{sink="crm"}'), 7)
  assert.equal(sample('sluice_sink_event_age_seconds_bucket{sink="crm",le="1"}'), 7)
  assert.equal(sample('sluice_sink_in_flight{sink="crm"}'), 4)
  assert.equal(sample('sluice_sink_lag_offsets{sink="crm"}'), 7)
  assert.equal(sample('sluice_sink_lag_seconds{sink="crm"}'), 4)
  assert.equal(sample('sluice_sink_retention_margin_offsets{sink="crm"}'), 3)
  assert.equal(sample('sluice_commit_metadata_bytes'), 4)
})

test('states are the worst of all, and what says who runs is told once', async () => {
  const together = new Together()
  together.seen(1, await samplesOf(0, 'open'))
  together.seen(2, await samplesOf(5, 'closed', false))
  const sample = await page(together)
  assert.equal(sample('sluice_sink_breaker{sink="crm"}'), 2)
  assert.equal(sample('sluice_partition_lag_offsets{topic="a",partition="0"}'), 5)
  assert.equal(sample('sluice_log_ready'), 0)
  assert.equal(sample(`sluice_build_info{version="1",node="${process.versions.node}"}`), 1)
})

test('what a worker had counted stays when it has ended; what it had goes', async () => {
  const together = new Together()
  together.seen(1, await samplesOf(3))
  together.ended(1)
  together.ended(1)
  together.seen(1, await samplesOf(2))
  together.ended(1)
  together.seen(1, await samplesOf(1))
  const sample = await page(together)
  assert.equal(sample('sluice_sink_delivered_total{sink="crm"}'), 6)
  assert.equal(sample('sluice_sink_event_age_seconds_sum{sink="crm"}'), 6)
  assert.equal(sample('sluice_sink_in_flight{sink="crm"}'), 2)
})
