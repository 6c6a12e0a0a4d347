import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoConfig } from '../../../src/cli/demo/demo-config.ts'
import { load } from '../../helpers/config-files.ts'

test('the demo runs with a configuration that loads without a warning', async t => {
  const yaml = demoConfig({
    all: 'http://127.0.0.1:9000/',
    active: 'http://127.0.0.1:9001/',
    ingest: 0,
    metrics: 0,
  })
  const { config, warnings } = await load(t, yaml)
  assert.deepEqual(warnings, [])
  assert.deepEqual([...config.sinks.keys()], ['printer', 'flaky'])
  assert.equal(config.ingest?.listen.port, 0)
  assert.equal(config.metrics?.listen.port, 0)
})
