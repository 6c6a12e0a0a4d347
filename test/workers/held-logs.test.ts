import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HeldLogs } from '../../src/workers/held-logs.ts'
import { load, whole } from '../helpers/config-files.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

test('the main process holds an embedded log, makes its topics, and shares it', async t => {
  const { config } = await load(t, whole)
  const logs = await HeldLogs.of(config, quietLogger)
  t.after(() => logs.close())
  await logs.open(config)
  assert.equal(logs.statuses()['log']?.ready, true)
  assert.ok((await logs.source.bounds('events'))!.length > 0)
  const sent: unknown[] = []
  const shares = logs.share((path, message) => sent.push([path, message]))
  await logs.source.createTopic('another', { partitions: 1 })
  assert.equal(sent.length, 1)
  shares.close()
  logs.freeze()
})

test('of Kafka it opens nothing where it takes no HTTP in', async t => {
  const yaml = `log: { type: kafka, brokers: ["127.0.0.1:9"] }
sources: [{ topics: [events] }]
${whole.replace(/^ingest.*$/m, '')}`
  const { config } = await load(t, yaml)
  const logs = await HeldLogs.of(config, quietLogger)
  await logs.open(config)
  assert.deepEqual(logs.statuses(), {})
  await logs.close()
})
