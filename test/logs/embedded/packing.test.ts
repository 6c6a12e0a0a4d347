import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Append, packAppends } from '../../../src/logs/embedded/packing.ts'
import type { NewRecord } from '../../../src/types.ts'
import { numbered } from '../../suites/log-bench.ts'
import { sizeOf } from './fixtures.ts'

function append(records: readonly NewRecord[], numbers: readonly number[]): Append {
  return { topic: 't', records, numbers, ids: numbers.map(number => 100 + number), bytes: sizeOf(records) }
}

test('each record gets the place that it has in its partition, whoever appended it', () => {
  const packed = packAppends([append(numbered('a', 3), [0, 1, 0]), append(numbered('b', 2), [1, 1])], 7)
  assert.deepEqual(
    packed.chunks.map(({ partition, count }) => [partition, count]),
    [
      [100, 2],
      [101, 3],
    ],
  )
  assert.deepEqual(
    packed.places([50, 60]).map(places => places.map(({ partition, offset }) => [partition, offset])),
    [
      [
        [0, 50],
        [1, 60],
        [0, 51],
      ],
      [
        [1, 61],
        [1, 62],
      ],
    ],
  )
  assert.equal(packed.chunks.at(-1)?.end, packed.data.byteLength)
})

test('chunks are bounded in bytes and in count', () => {
  const large = Array.from({ length: 5 }, () => ({ key: null, value: Buffer.alloc(200_000) }))
  const byBytes = packAppends([append(large, [0, 0, 0, 0, 0])], 7)
  assert.deepEqual(
    byBytes.chunks.map(({ count }) => count),
    [2, 2, 1],
  )
  const many = numbered('a', 2_500)
  const byCount = packAppends(
    [
      append(
        many,
        many.map(() => 0),
      ),
    ],
    7,
  )
  assert.deepEqual(
    byCount.chunks.map(({ count }) => count),
    [1_000, 1_000, 500],
  )
  assert.equal(byCount.places([0, 1_000, 2_000])[0]?.at(-1)?.offset, 2_499)
})

test('a chunk has the highest timestamp of its records, and the time of the append where they have none', () => {
  const of = (...timestamps: (number | undefined)[]) =>
    timestamps.map(timestamp => ({
      key: null,
      value: null,
      ...(timestamp === undefined ? {} : { timestamp }),
    }))
  assert.equal(packAppends([append(of(5, 9, 8), [0, 0, 0])], 7).chunks[0]?.timestamp, 9)
  assert.equal(packAppends([append(of(5, undefined), [0, 0])], 7).chunks[0]?.timestamp, 7)
})
