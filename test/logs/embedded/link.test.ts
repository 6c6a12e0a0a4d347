import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Worker } from 'node:worker_threads'
import { Link } from '../../../src/logs/embedded/link.ts'
import { folderFor, keepLines, settingsFor, writeOf } from './fixtures.ts'

/** A link, its thread, and how it died. */
async function linkFor(t: TestContext): Promise<{ link: Link; worker: Worker; deaths: Error[] }> {
  const deaths: Error[] = []
  const created = once(process, 'worker')
  const link = new Link('embedded here', keepLines().logger, error => deaths.push(error))
  t.after(() => link.close())
  const [worker] = (await created) as [Worker]
  return { link, worker, deaths }
}

test('calls are answered in order, and errors come back with code and hint', async t => {
  const { link } = await linkFor(t)
  const folder = folderFor(t)
  await link.call('open', settingsFor(folder))
  const { partitions } = await link.call('createTopic', { name: 't', partitions: 1 })
  const { id } = partitions[0]!
  const answers = await Promise.all([
    link.call('write', writeOf(id, [{ key: null, value: null }])),
    link.call('bounds', [id]),
    link.call('write', writeOf(id, [{ key: null, value: null }])),
  ])
  assert.deepEqual(answers, [
    { bases: [0], commits: [] },
    [{ start: 0, end: 1 }],
    { bases: [1], commits: [] },
  ])
  await assert.rejects(link.call('bounds', [99]), { code: 'topic_missing' })
})

test('closing waits for the calls made, and calls after it are refused', async t => {
  const { link, deaths } = await linkFor(t)
  await link.call('open', settingsFor(folderFor(t)))
  const before = link.call('createTopic', { name: 't', partitions: 1 })
  await Promise.all([link.close(), link.close()])
  assert.equal((await before).name, 't')
  await assert.rejects(link.call('bounds', []), { code: 'log_unusable', message: 'embedded here: closed' })
  assert.deepEqual(deaths, [])
})

test('a thread that ends fails every call, at once and later, and is told once', async t => {
  const { link, worker, deaths } = await linkFor(t)
  // The thread has not even begun when it is ended, so none of these is answered.
  const waiting = [link.call('open', settingsFor(folderFor(t))), link.call('bounds', [])]
  const ended = { code: 'log_unusable', message: /^embedded here: its thread has ended \(exit code \d+\)$/ }
  const rejected = Promise.all(waiting.map(call => assert.rejects(call, ended)))
  await worker.terminate()
  await rejected
  await assert.rejects(link.call('bounds', []), ended)
  assert.equal(deaths.length, 1)
  await link.close()
})

test('lines of the thread go to the logger, with the log they belong to', async t => {
  const { logger, lines } = keepLines()
  const link = new Link('embedded here', logger, () => {})
  t.after(() => link.close())
  const folder = folderFor(t)
  execFileSync('chmod', ['755', folder])
  await link.call('open', settingsFor(folder))
  assert.equal(lines.length, 1)
  assert.equal(lines[0]?.level, 'warn')
  assert.deepEqual(lines[0]?.fields, { log: 'embedded here', path: folder })
})

test('compiled to JavaScript, the thread is found too', t => {
  const folder = folderFor(t)
  const out = join(folder, 'dist')
  const root = resolve(import.meta.dirname, '../../..')
  const options = { outDir: out, rootDir: root, typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'tsconfig.build.json'),
      compilerOptions: options,
      include: [],
      files: ['index', 'worker'].map(name => join(root, `src/logs/embedded/${name}.ts`)),
    }),
  )
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compiler = join(root, 'node_modules/.bin/tsc')
  execFileSync(compiler, ['-p', join(folder, 'tsconfig.json')], { encoding: 'utf8' })
  assert.equal(existsSync(join(out, 'src/logs/embedded/worker.js')), true)
  const config = {
    type: 'embedded',
    path: join(folder, 'data'),
    group: 'g',
    partitions: 1,
    retention: 0,
    max_bytes: 0,
    on_full: 'refuse',
  }
  const program = `
    const { embeddedLog } = await import(${JSON.stringify(pathToFileURL(join(out, 'src/logs/embedded/index.js')).href)})
    const quiet = { debug() {}, info() {}, warn() {}, error() {}, isLevelEnabled: () => false }
    const log = embeddedLog(${JSON.stringify(config)}, { logger: quiet })
    await log.open()
    await log.createTopic('t', { partitions: 1 })
    const [place] = await log.append('t', [{ key: null, value: Buffer.from('x') }])
    await log.close()
    console.log(JSON.stringify(place))
  `
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(said), { topic: 't', partition: 0, offset: 0 })
})
