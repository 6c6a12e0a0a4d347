import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Tails } from '../../../src/logs/embedded/tails.ts'

test('who waits is woken once, by growth of its own partition', () => {
  const tails = new Tails()
  const woken: string[] = []
  tails.reach(1, 5)
  tails.wait(1, () => woken.push('one'))
  tails.wait(2, () => woken.push('two'))
  tails.reach(1, 5)
  assert.deepEqual(woken, [])
  tails.reach(1, 6)
  tails.reach(1, 7)
  assert.deepEqual(woken, ['one'])
  assert.deepEqual([tails.end(1), tails.end(2)], [7, 0])
})

test('an end never goes back, and who no longer waits is not woken', () => {
  const tails = new Tails()
  const forget = tails.wait(1, () => assert.fail('woken'))
  forget()
  tails.reach(1, 9)
  tails.reach(1, 3)
  assert.equal(tails.end(1), 9)
})
