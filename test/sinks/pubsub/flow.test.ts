import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Flow } from '../../../sinks/pubsub/flow.ts'

function recorder() {
  const begun: string[] = []
  return { begun, begin: (name: string) => () => void begun.push(name) }
}

test('what fits begins at once, what does not waits its turn', () => {
  const flow = new Flow(2, 100)
  const { begun, begin } = recorder()
  flow.enter(1, 10, begin('a'))
  flow.enter(1, 10, begin('b'))
  flow.enter(1, 10, begin('c'))
  flow.enter(1, 10, begin('d'))
  assert.deepEqual(begun, ['a', 'b'])
  flow.leave(1, 10)
  assert.deepEqual(begun, ['a', 'b', 'c'])
  flow.leave(1, 10)
  flow.leave(1, 10)
  assert.deepEqual(begun, ['a', 'b', 'c', 'd'])
})

test('bytes are bounded too, and nobody overtakes who waits for them', () => {
  const flow = new Flow(10, 100)
  const { begun, begin } = recorder()
  flow.enter(1, 60, begin('a'))
  flow.enter(1, 60, begin('large'))
  flow.enter(1, 10, begin('small'))
  assert.deepEqual(begun, ['a'])
  flow.leave(1, 60)
  assert.deepEqual(begun, ['a', 'large', 'small'])
})

test('what is larger than the bound goes alone', () => {
  const flow = new Flow(2, 100)
  const { begun, begin } = recorder()
  flow.enter(5, 1_000, begin('huge'))
  flow.enter(1, 1, begin('next'))
  assert.deepEqual(begun, ['huge'])
  flow.leave(5, 1_000)
  assert.deepEqual(begun, ['huge', 'next'])
})

test('who does not want to wait any more makes room for those behind', () => {
  const flow = new Flow(10, 100)
  const { begun, begin } = recorder()
  flow.enter(1, 60, begin('a'))
  const leave = flow.enter(1, 60, begin('large'))
  flow.enter(1, 10, begin('small'))
  leave()
  leave()
  assert.deepEqual(begun, ['a', 'small'])
})
