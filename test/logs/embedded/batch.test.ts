import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchOf } from '../../../src/logs/embedded/batch.ts'
import type { Fetched } from '../../../src/logs/embedded/types.ts'
import { numbered, texts } from '../../suites/log-bench.ts'
import { writeOf } from './fixtures.ts'

/** Records a0 to a9, the first of them at offset 20, of which those below `start` are forgotten. */
function fetched(start: number): Fetched {
  const { data } = writeOf(1, numbered('a', 10))
  return { data, chunks: [{ base: 20, count: 10, start: 0 }], start }
}

test('a batch begins where the read stands and ends behind its last chunk', () => {
  const batch = batchOf(fetched(0), { topic: 't', partition: 3, from: 27, to: 100 })
  assert.deepEqual(texts(batch.records), ['a7', 'a8', 'a9'])
  assert.deepEqual([batch.records[0]?.topic, batch.records[0]?.partition], ['t', 3])
  assert.equal(batch.next, 30)
})

test('records below the start are forgotten, also those that their chunk still holds', () => {
  assert.deepEqual(texts(batchOf(fetched(28), { topic: 't', partition: 0, from: 5, to: 100 }).records), [
    'a8',
    'a9',
  ])
})

test('where nothing is left, the batch is empty and goes on behind the gap', () => {
  const empty = { data: new ArrayBuffer(0), chunks: [], start: 40 }
  assert.deepEqual(batchOf(empty, { topic: 't', partition: 0, from: 5, to: 100 }), { records: [], next: 40 })
})
