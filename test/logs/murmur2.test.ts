import assert from 'node:assert/strict'
import { test } from 'node:test'
import { murmur2, partitionOf } from '../../src/logs/murmur2.ts'

// The vectors of Kafka's own UtilsTest.
const vectors: readonly (readonly [string, number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

test('murmur2 hashes as Kafka does', () => {
  for (const [text, hash] of vectors) assert.equal(murmur2(Buffer.from(text)), hash, text)
})

test('a key goes to the partition that Kafka would choose', () => {
  for (const [text, hash] of vectors)
    for (const partitions of [1, 2, 3, 4, 50])
      assert.equal(partitionOf(Buffer.from(text), partitions), (hash & 0x7fffffff) % partitions, text)
})

test('a negative hash still names a partition', () => {
  for (let i = 0; i < 2_000; i++) {
    const partition = partitionOf(Buffer.from(`device ${i}`), 7)
    assert.ok(Number.isInteger(partition) && partition >= 0 && partition < 7)
  }
})
