import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { embeddedLog } from '../../../src/logs/embedded/index.ts'
import { until } from '../../helpers/until.ts'
import { follow } from '../../suites/follower.ts'
import { numbered, record, texts } from '../../suites/log-bench.ts'
import { configFor, folderFor, keepLines, openLog, sized } from './fixtures.ts'

const quiet = () => keepLines().logger

test('a log that is opened again goes on where it was, under the same id', async t => {
  const config = configFor(folderFor(t))
  const first = await openLog(t, config)
  await first.createTopic('events', { partitions: 2 })
  await first.append('events', numbered('a', 3, { partition: 1 }))
  const member = follow(t, first, {
    group: 'g',
    topics: [{ topic: 'events', start: 'earliest' }],
    reads: false,
    deadline: 10_000,
  })
  const tenure = (await member.owns(2)).find(({ partition }) => partition === 1)!
  await tenure.commit({ offset: 2, metadata: 'm', low: 1 })
  await first.close()

  const second = await openLog(t, config)
  assert.equal(second.id, first.id)
  assert.deepEqual(await second.committed('g', 'events'), [
    { offset: 0, metadata: '', low: 0 },
    { offset: 2, metadata: 'm', low: 1 },
  ])
  const [place] = await second.append('events', [record('b', { partition: 1 })])
  assert.equal(place?.offset, 3)
  const again = follow(t, second, {
    group: 'g',
    topics: [{ topic: 'events', start: 'earliest' }],
    deadline: 10_000,
  })
  assert.deepEqual(texts(await again.has(2)), ['a2', 'b'])
})

test('a folder has one log at a time, and the second is told who holds it', async t => {
  const config = configFor(folderFor(t))
  await openLog(t, config)
  const second = embeddedLog(config, { logger: quiet() })
  await assert.rejects(second.open(), error => {
    assert.equal((error as { code?: string }).code, 'log_unusable')
    assert.match((error as Error).message, new RegExp(`in use by process ${process.pid} `))
    return true
  })
  assert.equal(second.status().ready, false)
  assert.match(second.status().detail, /in use/)
  await second.close()
})

test('a log that cannot be opened leaves nothing running, and says why to whoever uses it', async t => {
  const file = join(folderFor(t), 'file')
  writeFileSync(file, '')
  const log = embeddedLog(configFor(join(file, 'data')), { logger: quiet() })
  assert.deepEqual(log.status(), { ready: false, detail: 'not open' })
  await assert.rejects(log.open(), { code: 'log_unusable' })
  await assert.rejects(log.append('t', []), { code: 'append_failed', message: /no data folder/ })
  await log.close()
})

