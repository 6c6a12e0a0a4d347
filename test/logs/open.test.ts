import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logsOf } from '../../src/logs/open.ts'
import { load, whole } from '../helpers/config-files.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

test('dead letters are in the log that events come from, unless another is named', async t => {
  const { config } = await load(t, whole)
  const logs = await logsOf(config, quietLogger)
  assert.equal(logs.deadLetters, logs.source)
  assert.equal(logs.all.length, 1)
  assert.equal(logs.source.kind, 'embedded')
})

test('a data folder named twice is one log', async t => {
  const { config } = await load(t, `dead_letters: { log: { type: embedded, path: ./data } }\n${whole}`)
  const logs = await logsOf(config, quietLogger)
  assert.equal(logs.deadLetters, logs.source)
})

test('Kafka and the embedded log go together', async t => {
  const yaml = `log: { type: kafka, brokers: ["127.0.0.1:9"] }
dead_letters: { log: { type: embedded, path: ./dead } }
sources: [{ topics: [events] }]
${whole.replace(/^ingest.*$/m, '')}`
  const { config } = await load(t, yaml)
  const { source, deadLetters, all } = await logsOf(config, quietLogger)
  assert.deepEqual([source.kind, deadLetters.kind], ['kafka', 'embedded'])
  assert.deepEqual(all, [source, deadLetters])
})
