import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../../src/logs/embedded/store.ts'
import { EmbeddedTenure } from '../../../src/logs/embedded/tenure.ts'
import type { Fetch } from '../../../src/logs/embedded/types.ts'
import { numbered, texts } from '../../suites/log-bench.ts'
import { folderFor, linkTo, openStore, partitionsOf, partsOver, writeOf } from './fixtures.ts'

/** A tenure of a partition, and the fetches that it made. */
function tenureOf(
  store: Store,
  partition: number,
): { tenure: EmbeddedTenure; fetches: number[]; failures: Error[] } {
  const fetches: number[] = []
  const failures: Error[] = []
  const inner = linkTo(store)
  const link: typeof inner = {
    call: (operation, argument) => {
      if (operation === 'fetch') fetches.push((argument as Fetch).from)
      return inner.call(operation, argument)
    },
  }
  const [owned] = store.own({ group: 'g', partitions: [{ id: partition, start: 'earliest' }] })
  const parts = { ...partsOver(store, link), failed: (error: Error) => failures.push(error) }
  return { tenure: new EmbeddedTenure('g', 't', 0, owned!, parts), fetches, failures }
}

test('one fetch is made ahead, and no more', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  for (let i = 0; i < 6; i++) store.write(writeOf(partition!, numbered('a', 1_000)))
  const { tenure, fetches } = tenureOf(store, partition!)
  tenure.seek(0)
  assert.equal((await tenure.read())?.next, 2_000)
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(fetches, [0, 2_000])
  assert.equal((await tenure.read())?.next, 4_000)
  assert.equal((await tenure.read())?.next, 6_000)
  assert.deepEqual(fetches, [0, 2_000, 4_000])
})

test('what was fetched ahead is dropped by a seek', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  for (let i = 0; i < 4; i++) store.write(writeOf(partition!, numbered('a', 1_000)))
  const { tenure } = tenureOf(store, partition!)
  tenure.seek(0)
  await tenure.read()
  tenure.seek(3_998)
  assert.deepEqual(texts((await tenure.read())?.records ?? []), ['a998', 'a999'])
})

test('a gap made while reading is passed over', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, numbered('a', 10)))
  const { tenure } = tenureOf(store, partition!)
  tenure.seek(2)
  store.trim({ partition: partition!, before: 8 })
  const batch = await tenure.read()
  assert.deepEqual([batch?.records.map(({ offset }) => offset), batch?.next], [[8, 9], 10])
  tenure.seek(3)
  store.trim({ partition: partition!, before: 10 })
  assert.deepEqual(await tenure.read(), { records: [], next: 10, lostBelow: 10 })
})

test('while the group changes nothing may start, but commits are taken; after the end none is', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  const { tenure } = tenureOf(store, partition!)
  assert.equal(tenure.mayStart(), true)
  tenure.suspend()
  assert.deepEqual([tenure.mayStart(), tenure.ended], [false, false])
  await tenure.commit({ offset: 3, metadata: 'm', low: 2 })
  tenure.end()
  tenure.suspend()
  assert.equal(tenure.ended, true)
  await assert.rejects(tenure.commit({ offset: 4, metadata: '', low: 4 }), { code: 'commit_fenced' })
  assert.deepEqual(store.committed({ group: 'g', partitions: [partition!] }), [
    { offset: 3, metadata: 'm', low: 2 },
  ])
})

test('a commit that was under way when another took over is fenced by the file', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  const { tenure } = tenureOf(store, partition!)
  store.own({ group: 'g', partitions: [{ id: partition!, start: 'earliest' }] })
  await assert.rejects(tenure.commit({ offset: 4, metadata: '', low: 4 }), { code: 'commit_fenced' })
})

test('two reads at a time, and a seek during one, are mistakes', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  const { tenure } = tenureOf(store, partition!)
  const waiting = tenure.read()
  await assert.rejects(tenure.read(), /one read at a time/)
  assert.throws(() => tenure.seek(0), /while a read is under way/)
  tenure.end()
  assert.equal(await waiting, undefined)
})

test('a file that cannot be read ends the reading with its error', async t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, numbered('a', 3)))
  const { tenure, failures } = tenureOf(store, partition!)
  tenure.seek(0)
  store.close()
  await assert.rejects(tenure.read(), { code: 'log_unusable' })
  assert.equal(failures.length, 1)
})
