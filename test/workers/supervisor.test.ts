import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLogger } from '../../src/ops/index.ts'
import { Supervisor } from '../../src/workers/supervisor.ts'
import { load, whole } from '../helpers/config-files.ts'
import { get } from '../helpers/sluice-process.ts'
import { until } from '../helpers/until.ts'

const lines = { write: () => {}, close: async () => {}, dropped: 0 }
const logger = createLogger({ level: 'error', format: 'json' }, lines)

test('one page, one readiness and one way in for two workers, until both are gone', {
  timeout: 90_000,
}, async t => {
  const { config: given } = await load(t, whole)
  const metrics = { listen: { host: '127.0.0.1', port: 0 } }
  const config = { ...given, workers: 2, metrics, ingest: { ...given.ingest!, listen: metrics.listen } }
  const supervisor = await Supervisor.start(config, logger, lines)
  t.after(() => supervisor.drain())
  const at = (path: string) => get(`http://127.0.0.1:${supervisor.addresses.metrics!.port}${path}`)
  await until(async () => (await at('/ready')).status === 200, 'readiness', 30_000)
  const { parts } = JSON.parse((await at('/ready')).text)
  assert.deepEqual(Object.keys(parts), ['log', 'worker_1', 'worker_2'])
  const { text } = await at('/metrics')
  assert.match(text, /^sluice_workers_running 2$/m)
  assert.match(text, /^sluice_log_ready 1$/m)
  const pids = supervisor.processes
  assert.equal(new Set(pids).size, 2)
  await supervisor.drain()
  for (const pid of pids) assert.throws(() => process.kill(pid!, 0), { code: 'ESRCH' })
})

test('a data folder that cannot be held is said as for one process, and nothing is left', async t => {
  const { config } = await load(t, whole)
  const log = { ...config.log, path: join('/proc', 'nowhere') } as typeof config.log
  const start = Supervisor.start({ ...config, workers: 2, metrics: undefined, log }, logger, lines)
  await assert.rejects(start, { code: 'log_unusable' })
})
