import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withLog } from '../../../src/cli/tools/open-log.ts'
import type { EmbeddedConfig } from '../../../src/config/types.ts'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import { quietLogger } from '../../helpers/quiet-logger.ts'
import { testFolder } from '../../helpers/sluice-process.ts'

function configIn(path: string): EmbeddedConfig {
  return { type: 'embedded', path, group: 'g', partitions: 1, retention: 1, max_bytes: 0, on_full: 'refuse' }
}

test('a log is opened, looked into and closed again, and keeps what retention would delete', async t => {
  const config = configIn(testFolder(t))
  const log = embeddedLog({ ...config, retention: 0 }, { logger: quietLogger })
  await log.open()
  await log.createTopic('events', { partitions: 1 })
  await log.append('events', [{ key: null, value: Buffer.from('old'), timestamp: 1 }])
  await log.close()
  for (let round = 0; round < 2; round++)
    assert.deepEqual(await withLog(config, log => log.bounds('events')), [{ start: 0, end: 1 }])
  await assert.rejects(
    withLog(config, () => Promise.reject(new Error('looked'))),
    /looked/,
  )
  assert.ok(!existsSync(join(config.path, 'holder.json')))
})

test('a folder without a log is not made', async t => {
  const folder = join(testFolder(t), 'data')
  await assert.rejects(
    withLog(configIn(folder), async () => {}),
    { code: 'log_unusable', message: /there is no log in .*data yet/ },
  )
  assert.ok(!existsSync(folder))
})

test('a folder in use is told with what to do', async t => {
  const config = configIn(testFolder(t))
  const log = embeddedLog(config, { logger: quietLogger })
  await log.open()
  t.after(() => log.close())
  await assert.rejects(
    withLog(config, async () => {}),
    {
      code: 'log_unusable',
      message: /is in use by process \d+/,
      hint: /stop that one .*explain --event FILE/,
    },
  )
})
