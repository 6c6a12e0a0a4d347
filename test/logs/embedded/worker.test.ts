import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { Reply } from '../../../src/logs/embedded/types.ts'
import { until } from '../../helpers/until.ts'
import { record } from '../../suites/log-bench.ts'
import { folderFor, settingsFor, writeOf } from './fixtures.ts'

test('the thread answers each request under its id, deletes by itself, and ends when it has closed', async t => {
  const file = new URL('../../../src/logs/embedded/worker.ts', import.meta.url)
  const worker = new Worker(file, { execArgv: [] })
  t.after(() => worker.terminate())
  const replies: Reply[] = []
  let exit: number | undefined
  worker.on('message', reply => replies.push(reply))
  worker.once('exit', code => {
    exit = code
  })
  const answer = async (id: number) => {
    const found = () => replies.find(reply => 'id' in reply && reply.id === id)
    await until(() => found() !== undefined, `the answer to ${id}`, 20_000)
    return found()
  }
  const settings = settingsFor(folderFor(t), { retention: 1_000, retentionEvery: 10 })
  worker.postMessage({ id: 1, operation: 'open', argument: settings })
  await answer(1)
  worker.postMessage({ id: 2, operation: 'createTopic', argument: { name: 't', partitions: 1 } })
  const created = await answer(2)
  assert.deepEqual(created, { id: 2, answer: { name: 't', partitions: [{ id: 1, start: 0, end: 0 }] } })
  worker.postMessage({ id: 3, operation: 'write', argument: writeOf(1, [record('old', { timestamp: 5 })]) })
  assert.deepEqual(await answer(3), { id: 3, answer: { bases: [0], commits: [] } })
  let asked = 100
  const start = async () => {
    worker.postMessage({ id: ++asked, operation: 'bounds', argument: [1] })
    return JSON.stringify(await answer(asked))
  }
  await until(async () => (await start()).includes('"start":1'), 'the old record gone', 20_000)
  worker.postMessage({ id: 4, operation: 'bounds', argument: [77] })
  const failed = await answer(4)
  assert.equal(failed !== undefined && 'failure' in failed && failed.failure.code, 'topic_missing')
  worker.postMessage({ id: 5, operation: 'close', argument: null })
  await answer(5)
  await until(() => exit === 0, 'the end of the thread', 20_000)
})
