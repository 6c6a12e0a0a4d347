import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IngestCounts } from '../../src/ops/ingest-counts.ts'

test('requests are counted by endpoint and status, records and bytes by endpoint', () => {
  const counts = new IngestCounts(['/events', '/quiet'])
  counts.answered('/events', 202, 3, 300)
  counts.answered('/events', 202, 1, 50)
  counts.answered('/events', 401, 0, 0)
  assert.deepEqual(
    [...counts.requests()],
    [
      [['/events', '202'], 2],
      [['/events', '401'], 1],
    ],
  )
  assert.deepEqual(
    [...counts.records],
    [
      ['/events', 4],
      ['/quiet', 0],
    ],
  )
  assert.deepEqual(
    [...counts.bytes],
    [
      ['/events', 350],
      ['/quiet', 0],
    ],
  )
})

test('a request for no endpoint counts as other', () => {
  const counts = new IngestCounts(['/events'])
  counts.answered('', 404, 0, 0)
  assert.deepEqual([...counts.requests()], [[['other', '404'], 1]])
  assert.deepEqual([...counts.records], [['/events', 0]])
})
