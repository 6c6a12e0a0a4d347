import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import { fileOf } from '../../../src/logs/embedded/folder.ts'
import type { Store } from '../../../src/logs/embedded/store.ts'
import type { StoreSettings } from '../../../src/logs/embedded/types.ts'
import { record } from '../../suites/log-bench.ts'
import { folderFor, openStore, partitionsOf, sized, textsIn, writeOf } from './fixtures.ts'

const MiB = 2 ** 20

/** Turns of retention until there is nothing more to do. */
function retain(store: Store, now = Date.now()): number {
  let turns = 1
  while (store.retain(now)) turns++
  return turns
}

/** Makes the group need what is at or above `low`. */
function need(store: Store, partition: number, low: number, group = 'sluice'): void {
  const { generation } = store.own({ group, partitions: [{ id: partition, start: 'earliest' }] })[0]!
  const commit = { group, partition, generation, offset: low, metadata: '', low }
  assert.deepEqual(store.write(writeOf(partition, [], [commit])).commits, [true])
}

/** Appends records of 100 KB, each a chunk of its own. */
function fill(store: Store, partition: number, count: number): (readonly number[] | string)[] {
  return Array.from({ length: count }, () => {
    const { bases } = store.write(writeOf(partition, [sized(100_000)]))
    return 'code' in bases ? bases.code : bases
  })
}

function starts(store: Store, ...partitions: number[]): number[] {
  return store.bounds(partitions).map(({ start }) => start)
}

test('records go by their age, oldest first, unless a group needs them', t => {
  const { store } = openStore(t, folderFor(t), { retention: 1_000 })
  const [free, held] = partitionsOf(store, 2)
  for (const partition of [free!, held!])
    for (let i = 0; i < 10; i++)
      store.write(writeOf(partition, [record(`${i}`, { timestamp: 10_000 + 100 * i })]))
  need(store, held!, 3)
  retain(store, 11_501)
  assert.deepEqual(starts(store, free!, held!), [6, 3])
  assert.deepEqual(textsIn(store, free!), ['6', '7', '8', '9'])
  need(store, held!, 10)
  retain(store, 20_000)
  assert.deepEqual(store.bounds([free!, held!]), [
    { start: 10, end: 10 },
    { start: 10, end: 10 },
  ])
})

test('a chunk of which a group needs the last record stays', t => {
  const { store } = openStore(t, folderFor(t), { retention: 1 })
  const [partition] = partitionsOf(store)
  const records = ['a', 'b', 'c'].map(value => record(value, { timestamp: 5 }))
  store.write(writeOf(partition!, records))
  need(store, partition!, 2)
  retain(store)
  assert.deepEqual(textsIn(store, partition!), ['a', 'b', 'c'])
})

test("a topic's own retention wins, and 0 is for ever", t => {
  const { store } = openStore(t, folderFor(t), { retention: 1_000 })
  const [short] = partitionsOf(store, 1, { retentionMs: 10 })
  const [forever] = partitionsOf(store, 1, { retentionMs: 0 })
  const [usual] = partitionsOf(store)
  for (const partition of [short!, forever!, usual!])
    store.write(writeOf(partition, [record('x', { timestamp: 1_000 })]))
  retain(store, 1_500)
  assert.deepEqual(starts(store, short!, forever!, usual!), [1, 0, 0])
  retain(store, 1_000_000)
  assert.deepEqual(starts(store, short!, forever!, usual!), [1, 0, 1])
})

test('a topic keeps as many bytes as it says, over all its partitions, the newest', t => {
  const { store } = openStore(t, folderFor(t))
  const [one, two] = partitionsOf(store, 2, { retentionBytes: 450_000 })
  for (let i = 0; i < 5; i++) for (const partition of [one!, two!]) fill(store, partition, 1)
  retain(store)
  assert.deepEqual(starts(store, one!, two!), [3, 3])
})

test('a record from the future does not keep what is before it for ever', t => {
  const { store } = openStore(t, folderFor(t), { retention: 1_000 })
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, [record('x', { timestamp: Date.now() + 10 ** 12 })]))
  retain(store, Date.now() + 2_000)
  assert.deepEqual(starts(store, partition!), [1])
})

test('much is deleted in turns, and the space goes back to the file system', t => {
  const folder = folderFor(t)
  const { store } = openStore(t, folder, { retention: 1 })
  const [partition] = partitionsOf(store)
  fill(store, partition!, 450)
  const size = () => statSync(fileOf(folder)).size
  const turns = retain(store, Date.now() + 10_000)
  assert.ok(turns >= 3, `${turns} turns`)
  assert.deepEqual(store.bounds([partition!]), [{ start: 450, end: 450 }])
  store.close()
  assert.ok(size() < 20 * MiB, `${size()} bytes`)
  const again = openStore(t, folder).store
  assert.deepEqual(again.write(writeOf(partition!, [record('next')])).bases, [450])
})

