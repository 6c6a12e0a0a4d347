import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inherited, WorkerProcess } from '../../src/workers/process.ts'
import { folderWith, load, whole } from '../helpers/config-files.ts'

/** A process that runs this script in place of a worker. */
async function processOf(
  t: TestContext,
  script: string,
): Promise<{ worker: WorkerProcess; lines: string[] }> {
  const { config } = await load(t, whole)
  const entry = join(folderWith(t, { 'entry.mjs': script }), 'entry.mjs')
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line), close: async () => {}, dropped: 0 }
  const worker = new WorkerProcess({ number: 1, config, lines: destination, onLog: () => {}, entry })
  t.after(async () => {
    worker.kill()
    await worker.exited
  })
  return { worker, lines }
}

test('a worker that has started is asked, and answers with what it has or throws', async t => {
  const { worker, lines } = await processOf(
    t,
    `process.on('message', m => {
      if (m.type === 'start') {
        console.log('number ' + m.number + ' ' + (m.config.sinks instanceof Map))
        process.send({ type: 'started' })
      }
      if (m.what === 'samples') process.send({ type: 'answer', id: m.id, answer: [{ name: 'a' }] })
      if (m.what === 'prepare') process.send({ type: 'refusal', id: m.id, error: { code: 'no', message: 'not so', hint: '' } })
      if (m.what === 'drain') process.exit(0)
    })`,
  )
  await worker.started
  assert.equal(worker.isRunning, true)
  assert.deepEqual(await worker.ask('samples', undefined, 20_000), [{ name: 'a' }])
  await assert.rejects(worker.ask('prepare', {} as never, 20_000), { code: 'no', message: 'not so' })
  await assert.rejects(worker.ask('apply', undefined, 20), { code: 'worker_silent' })
  await assert.rejects(worker.ask('drain', undefined, 20_000), { code: 'worker_gone' })
  assert.equal(await worker.exited, 'exit code 0')
  await assert.rejects(worker.ask('samples', undefined, 20_000), { code: 'worker_gone' })
  assert.deepEqual(lines, ['number 1 true\n'])
})

test('a worker that says why it cannot start, and one that dies before, both reject', async t => {
  const refusing = await processOf(
    t,
    `process.on('message', () => process.send({ type: 'failed', error: { code: 'log_unusable', message: 'no', hint: '' } }))`,
  )
  await assert.rejects(refusing.worker.started, { code: 'log_unusable' })
  const dying = await processOf(t, 'process.exit(3)')
  await assert.rejects(dying.worker.started, { code: 'worker_gone', message: /exit code 3/ })
})

test('a worker has the options of this process, but not what watches, tests or preloads here', () => {
  assert.deepEqual(
    inherited([
      '--max-semi-space-size=16',
      '--import',
      './a.ts',
      '-r',
      'b',
      '--import=./c.ts',
      '--test',
      '--inspect=0',
      '--expose-gc',
    ]),
    ['--max-semi-space-size=16', '--expose-gc'],
  )
})
