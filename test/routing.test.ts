import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../src/config/index.ts'
import { logsOf } from '../src/logs/open.ts'
import { createMetrics } from '../src/ops/index.ts'
import { Routing } from '../src/routing.ts'
import { closeSinks, createSinks } from '../src/sinks.ts'
import { folderWith } from './helpers/config-files.ts'
import { quietLogger } from './helpers/quiet-logger.ts'

const yaml = `
ingest: { listen: 127.0.0.1:8080 }
dead_letters: { topic: "letters.{sink}" }
sinks:
  crm: { type: http, url: "http://127.0.0.1:1/" }
  audit: { type: http, url: "http://127.0.0.1:1/", group: slow }
`

test('a configuration has an outbox for each sink, a read for each group, and its dead letters', async t => {
  const { config } = await loadConfig(join(folderWith(t, { 'main.yaml': yaml }), 'main.yaml'))
  const sinks = await createSinks(config)
  t.after(() => closeSinks(sinks))
  const routing = new Routing(config, {
    logs: await logsOf(config, quietLogger),
    sinks,
    metrics: createMetrics({ version: '1', sinks: [], rules: [], endpoints: [], logLinesDropped: () => 0 }),
    logger: quietLogger,
    fatal: error => assert.fail(error),
  })
  assert.deepEqual(
    routing.outboxes.map(({ name }) => name),
    ['crm', 'audit', 'undecodable'],
  )
  assert.deepEqual([...routing.readers.all.keys()], ['sluice', 'sluice.slow'])
  assert.equal(routing.deadLetters.topicOf('crm'), 'letters.crm')
  assert.equal(routing.config, config)
})
