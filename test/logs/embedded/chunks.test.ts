import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileOf } from '../../../src/logs/embedded/folder.ts'
import { numbered, record } from '../../suites/log-bench.ts'
import { errorOf, folderFor, openStore, partitionsOf, sized, textsIn, writeOf } from './fixtures.ts'

const toEnd = Number.MAX_SAFE_INTEGER

test('chunks follow each other in their own partition', t => {
  const { store } = openStore(t, folderFor(t))
  const [one, two] = partitionsOf(store, 2)
  assert.deepEqual(store.write(writeOf(one!, numbered('a', 3))).bases, [0])
  assert.deepEqual(store.write(writeOf(two!, numbered('b', 2))).bases, [0])
  assert.deepEqual(store.write(writeOf(one!, numbered('c', 1))).bases, [3])
  assert.deepEqual(textsIn(store, one!), ['a0', 'a1', 'a2', 'c0'])
  assert.deepEqual(textsIn(store, two!), ['b0', 'b1'])
})

test('a fetch begins with the chunk that holds the offset, and ends before the one that is not wanted', t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  for (const name of ['a', 'b', 'c']) store.write(writeOf(partition!, numbered(name, 10)))
  const bases = (from: number, to: number) =>
    store.fetch({ partition: partition!, from, to }).chunks.map(({ base }) => base)
  assert.deepEqual(bases(0, toEnd), [0, 10, 20])
  assert.deepEqual(bases(9, toEnd), [0, 10, 20])
  assert.deepEqual(bases(10, toEnd), [10, 20])
  assert.deepEqual(bases(15, 20), [10])
  assert.deepEqual(bases(30, toEnd), [])
})

test('a fetch is bounded in bytes and in count, and gives one chunk at least', t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  const chunks = (from: number) => store.fetch({ partition: partition!, from, to: toEnd }).chunks.length
  for (let i = 0; i < 4; i++) store.write(writeOf(partition!, [sized(70_000)]))
  assert.equal(chunks(0), 2)
  store.write(writeOf(partition!, [sized(3_000_000)]))
  assert.equal(chunks(4), 1)
  for (let i = 0; i < 5; i++) store.write(writeOf(partition!, numbered('a', 900)))
  assert.equal(chunks(5), 3)
})

test('records that the disk has changed are not given out', t => {
  const folder = folderFor(t)
  const { store } = openStore(t, folder)
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, [record('a word that is easily found')]))
  store.close()
  const bytes = readFileSync(fileOf(folder))
  const at = bytes.indexOf('easily')
  assert.notEqual(at, -1)
  bytes.write('hardly', at)
  writeFileSync(fileOf(folder), bytes)
  const again = openStore(t, folder).store
  const { code, message } = errorOf(() => again.fetch({ partition: partition!, from: 0, to: toEnd }))
  assert.equal(code, 'log_unusable')
  assert.match(message, /topic-\d+\/0 at offset 0: the records are damaged/)
})
