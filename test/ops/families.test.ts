import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { Buckets } from '../../src/ops/buckets.ts'
import { familiesOf } from '../../src/ops/families.ts'

test('samples are read at the scrape, not before', async () => {
  const registry = new Registry()
  let count = 0
  familiesOf(registry).counter({ name: 'things_total', help: 'Things.', labels: ['kind'] }, () => [
    [['a'], count],
  ])
  count = 7
  assert.match(await registry.metrics(), /^sluice_things_total\{kind="a"\} 7$/m)
  count = 8
  assert.match(await registry.metrics(), /^sluice_things_total\{kind="a"\} 8$/m)
})

test('a gauge forgets what is no longer there', async () => {
  const registry = new Registry()
  let partitions = [0, 1]
  familiesOf(registry).gauge({ name: 'lag', help: 'Lag.', labels: ['partition'] }, () =>
    partitions.map(partition => [[partition], 5]),
  )
  assert.match(await registry.metrics(), /partition="1"/)
  partitions = [0]
  assert.doesNotMatch(await registry.metrics(), /partition="1"/)
})

test('a histogram comes out cumulated, with sum and count', async () => {
  const registry = new Registry()
  const buckets = new Buckets([0.1, 1])
  for (const value of [0.05, 0.5, 0.5, 9]) buckets.observe(value)
  familiesOf(registry).histogram({ name: 'wait_seconds', help: 'Wait.', labels: ['sink'] }, () => [
    [['crm'], buckets],
  ])
  assert.deepEqual((await registry.metrics()).trim().split('\n'), [
    '# HELP sluice_wait_seconds Wait.',
    '# TYPE sluice_wait_seconds histogram',
    'sluice_wait_seconds_bucket{sink="crm",le="0.1"} 1',
    'sluice_wait_seconds_bucket{sink="crm",le="1"} 3',
    'sluice_wait_seconds_bucket{sink="crm",le="+Inf"} 4',
    'sluice_wait_seconds_sum{sink="crm"} 10.05',
    'sluice_wait_seconds_count{sink="crm"} 4',
  ])
})

test('label values are escaped', async () => {
  const registry = new Registry()
  familiesOf(registry).counter({ name: 'x_total', help: 'X.', labels: ['rule'] }, () => [
    [['say "hi"\n\\'], 1],
  ])
  assert.match(await registry.metrics(), /rule="say \\"hi\\"\\n\\\\"/)
})
