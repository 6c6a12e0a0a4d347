import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Store } from '../../../src/logs/embedded/store.ts'
import type { CommitRow } from '../../../src/logs/embedded/types.ts'
import { record } from '../../suites/log-bench.ts'
import { folderFor, openStore, partitionsOf, sized, writeOf } from './fixtures.ts'

/** A commit by which the group still needs everything from `low` on. */
function commitOf(store: Store, partition: number, low: number): CommitRow {
  const { generation } = store.own({
    group: 'sluice',
    partitions: [{ id: partition, start: 'earliest' }],
  })[0]!
  return { group: 'sluice', partition, generation, offset: low, metadata: `low ${low}`, low }
}

/** Appends until the disk is full; gives how many records fit. */
function fillUp(store: Store, partition: number): number {
  for (let count = 0; ; count++) {
    const { bases } = store.write(writeOf(partition, [sized(50_000)]))
    if (!('code' in bases)) continue
    assert.deepEqual([bases.code, /disk is full/.test(bases.message)], ['log_full', true])
    return count
  }
}

test('on a full disk commits are stored, with records that are refused and without', t => {
  const { store } = openStore(t, folderFor(t), { maxPages: 400 })
  const [partition] = partitionsOf(store)
  const commit = commitOf(store, partition!, 0)
  store.write(writeOf(partition!, [], [commit]))
  fillUp(store, partition!)
  const alone = store.write(writeOf(partition!, [], [{ ...commit, metadata: 'alone' }]))
  assert.deepEqual(alone, { bases: [], commits: [true] })
  const both = store.write(writeOf(partition!, [sized(50_000)], [{ ...commit, metadata: 'beside' }]))
  assert.equal('code' in both.bases && both.bases.code, 'log_full')
  assert.deepEqual(both.commits, [true])
  assert.equal(store.committed({ group: 'sluice', partitions: [partition!] })[0]?.metadata, 'beside')
})

test('a full disk takes records again as soon as the group needs less', t => {
  const { store } = openStore(t, folderFor(t), { maxPages: 400 })
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, [], [commitOf(store, partition!, 0)]))
  const end = fillUp(store, partition!)
  store.write(writeOf(partition!, [], [commitOf(store, partition!, end - 5)]))
  assert.deepEqual(store.write(writeOf(partition!, [sized(50_000)])).bases, [end])
})

test('a full disk is no reason not to take partitions over', t => {
  const { store } = openStore(t, folderFor(t), { maxPages: 400 })
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, [], [commitOf(store, partition!, 0)]))
  fillUp(store, partition!)
  const before = commitOf(store, partition!, 0).generation
  assert.equal(commitOf(store, partition!, 0).generation, before + 1)
})

test('the reserve is held while there is space, and given up when the disk is full', t => {
  const folder = folderFor(t)
  const { store } = openStore(t, folder, { maxPages: 400 })
  assert.equal(existsSync(join(folder, 'reserve')), true)
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, [], [commitOf(store, partition!, 0)]))
  fillUp(store, partition!)
  assert.equal(existsSync(join(folder, 'reserve')), false)
  store.setMaxPages(2_000)
  assert.equal('code' in store.write(writeOf(partition!, [record('x')])).bases, false)
  assert.equal(existsSync(join(folder, 'reserve')), true)
})

test('what fails otherwise fails records and commits alike, and nothing of it is stored', t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  const commit = commitOf(store, partition!, 0)
  const good = writeOf(partition!, [record('x')], [{ ...commit, offset: 7 }])
  const chunks = [...good.chunks, { ...good.chunks[0]!, partition: 99 }]
  const { bases, commits } = store.write({ ...good, chunks })
  for (const failure of [bases, commits])
    assert.match('code' in failure ? failure.message : '', /no partition 99 in the file/)
  assert.deepEqual(store.bounds([partition!]), [{ start: 0, end: 0 }])
  assert.equal(store.committed({ group: 'sluice', partitions: [partition!] })[0]?.offset, 0)
})
