import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { familiesOf } from '../../src/ops/families.ts'
import { jobFamilies, standingFamilies } from '../../src/ops/standing-families.ts'
import { type JobGauges, type MetricSources, noSources, type StandingGauges } from '../../src/ops/types.ts'

async function shown(
  standings: readonly StandingGauges[],
  jobs: readonly JobGauges[] = [],
): Promise<string[]> {
  const registry = new Registry()
  const sources: MetricSources = {
    ...noSources,
    standings: () => standings,
    jobs: () => jobs,
  }
  standingFamilies(familiesOf(registry), () => sources)
  jobFamilies(familiesOf(registry), () => sources)
  return (await registry.metrics()).split('\n').filter(line => line !== '' && !line.startsWith('#'))
}

const standing: StandingGauges = { sink: 'crm', state: 'at_head', lag: 0, seconds: 0, margin: 100 }

test('a sink is shown by all its partitions: the sum of its lag, its oldest, and where it loses first', async () => {
  const lines = await shown([
    standing,
    { ...standing, state: 'behind', lag: 30, seconds: 4.5, margin: 70 },
    { ...standing, state: 'paused', lag: 5, seconds: 90, margin: 95 },
    { ...standing, sink: 'idle', margin: 0 },
  ])
  assert.deepEqual(
    lines.filter(line => !line.includes('job')),
    [
      'sluice_sink_partitions{sink="crm",state="at_head"} 1',
      'sluice_sink_partitions{sink="crm",state="behind"} 1',
      'sluice_sink_partitions{sink="crm",state="paused"} 1',
      'sluice_sink_partitions{sink="idle",state="at_head"} 1',
      'sluice_sink_partitions{sink="idle",state="behind"} 0',
      'sluice_sink_partitions{sink="idle",state="paused"} 0',
      'sluice_sink_lag_offsets{sink="crm"} 35',
      'sluice_sink_lag_offsets{sink="idle"} 0',
      'sluice_sink_lag_seconds{sink="crm"} 90',
      'sluice_sink_lag_seconds{sink="idle"} 0',
      'sluice_sink_retention_margin_offsets{sink="crm"} 70',
    ],
  )
})

test('while it is not known where the log ends, what follows from that is not shown', async () => {
  const lines = await shown([{ ...standing, lag: undefined, margin: undefined }])
  assert.deepEqual(
    lines.filter(line => /offsets/.test(line)),
    [],
  )
})

test('jobs are counted by kind, and what they have still to do by sink', async () => {
  const lines = await shown(
    [],
    [
      { kind: 'replay', sink: 'crm', remaining: 7 },
      { kind: 'replay', sink: 'crm', remaining: 3 },
      { kind: 'redrive', sink: 'cmdb', remaining: 1 },
    ],
  )
  assert.deepEqual(lines, [
    'sluice_jobs_running{kind="replay"} 2',
    'sluice_jobs_running{kind="redrive"} 1',
    'sluice_job_remaining_offsets{kind="replay",sink="crm"} 10',
    'sluice_job_remaining_offsets{kind="redrive",sink="cmdb"} 1',
  ])
})
