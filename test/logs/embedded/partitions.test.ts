import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Database } from '../../../src/logs/embedded/database.ts'
import { Partitions } from '../../../src/logs/embedded/partitions.ts'
import { errorOf, folderFor } from './fixtures.ts'

test('topics and how their partitions stand are there again when the file is opened anew', t => {
  const folder = folderFor(t)
  const first = new Database(folder)
  const partitions = new Partitions(first)
  const { partitions: rows } = partitions.create({ name: 'a', partitions: 2, retentionMs: 5 })
  partitions.create({ name: 'b', partitions: 1 })
  const moved = { ...partitions.get(rows[1]!.id), start: 3, end: 9, bytes: 77 }
  first.transaction(() => partitions.write(moved))
  assert.equal(partitions.get(moved.id).end, 0, 'not before the transaction is durable')
  partitions.set(moved)
  first.close()

  const second = new Database(folder)
  t.after(() => second.close())
  const again = new Partitions(second)
  assert.deepEqual(again.topics(), partitions.topics())
  assert.deepEqual(again.get(moved.id), moved)
  assert.deepEqual(
    [...again.retentions()].map(({ retention }) => retention),
    [
      { ms: 5, bytes: undefined },
      { ms: undefined, bytes: undefined },
    ],
  )
  assert.deepEqual(again.siblings(rows[0]!.id), [rows[0]!.id, rows[1]!.id])
})

test('a topic that exists keeps its partitions and takes the new retention', t => {
  const folder = folderFor(t)
  const database = new Database(folder)
  const partitions = new Partitions(database)
  const before = partitions.create({ name: 'a', partitions: 2, retentionMs: 5 })
  assert.deepEqual(partitions.create({ name: 'a', partitions: 7, retentionBytes: 9 }), before)
  database.close()
  const again = new Database(folder)
  t.after(() => again.close())
  const retentions = [...new Partitions(again).retentions()].map(({ retention }) => retention)
  assert.deepEqual(retentions, [{ ms: undefined, bytes: 9 }])
})

test('a partition that does not exist is an error', t => {
  const database = new Database(folderFor(t))
  t.after(() => database.close())
  assert.equal(errorOf(() => new Partitions(database).get(5)).code, 'topic_missing')
})
