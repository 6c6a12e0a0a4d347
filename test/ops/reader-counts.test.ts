import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_RULE_LABELS, ReaderCounts } from '../../src/ops/reader-counts.ts'

test('records and bytes are counted by topic', () => {
  const counts = new ReaderCounts([])
  counts.received('a', 100)
  counts.received('b', 5)
  counts.received('a', 1)
  assert.deepEqual(
    [...counts.records],
    [
      ['a', 2],
      ['b', 1],
    ],
  )
  assert.deepEqual(
    [...counts.bytes],
    [
      ['a', 101],
      ['b', 5],
    ],
  )
})

test('the first 1,000 rules have a label of their own, the others share one', () => {
  const counts = new ReaderCounts(Array.from({ length: MAX_RULE_LABELS + 2 }, (_, n) => `rule ${n}`))
  counts.ruleMatched('rule 999')
  counts.ruleMatched('rule 1000')
  counts.ruleMatched('rule 1001')
  const lines = [...counts.ruleMatches]
  assert.equal(lines.length, MAX_RULE_LABELS + 1)
  assert.deepEqual(lines.slice(-2), [
    ['rule 999', 1],
    ['other', 2],
  ])
})

test("a rule's failure is counted by rule alone: its reason is free text", () => {
  const counts = new ReaderCounts(['a'])
  counts.ruleFailed('a')
  counts.ruleFailed('a')
  assert.deepEqual([...counts.ruleFailures], [['a', 2]])
})

test('every other call counts what it is named after', () => {
  const counts = new ReaderCounts([])
  counts.matched()
  counts.unmatched()
  counts.tombstone()
  counts.undecodable()
  counts.commit(true, 0.25)
  counts.commit(true, 0.5)
  counts.commit(false, 2)
  counts.tenure()
  counts.reread()
  const { matchedCount, unmatchedCount, tombstones, undecodableCount, commitsOk, commitsFailed } = counts
  assert.deepEqual(
    [matchedCount, unmatchedCount, tombstones, undecodableCount, commitsOk, commitsFailed],
    [1, 1, 1, 1, 2, 1],
  )
  assert.deepEqual([counts.tenures, counts.rereadCount, counts.commitDuration.sum], [1, 1, 2.75])
})
