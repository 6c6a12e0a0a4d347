import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JobCounts, uncounted } from '../../src/jobs/job-counts.ts'

test('a job counts what it delivered, what it gave up, and attempts that failed', () => {
  const counts = new JobCounts()
  for (const outcome of ['retry', 'refused', 'delivered'] as const) counts.attempted(outcome, '', 0)
  counts.taken()
  counts.delivered()
  counts.deadLettered()
  counts.shed()
  assert.deepEqual([counts.deliveredCount, counts.deadLetteredCount, counts.failures], [1, 1, 2])
  assert.equal(uncounted.matched(), undefined)
})
