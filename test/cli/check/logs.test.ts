import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkLog, usedLogs } from '../../../src/cli/check/logs.ts'
import type { EmbeddedConfig, KafkaConfig } from '../../../src/config/types.ts'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import { load, whole } from '../../helpers/config-files.ts'
import { deadPort } from '../../helpers/http-server.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import { testFolder } from '../../helpers/sluice-process.ts'

test('the log has to have what is read and what dead letters go to, each in its own log', async t => {
  const one = usedLogs((await load(t, whole)).config)
  assert.deepEqual(
    one.map(({ topics }) => topics),
    [['events', 'dead-letters.crm', 'dead-letters.undecodable']],
  )
  const kafka = 'log: { type: kafka, brokers: [a:1, b:2] }'
  const two = usedLogs(
    (
      await load(
        t,
        `${kafka}\nsources: [{ topics: [netbox] }]\ndead_letters: { log: { type: embedded, path: ./d } }${whole.replace(/^.*$/m, '')}`,
      )
    ).config,
  )
  assert.deepEqual(
    two.map(({ name, topics }) => [name.replace(/ \/.*/, ''), topics]),
    [
      ['kafka a:1,b:2', ['netbox']],
      ['embedded', ['dead-letters.crm', 'dead-letters.undecodable']],
    ],
  )
})

test('an embedded log would do that is not there yet, that is there, and that a router runs on', async t => {
  const path = join(testFolder(t), 'data')
  const config: EmbeddedConfig = {
    type: 'embedded',
    path,
    group: 'g',
    partitions: 1,
    retention: 0,
    max_bytes: 0,
    on_full: 'refuse',
  }
  const used = { name: 'embedded', config, topics: ['events'] }
  assert.match(await checkLog(used), /^not there yet/)
  const log = embeddedLog(config, { logger: quietLogger })
  await log.open()
  assert.equal(await checkLog(used), 'a router runs on it')
  await log.close()
  assert.equal(await checkLog(used), '')
})

test('brokers that are away are named', async () => {
  const config: KafkaConfig = {
    type: 'kafka',
    brokers: [`127.0.0.1:${await deadPort()}`],
    client_id: 'c',
    group: 'g',
    tls: undefined,
    sasl: undefined,
    session_timeout: 10_000,
  }
  await assert.rejects(checkLog({ name: 'kafka', config, topics: ['events'] }), {
    code: 'log_unreachable',
    message: /127\.0\.0\.1/,
  })
})
