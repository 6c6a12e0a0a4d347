import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Progress } from '../../src/outbox/progress.ts'

test('it tells each time so much has settled, and begins to count anew', () => {
  const progress = new Progress(3)
  let told = 0
  progress.tell = () => told++
  for (let n = 0; n < 8; n++) progress.settled()
  assert.equal(told, 2)
  progress.settled()
  assert.equal(told, 3)
})

test('nobody has to listen', () => {
  const progress = new Progress(1)
  progress.settled()
  assert.equal(typeof progress.tell, 'function')
})
