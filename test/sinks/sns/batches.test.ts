import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Placed } from '../../../sinks/call.ts'
import { batchesOf } from '../../../sinks/sns/batches.ts'
import type { Message } from '../../../sinks/sns/message.ts'
import { mostBytes } from '../../../sinks/sns/message.ts'

function sizes(...given: readonly number[]): readonly (readonly number[])[] {
  const placed = given.map((size, at) => ({ at, message: { size } }) as Placed<Message>)
  const batches = batchesOf(placed)
  assert.deepEqual(
    batches.flat().map(({ at }) => at),
    given.map((_, at) => at),
  )
  return batches.map(batch => batch.map(({ message }) => message.size))
}

test('ten messages go in a request, in their order', () => {
  const counts = (count: number) => sizes(...new Array<number>(count).fill(1)).map(batch => batch.length)
  assert.deepEqual([0, 1, 10, 11, 25].map(counts), [[], [1], [10], [10, 1], [10, 10, 5]])
})

test('and no more bytes than SNS takes', () => {
  assert.deepEqual(sizes(mostBytes - 1, 1, 1), [[mostBytes - 1, 1], [1]])
  assert.deepEqual(sizes(100_000, 100_000, 100_000, 1), [
    [100_000, 100_000],
    [100_000, 1],
  ])
  assert.deepEqual(sizes(mostBytes, mostBytes), [[mostBytes], [mostBytes]])
})
