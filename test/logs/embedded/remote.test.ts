import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EmbeddedLog } from '../../../src/logs/embedded/log.ts'
import { RemoteWay } from '../../../src/logs/embedded/remote.ts'
import type { Tenure } from '../../../src/types.ts'
import { until } from '../../helpers/until.ts'
import { logSuite } from '../../suites/log.ts'
import { numbered, texts } from '../../suites/log-bench.ts'
import { configFor, folderFor } from './fixtures.ts'
import { openShared } from './shared.ts'

logSuite({
  name: 'the embedded log of another process, as every log',
  deadline: 20_000,
  tooLarge: 64 * 2 ** 20 + 1,
  open: async t => {
    const { sharers } = await openShared(t, configFor(folderFor(t)), 1)
    return sharers[0]!.log
  },
  forget: (log, topic, partition, before) => (log as EmbeddedLog).trim(topic, partition, before),
})

/** A cursor's listener that keeps what it has been assigned. */
function holder(): { tenures: readonly Tenure[]; calls: string[] } & Record<string, unknown> {
  const held = {
    tenures: [] as readonly Tenure[],
    calls: [] as string[],
    assigned: (tenures: readonly Tenure[]) => {
      held.tenures = tenures
      held.calls.push('assigned')
    },
    rebalancing: async () => void held.calls.push('rebalancing'),
    ended: () => void held.calls.push('ended'),
    failed: (error: Error) => void held.calls.push(`failed: ${error.message}`),
  }
  return held
}

const topics = [{ topic: 'a', start: 'earliest' as const }]

test('two processes share the partitions of a group, and one takes all when the other is killed', async t => {
  const { main, sharers } = await openShared(t, configFor(folderFor(t)), 2)
  await main.createTopic('a', { partitions: 4 })
  const [one, two] = [sharers[0]!, sharers[1]!]
  const [first, second] = [holder(), holder()]
  one.log.read({ group: 'g', topics }, first as never)
  two.log.read({ group: 'g', topics }, second as never)
  await until(() => first.tenures.length === 2 && second.tenures.length === 2, 'two partitions each')
  const lost = second.tenures.map(({ partition }) => partition)
  await second.tenures[0]!.commit({ offset: 0, metadata: 'its last', low: 0 })
  const zombie = second.tenures[1]!
  two.kill()
  await until(() => first.tenures.length === 4, 'all four')
  assert.equal(first.tenures.find(({ partition }) => partition === lost[0])?.committed.metadata, 'its last')
  await assert.rejects(() => zombie.commit({ offset: 1, metadata: '', low: 0 }), { code: 'commit_fenced' })
})

test('what one process appends another reads at once', async t => {
  const { main, sharers } = await openShared(t, configFor(folderFor(t)), 2)
  const [one, two] = [sharers[0]!, sharers[1]!]
  await one.log.createTopic('a', { partitions: 1 })
  const reader = holder()
  two.log.read({ group: 'g', topics }, reader as never)
  await until(() => reader.tenures.length === 1, 'assigned')
  const batch = reader.tenures[0]!.read()
  await one.log.append('a', numbered('x', 3))
  assert.deepEqual(texts((await batch)!.records), ['x0', 'x1', 'x2'])
  await main.append('a', numbered('y', 1))
  assert.deepEqual(texts((await reader.tenures[0]!.read())!.records), ['y0'])
})

test('nothing is started while the other process may have given it up', async t => {
  let held = true
  const { main, sharers } = await openShared(t, configFor(folderFor(t)), 1, () => held)
  await main.createTopic('a', { partitions: 1 })
  const { log } = sharers[0]!
  const reader = holder()
  log.read({ group: 'g', topics }, reader as never)
  await until(() => reader.tenures.length === 1, 'assigned')
  assert.equal(reader.tenures[0]!.mayStart(), true)
  held = false
  assert.equal(reader.tenures[0]!.mayStart(), false)
})

test('a log whose holder is gone fails, and says so', async t => {
  const { main, sharers } = await openShared(t, configFor(folderFor(t)), 2)
  await main.createTopic('a', { partitions: 1 })
  const { log, way } = sharers[0]!
  const reader = holder()
  log.read({ group: 'g', topics }, reader as never)
  await until(() => reader.tenures.length === 1, 'assigned')
  way.lost()
  assert.equal(log.status().ready, false)
  assert.match(reader.calls.at(-1)!, /failed: .*the process that holds the file is gone/)
  await assert.rejects(() => log.append('a', numbered('x', 1)), /is gone/)
})

test('calls made when the holder goes all end', async () => {
  const way = new RemoteWay(
    () => {},
    () => true,
  )
  const died: string[] = []
  const channel = way.connect('log', {} as never, {
    died: error => died.push(error.message),
    reached: () => {},
    created: () => {},
  })
  const call = channel.call('bounds', [1])
  way.lost()
  way.lost()
  await assert.rejects(call, { code: 'log_unusable' })
  assert.equal(died.length, 1)
})

test('whoever is about to leave together keeps what it has while the others go', async t => {
  const { main, sharers } = await openShared(t, configFor(folderFor(t)), 2)
  await main.createTopic('a', { partitions: 2 })
  const [one, two] = [sharers[0]!, sharers[1]!]
  const [first, second] = [holder(), holder()]
  const cursor = one.log.read({ group: 'g', topics }, first as never)
  two.log.read({ group: 'g', topics }, second as never)
  await until(() => first.tenures.length === 1 && second.tenures.length === 1, 'one each')
  main.freeze()
  await cursor.close()
  await one.log.bounds('a')
  await second.tenures[0]!.commit({ offset: 0, metadata: 'kept', low: 0 })
  assert.equal(second.tenures[0]!.ended, false)
  assert.equal(second.tenures.length, 1)
  main.thaw()
  await until(() => second.tenures.length === 2, 'what was left behind')
})