test('a folder that cannot be written is refused with a hint', async t => {
  const folder = folderFor(t)
  const log = await openLog(t, configFor(folder))
  await log.close()
  // Root may write everywhere, so this is asked of a process that is not root.
  const root = process.getuid?.() === 0
  const files = ['log.db', '.'].map(name => join(folder, name))
  for (const file of files) chmodSync(file, statSync(file).isDirectory() ? 0o555 : 0o444)
  const program = `
    ${root ? 'process.setgid(65534); process.setuid(65534)' : ''}
    const { Store } = await import(${JSON.stringify(new URL('../../../src/logs/embedded/store.ts', import.meta.url).href)})
    try {
      new Store({ info() {}, warn() {} }).open({ path: ${JSON.stringify(folder)}, group: 'g', retention: 0, maxBytes: 0, onFull: 'refuse', maxPages: 0 })
      console.log('opened')
    } catch ({ code, message, hint }) {
      console.log(JSON.stringify({ code, message, hint }))
    }
  `
  const said = await outputOf(program)
  chmodSync(folder, 0o700)
  const { code, message, hint } = JSON.parse(said)
  assert.equal(code, 'log_unusable')
  assert.match(message, /: cannot be written \(EACCES/)
  assert.match(hint, /belong to the user/)
})

test('a log that is closed while it opens is closed, and leaves nothing running', async t => {
  const config = configFor(folderFor(t))
  const log = embeddedLog(config, { logger: quiet() })
  const opening = assert.rejects(log.open(), { code: 'log_unusable', message: /closed while it was opened/ })
  await Promise.all([log.close(), opening])
  assert.equal(log.status().ready, false)
  await openLog(t, config)
})

test('a thread that dies fails what waits, tells the readers, and never hangs', async t => {
  let worker: Worker | undefined
  process.once('worker', created => {
    worker = created
  })
  const { logger, lines } = keepLines()
  const log = await openLog(t, configFor(folderFor(t)), { logger })
  await log.createTopic('t', { partitions: 1 })
  const member = follow(t, log, {
    group: 'g',
    topics: [{ topic: 't', start: 'earliest' }],
    reads: false,
    deadline: 10_000,
  })
  const tenure = await member.tenure()
  const reading = tenure.read()
  const pending = Promise.allSettled(Array.from({ length: 50 }, () => log.append('t', [sized(100_000)])))
  await worker!.terminate()
  const codes = (await pending).map(one => (one.status === 'rejected' ? one.reason.code : 'appended'))
  assert.ok(codes.includes('append_failed'), codes.join())
  assert.equal(await reading, undefined)
  assert.equal(tenure.ended, true)
  assert.match(member.failure?.message ?? '', /its thread has ended/)
  assert.equal(log.status().ready, false)
  assert.match(log.status().detail, /its thread has ended/)
  await assert.rejects(log.append('t', [record('x')]), {
    code: 'append_failed',
    message: /its thread has ended/,
  })
  await assert.rejects(tenure.commit({ offset: 1, metadata: '', low: 1 }), { code: 'commit_fenced' })
  assert.equal(lines.filter(({ message }) => message === 'log.failed').length, 1)
  await Promise.all([member.close(), log.close()])
})

test('a full log says so in its status, and goes on by itself', async t => {
  const log = await openLog(t, configFor(folderFor(t), { max_bytes: 2 ** 20 }))
  await log.createTopic('t', { partitions: 1 })
  const member = follow(t, log, {
    group: 'sluice',
    topics: [{ topic: 't', start: 'earliest' }],
    reads: false,
    deadline: 10_000,
  })
  const tenure = await member.tenure()
  const appended = async () => {
    try {
      await log.append('t', [sized(100_000)])
      return ''
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  let count = 0
  for (let code = ''; code === ''; count++) code = await appended()
  assert.equal(await appended(), 'log_full')
  assert.match(log.status().detail, /max_bytes is reached/)
  assert.equal(log.status().ready, true)
  await tenure.commit({ offset: count - 1, metadata: '', low: count - 1 })
  assert.equal(await appended(), '')
  assert.equal(log.status().detail, log.name)
})

test('a full log keeps its dead letters, which nobody reads, until they are too old', async t => {
  const log = await openLog(t, configFor(folderFor(t), { max_bytes: 2 ** 20 }))
  await log.createTopic('t', { partitions: 1 })
  await log.createTopic('dead-letters.crm', { partitions: 1, retentionMs: 86_400_000 })
  await log.append('dead-letters.crm', [sized(100_000)])
  let refused = ''
  const member = follow(t, log, {
    group: 'sluice',
    topics: [{ topic: 't', start: 'earliest' }],
    reads: false,
    deadline: 10_000,
  })
  await member.tenure()
  while (refused === '')
    await log.append('t', [sized(100_000)]).catch((error: { code: string }) => {
      refused = error.code
    })
  assert.equal(refused, 'log_full')
  assert.deepEqual(await log.bounds('dead-letters.crm'), [{ start: 0, end: 1 }])
})

test('old records go while the log is open', async t => {
  const config = configFor(folderFor(t), { retention: 60_000 })
  const log = await openLog(t, config, { tuning: { retentionEvery: 10 } })
  await log.createTopic('t', { partitions: 1 })
  await log.append('t', [record('old', { timestamp: Date.now() - 120_000 })])
  await log.append('t', [record('new')])
  await until(async () => (await log.bounds('t'))?.[0]?.start === 1, 'the old record gone', 10_000)
  assert.deepEqual(await log.bounds('t'), [{ start: 1, end: 2 }])
})

test('keyless records of one append stay together, and appends take turns', async t => {
  const log = await openLog(t, configFor(folderFor(t)))
  await log.createTopic('t', { partitions: 3 })
  const partitions: number[][] = []
  const value = Buffer.from('x')
  for (let i = 0; i < 3; i++) {
    const places = await log.append('t', [
      { key: null, value },
      { key: null, value },
    ])
    partitions.push([...new Set(places.map(({ partition }) => partition))])
  }
  assert.deepEqual(partitions.flat().sort(), [0, 1, 2])
  assert.ok(partitions.every(of => of.length === 1))
})

test('a record for a partition or of a time that cannot be is refused alone', async t => {
  const log = await openLog(t, configFor(folderFor(t)))
  await log.createTopic('t', { partitions: 2 })
  await assert.rejects(log.append('t', [record('x', { partition: 2 })]), { message: /partition 2 of 2/ })
  await assert.rejects(log.append('t', [record('x', { timestamp: Number.NaN })]), {
    message: /timestamp NaN/,
  })
  assert.equal((await log.append('t', [record('x')]))[0]?.offset, 0)
})

test('the event loop turns while the disk works', async t => {
  const log = await openLog(t, configFor(folderFor(t)))
  await log.createTopic('t', { partitions: 1 })
  let written = false
  const append = log
    .append(
      't',
      Array.from({ length: 300 }, () => sized(100_000)),
    )
    .then(() => {
      written = true
    })
  let turns = 0
  for (; !written; turns++) await setImmediate()
  await append
  // Done in this thread, 30 MB would be one turn.
  assert.ok(turns > 10, `${turns} turns`)
})

test('a log that has nothing to do uses no processor time', async t => {
  const log = await openLog(t, configFor(folderFor(t)))
  await log.createTopic('t', { partitions: 4 })
  const member = follow(t, log, {
    group: 'g',
    topics: [{ topic: 't', start: 'earliest' }],
    deadline: 10_000,
  })
  await member.owns(4)
  const before = process.cpuUsage()
  const end = performance.now() + 1_000
  await until(() => performance.now() > end, 'a second of idling')
  const { user, system } = process.cpuUsage(before)
  // The wait itself looks every 2 ms; a spinning thread would use a whole second.
  assert.ok(user + system < 500_000, `${(user + system) / 1_000} ms of processor time in a second`)
})

/** What a process of its own prints. */
async function outputOf(program: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  await new Promise(resolve => child.once('close', resolve))
  return said
}
