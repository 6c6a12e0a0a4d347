import assert from 'node:assert/strict'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { numbered, record } from '../../suites/log-bench.ts'
import { errorOf, folderFor, openStore, partitionsOf, textsIn, writeOf } from './fixtures.ts'

test('what was written is there when the file is opened again, under the same id', t => {
  const folder = folderFor(t)
  const { store, opened } = openStore(t, folder)
  const [partition] = partitionsOf(store)
  store.write(writeOf(partition!, numbered('a', 3)))
  store.close()
  const again = openStore(t, folder)
  assert.match(opened.id, /^[0-9a-f-]{36}$/)
  assert.equal(again.opened.id, opened.id)
  assert.deepEqual(
    again.opened.topics.flatMap(({ partitions }) => partitions),
    [{ id: partition, start: 0, end: 3 }],
  )
  assert.deepEqual(textsIn(again.store, partition!), ['a0', 'a1', 'a2'])
})

test('two files have two ids', t => {
  assert.notEqual(openStore(t, folderFor(t)).opened.id, openStore(t, folderFor(t)).opened.id)
})

test('records and commits of one write are stored together, a fenced commit apart', t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  const [owned] = store.own({ group: 'g', partitions: [{ id: partition!, start: 'latest' }] })
  const commit = {
    group: 'g',
    partition: partition!,
    generation: owned!.generation,
    offset: 1,
    metadata: '',
    low: 1,
  }
  const fenced = { ...commit, generation: owned!.generation - 1, offset: 9 }
  const { bases, commits } = store.write(writeOf(partition!, [record('x')], [commit, fenced]))
  assert.deepEqual([bases, commits], [[0], [true, false]])
  assert.equal(store.committed({ group: 'g', partitions: [partition!] })[0]?.offset, 1)
})

test('trimming ends at an offset exactly, also within a chunk, and never goes beyond the end or back', t => {
  const { store } = openStore(t, folderFor(t))
  const [partition] = partitionsOf(store)
  for (const name of ['a', 'b']) store.write(writeOf(partition!, numbered(name, 5)))
  const trim = (before: number) => store.trim({ partition: partition!, before })
  assert.deepEqual(trim(7), { start: 7, end: 10 })
  assert.deepEqual(textsIn(store, partition!), ['b2', 'b3', 'b4'])
  assert.deepEqual(trim(2), { start: 7, end: 10 })
  assert.deepEqual(trim(99), { start: 10, end: 10 })
  assert.deepEqual(store.write(writeOf(partition!, [record('next')])).bases, [10])
})

test('a folder that others can enter is told, and used', t => {
  const folder = folderFor(t)
  chmodSync(folder, 0o755)
  const { lines } = openStore(t, folder)
  assert.deepEqual(
    lines.map(({ level, fields }) => [level, fields['path']]),
    [['warn', folder]],
  )
})

test('a closed file says that it is, and nobody holds its folder any more', t => {
  const folder = folderFor(t)
  const { store } = openStore(t, folder)
  const [partition] = partitionsOf(store)
  assert.equal(existsSync(join(folder, 'holder.json')), true)
  store.close()
  store.close()
  assert.equal(existsSync(join(folder, 'holder.json')), false)
  const late = errorOf(() => store.trim({ partition: partition!, before: 0 }))
  assert.deepEqual([late.code, late.message], ['log_unusable', `${join(folder, 'log.db')}: not open`])
})
