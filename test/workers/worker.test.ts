import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ToMain } from '../../src/workers/messages.ts'
import { Worker, workerConfig } from '../../src/workers/worker.ts'
import { folderWith, load, whole } from '../helpers/config-files.ts'
import { until } from '../helpers/until.ts'
import { configFor, openLog } from '../logs/embedded/fixtures.ts'

async function workerOf(t: TestContext) {
  const { config: given } = await load(t, whole)
  const path = join(folderWith(t, {}), 'data')
  const config = { ...given, log: { ...configFor(path), partitions: 2 } }
  const main = await openLog(t, configFor(path))
  const sent: ToMain[] = []
  const codes: number[] = []
  const worker: Worker = new Worker({
    send: message => {
      sent.push(message)
      if (message.type === 'log') share.receive(message.message)
      if (message.type === 'beat')
        setImmediate(() => worker.receive({ type: 'beat', sentAt: message.sentAt }))
    },
    lines: { write: () => {}, close: async () => {}, dropped: 0 },
    done: code => codes.push(code),
  })
  const share = main.share(message => worker.receive({ type: 'log', path, message }))
  worker.receive({ type: 'start', number: 2, config })
  await until(() => sent.some(({ type }) => type === 'started'), `the start ${JSON.stringify(sent)}`, 20_000)
  const ask = async (
    id: number,
    what: 'samples' | 'prepare' | 'apply' | 'discard' | 'drain',
    argument?: unknown,
  ) => {
    worker.receive({ type: 'ask', id, what, argument })
    const find = () => sent.find(message => 'id' in message && message.id === id)
    await until(() => find() !== undefined, what, 20_000)
    return find()!
  }
  return { config, worker, sent, codes, ask, main }
}

test('a worker routes from a log that another process holds, is ready, and drains when asked', async t => {
  const { ask, sent, codes } = await workerOf(t)
  const ready = () => sent.some(message => message.type === 'beat' && message.readiness?.ready === true)
  await until(ready, 'a heartbeat that says it is ready', 20_000)
  assert.match(JSON.stringify(await ask(1, 'samples')), /sluice_sink_taken_total/)
  assert.equal((await ask(2, 'drain')).type, 'answer')
  assert.deepEqual(codes, [0])
})

test('a reload is prepared before it is applied', async t => {
  const { config, ask } = await workerOf(t)
  const none = await ask(1, 'apply')
  assert.ok(none.type === 'refusal' && /not prepared/.test(none.error.message))
  assert.equal((await ask(2, 'prepare', { ...config, drain: 2_000 })).type, 'answer')
  assert.equal((await ask(3, 'apply')).type, 'answer')
  const refused = await ask(4, 'prepare', { ...config, workers: 9 })
  assert.ok(refused.type === 'refusal' && refused.error.code === 'reload_refused')
  await ask(5, 'drain')
})

test('without its main process a worker of an embedded log ends at once', async t => {
  const { worker, codes, ask } = await workerOf(t)
  await worker.lost()
  assert.deepEqual(codes, [1])
  await ask(1, 'drain')
})

test('HTTP in and metrics are not a worker’s, and each has an admin port of its own', async t => {
  const { config } = await load(t, whole)
  const admin = { listen: { host: '127.0.0.1', port: 9465 }, tokens: [] }
  const third = workerConfig({ ...config, admin }, 3)
  assert.deepEqual([third.ingest, third.metrics, third.admin?.listen.port], [undefined, undefined, 9467])
  const any = { ...admin, listen: { host: '127.0.0.1', port: 0 } }
  assert.equal(workerConfig({ ...config, admin: any }, 3).admin?.listen.port, 0)
})
