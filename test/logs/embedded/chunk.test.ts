import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pack, packedSize, unpack } from '../../../src/logs/embedded/chunk.ts'
import type { LogRecord, NewRecord } from '../../../src/types.ts'

const records: NewRecord[] = [
  { key: null, value: null, timestamp: 1 },
  { key: Buffer.alloc(0), value: Buffer.alloc(0), timestamp: 2, headers: [] },
  {
    key: Buffer.from('k'),
    value: Buffer.from([0, 255]),
    timestamp: 3,
    headers: [
      { name: 'ž', value: Buffer.from('1') },
      { name: '', value: Buffer.alloc(0) },
      { name: 'ž', value: Buffer.from('2') },
    ],
  },
  { key: null, value: Buffer.from('last'), timestamp: 4.5 },
]

function packed(): Buffer {
  const bytes = Buffer.alloc(records.reduce((sum, record) => sum + packedSize(record), 0))
  const end = records.reduce((at, record) => pack(bytes, at, record, record.timestamp ?? 0), 0)
  assert.equal(end, bytes.length)
  return bytes
}

function unpacked(from: number, to: number): LogRecord[] {
  const found: LogRecord[] = []
  unpack(packed(), 0, { topic: 't', partition: 2, base: 10, count: records.length, from, to }, found)
  return found
}

test('a packed record takes the bytes foretold, and comes out as it went in', () => {
  assert.deepEqual(
    unpacked(0, 100),
    records.map(({ key, value, timestamp, headers = [] }, i) => ({
      topic: 't',
      partition: 2,
      offset: 10 + i,
      timestamp,
      key,
      value,
      headers,
    })),
  )
})

test('only the records asked for are taken out, whatever headers stand before them', () => {
  const offsets = (from: number, to: number) => unpacked(from, to).map(({ offset }) => offset)
  assert.deepEqual(offsets(13, 100), [13])
  assert.deepEqual(offsets(11, 13), [11, 12])
  assert.deepEqual(offsets(14, 100), [])
  assert.deepEqual(offsets(0, 10), [])
})
