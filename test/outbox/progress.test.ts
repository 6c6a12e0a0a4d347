import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Progress } from '../../src/outbox/progress.ts'

test('it tells all who listen each time so much has settled, and begins to count anew', () => {
  const progress = new Progress(3)
  const told = [0, 0]
  progress.listen(() => told[0]!++)
  progress.listen(() => told[1]!++)
  for (let n = 0; n < 8; n++) progress.settled()
  assert.deepEqual(told, [2, 2])
  progress.settled()
  assert.deepEqual(told, [3, 3])
})

test('nobody has to listen', () => {
  const progress = new Progress(1)
  assert.doesNotThrow(() => progress.settled())
})
