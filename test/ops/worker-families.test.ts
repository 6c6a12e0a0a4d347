import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import { familiesOf } from '../../src/ops/families.ts'
import { workerFamilies } from '../../src/ops/worker-families.ts'

test('workers are counted at the scrape', async () => {
  const registry = new Registry()
  const counts = { running: 3, restarts: 0 }
  workerFamilies(familiesOf(registry), () => counts)
  counts.restarts = 2
  const text = await registry.metrics()
  assert.match(text, /^sluice_workers_running 3$/m)
  assert.match(text, /^sluice_worker_restarts_total 2$/m)
})