test('at the limit the oldest that nobody needs goes, and appends go on', t => {
  const { store } = openStore(t, folderFor(t), { maxBytes: 2 * MiB })
  const [one, two] = partitionsOf(store, 2)
  need(store, two!, 0)
  fill(store, two!, 5)
  const told = fill(store, one!, 40)
  assert.equal(told.filter(answer => typeof answer === 'string').length, 0)
  const [first, second] = starts(store, one!, two!)
  assert.ok(first! > 20, `start ${first}`)
  assert.equal(second, 0)
})

test('refuse: a log that is full of what is needed takes no record, takes commits, and goes on once room is made', t => {
  const { store, lines } = openStore(t, folderFor(t), { maxBytes: 2 * MiB, onFull: 'refuse' })
  const [partition] = partitionsOf(store)
  need(store, partition!, 0)
  const told = fill(store, partition!, 30)
  assert.equal(told.at(-1), 'log_full')
  const end = told.indexOf('log_full')
  assert.deepEqual(store.bounds([partition!]), [{ start: 0, end }])
  assert.equal(lines.filter(({ message }) => message.startsWith('log.filling')).length, 1)
  need(store, partition!, 10)
  assert.deepEqual(fill(store, partition!, 1), [[end]])
  assert.ok(starts(store, partition!)[0]! > 0)
})

test('refuse: commits that come with records that do not fit are stored', t => {
  const { store } = openStore(t, folderFor(t), { maxBytes: MiB })
  const [partition] = partitionsOf(store)
  need(store, partition!, 0)
  fill(store, partition!, 20)
  const { generation } = store.own({
    group: 'sluice',
    partitions: [{ id: partition!, start: 'latest' }],
  })[0]!
  const commit = { group: 'sluice', partition: partition!, generation, offset: 2, metadata: 'm', low: 0 }
  const written = store.write(writeOf(partition!, [sized(100_000)], [commit]))
  assert.equal('code' in written.bases && written.bases.code, 'log_full')
  assert.deepEqual(written.commits, [true])
  assert.equal(store.committed({ group: 'sluice', partitions: [partition!] })[0]?.metadata, 'm')
})

test('expire: the oldest goes although it is needed, and that is told and counted', t => {
  const { store, lines } = openStore(t, folderFor(t), { maxBytes: 2 * MiB, onFull: 'expire' })
  const [partition] = partitionsOf(store)
  need(store, partition!, 0)
  const told = fill(store, partition!, 60)
  assert.equal(told.filter(answer => typeof answer === 'string').length, 0)
  retain(store)
  const [start] = starts(store, partition!)
  assert.ok(start! > 30)
  const expired = lines.filter(({ message }) => message.startsWith('log.expired'))
  assert.ok(expired.length >= 1 && expired.length <= 2, `${expired.length} lines`)
  assert.equal(expired.at(-1)?.fields['total'], start)
})

const full: Partial<StoreSettings> = { maxPages: 400 }

test('a disk that is full refuses records, keeps what there is, and goes on without a restart', t => {
  const { store } = openStore(t, folderFor(t), full)
  const [partition] = partitionsOf(store)
  need(store, partition!, 0)
  const told = fill(store, partition!, 40)
  const end = told.indexOf('log_full')
  assert.ok(end > 10, `${end} fit`)
  assert.deepEqual(told.slice(end), Array(40 - end).fill('log_full'))
  assert.equal(store.bounds([partition!])[0]?.end, end)
  assert.equal(textsIn(store, partition!).length, end)
  store.setMaxPages(1_000)
  assert.deepEqual(fill(store, partition!, 2), [[end], [end + 1]])
  assert.equal(textsIn(store, partition!).length, end + 2)
})

test('a full disk makes room by itself from what nobody needs, or with expire from the oldest', t => {
  const idle = openStore(t, folderFor(t), full).store
  const [free] = partitionsOf(idle)
  assert.equal(fill(idle, free!, 60).filter(answer => typeof answer === 'string').length, 0)
  const { store, lines } = openStore(t, folderFor(t), { ...full, onFull: 'expire' })
  const [held] = partitionsOf(store)
  need(store, held!, 0)
  assert.equal(fill(store, held!, 60).filter(answer => typeof answer === 'string').length, 0)
  assert.ok(lines.some(({ message }) => message.startsWith('log.expired')))
})

test('a file that is full can be opened, and read', t => {
  const folder = folderFor(t)
  const { store } = openStore(t, folder, full)
  const [partition] = partitionsOf(store)
  need(store, partition!, 0)
  const end = fill(store, partition!, 40).indexOf('log_full')
  store.close()
  const again = openStore(t, folder, { maxPages: 1 }).store
  assert.equal(textsIn(again, partition!).length, end)
})
