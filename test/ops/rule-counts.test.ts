import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_PATH_LABELS, RuleCounts } from '../../src/ops/rule-counts.ts'

test('paths are counted by object type: how often looked up, and how often absent', () => {
  const counts = new RuleCounts()
  counts.lookedUp('dcim.device', 'status.valu', false)
  counts.lookedUp('*', 'name', true)
  counts.lookedUp('dcim.device', 'status.valu', true)
  counts.lookedUp('dcim.device', 'name', false)
  assert.deepEqual(
    [...counts.lookUps('count')],
    [
      [['dcim.device', 'status.valu'], 2],
      [['dcim.device', 'name'], 1],
      [['*', 'name'], 1],
    ],
  )
  assert.deepEqual(
    [...counts.lookUps('absent')],
    [
      [['dcim.device', 'status.valu'], 1],
      [['dcim.device', 'name'], 1],
      [['*', 'name'], 0],
    ],
  )
})

test('paths beyond the limit share a label', () => {
  const counts = new RuleCounts()
  for (let i = 0; i < MAX_PATH_LABELS + 5; i++) counts.lookedUp(`type ${i % 7}`, `path ${i}`, false)
  counts.lookedUp('type 0', 'path 0', false)
  const samples = [...counts.lookUps('absent')]
  assert.equal(samples.length, MAX_PATH_LABELS + 1)
  assert.deepEqual(samples[0], [['type 0', 'path 0'], 2])
  assert.deepEqual(samples.at(-1), [['other', 'other'], 5])
})

test('comparisons are counted, and those that differ', () => {
  const counts = new RuleCounts()
  counts.compared(true)
  counts.compared(false)
  counts.compared(true)
  assert.deepEqual([counts.comparisons, counts.differences], [3, 1])
})
