import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../../src/config/index.ts'
import { packageFolder } from '../../../src/package.ts'
import { createSinks } from '../../../src/sinks.ts'

const text = 'Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=key-secret='

test('the sinks of the example are made as they stand there', async () => {
  const file = join(packageFolder, 'config/service-bus-sink.yaml')
  const { config } = await loadConfig(file, { SERVICEBUS: text, WORKFLOW_SECRET: 's' })
  const sinks = await createSinks(config)
  assert.deepEqual([...sinks.keys()], ['workflow', 'maintenance'])
  for (const sink of sinks.values()) await sink.close()
})

test('what the example needs is set up by the script beside it', () => {
  const script = readFileSync(join(packageFolder, 'config/service-bus-sink/setup.sh'), 'utf8')
  for (const part of [
    'Azure Service Bus Data Sender',
    '--rights Send',
    '-n netbox',
    '-n maintenance',
    '--enable-session true',
  ])
    assert.ok(script.includes(part), part)
})
