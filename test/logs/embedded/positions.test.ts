import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Database } from '../../../src/logs/embedded/database.ts'
import { Partitions } from '../../../src/logs/embedded/partitions.ts'
import { Positions } from '../../../src/logs/embedded/positions.ts'
import type { PartitionRow } from '../../../src/logs/embedded/types.ts'
import { folderFor } from './fixtures.ts'

const day = 24 * 3_600_000

function open(
  folder: string,
  now = Date.now(),
): { database: Database; partitions: Partitions; positions: Positions } {
  const database = new Database(folder)
  const partitions = new Partitions(database)
  return { database, partitions, positions: new Positions(database, partitions, 'sluice', now) }
}

function twoOf(partitions: Partitions): [PartitionRow, PartitionRow] {
  const [one, two] = partitions.create({ name: 'a', partitions: 2 }).partitions
  return [one!, two!]
}

test('a commit is stored under the generation that owns the partition, and under no other', t => {
  const { database, partitions, positions } = open(folderFor(t))
  t.after(() => database.close())
  const { id } = partitions.create({ name: 'a', partitions: 1 }).partitions[0]!
  const own = () => positions.own({ group: 'g', partitions: [{ id, start: 'earliest' }] })[0]!
  const commit = (generation: number, offset: number) =>
    positions.commit({ group: 'g', partition: id, generation, offset, metadata: `at ${offset}`, low: offset })
  const first = own().generation
  assert.equal(commit(first, 1), true)
  const second = own()
  assert.ok(second.generation > first)
  assert.deepEqual(second.committed, { offset: 1, metadata: 'at 1', low: 1 })
  assert.equal(commit(first, 9), false)
  assert.equal(positions.committed('g', id)?.offset, 1)
  assert.equal(commit(second.generation, 2), true)
  assert.deepEqual(positions.committed('g', id), { offset: 2, metadata: 'at 2', low: 2 })
  assert.equal(positions.committed('other', id), null)
})

test('a generation is never given twice, also not by the next process', t => {
  const folder = folderFor(t)
  const generations: number[] = []
  for (let i = 0; i < 3; i++) {
    const { database, partitions, positions } = open(folder)
    const { id } = partitions.create({ name: 'a', partitions: 1 }).partitions[0]!
    for (let j = 0; j < 2; j++)
      generations.push(positions.own({ group: 'g', partitions: [{ id, start: 'latest' }] })[0]!.generation)
    database.close()
  }
  assert.deepEqual(generations, [1, 2, 3, 4, 5, 6])
})

test('a new group begins behind the latest record if it says so, but at the start of a partition new to a known topic', t => {
  const { database, partitions, positions } = open(folderFor(t))
  t.after(() => database.close())
  const [one, two] = twoOf(partitions)
  for (const { id } of [one, two]) partitions.set({ ...partitions.get(id), start: 2, end: 8 })
  const own = (id: number, start: 'latest' | 'earliest') =>
    positions.own({ group: 'g', partitions: [{ id, start }] })[0]?.committed.offset
  assert.equal(own(one.id, 'latest'), 8)
  assert.equal(own(two.id, 'latest'), 2)
  assert.equal(
    positions.own({ group: 'h', partitions: [{ id: one.id, start: 'earliest' }] })[0]?.committed.offset,
    2,
  )
})

test('a floor is the lowest offset that any group needs', t => {
  const { database, partitions, positions } = open(folderFor(t))
  t.after(() => database.close())
  const [one, two] = twoOf(partitions)
  partitions.set({ ...partitions.get(one.id), end: 9 })
  for (const [group, low] of [
    ['g', 7],
    ['h', 4],
  ] as const) {
    const { generation } = positions.own({ group, partitions: [{ id: one.id, start: 'latest' }] })[0]!
    positions.commit({ group, partition: one.id, generation, offset: 9, metadata: '', low })
  }
  assert.deepEqual(positions.floors(Date.now()), new Map([[one.id, 4]]))
  assert.equal(positions.floors(Date.now()).has(two.id), false)
})

test('a group that is long gone holds nothing; the configured one does, however long it was away', t => {
  const folder = folderFor(t)
  const now = Date.now()
  const first = open(folder)
  const { id } = first.partitions.create({ name: 'a', partitions: 1 }).partitions[0]!
  first.positions.own({ group: 'gone', partitions: [{ id, start: 'earliest' }] })
  first.database.close()

  const second = open(folder, now + 8 * day)
  assert.equal(second.positions.floors(now + 8 * day).has(id), true, 'it may join yet')
  assert.equal(second.positions.floors(now + 8 * day + 2 * 3_600_000).has(id), false)
  second.positions.own({ group: 'sluice', partitions: [{ id, start: 'earliest' }] })
  second.database.close()

  const third = open(folder, now + 80 * day)
  t.after(() => third.database.close())
  assert.equal(third.positions.floors(now + 81 * day).has(id), true)
})
