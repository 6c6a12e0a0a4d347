import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../../src/config/index.ts'
import { packageFolder } from '../../../src/package.ts'
import { createSinks } from '../../../src/sinks.ts'

test('the sinks of the example are made as they stand there, and write nothing', async () => {
  const { config, warnings } = await loadConfig(join(packageFolder, 'config/file-sink.yaml'), {})
  assert.deepEqual(warnings, [])
  const sinks = await createSinks(config)
  assert.deepEqual([...sinks.keys()], ['archive', 'terminal'])
  for (const sink of sinks.values()) await sink.close()
})
