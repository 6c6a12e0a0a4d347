import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domain, hashOf, TEXT, Values } from '../../../src/rules/table/values.ts'

const find = (values: Values, path: number, text: string, isMember = false) => {
  const bytes = Buffer.from(`x${text}y`)
  const wanted = domain(path, isMember, TEXT)
  return values.find(hashOf(wanted, bytes, 1, bytes.length - 1), wanted, bytes, 1, bytes.length - 1)
}
const acquire = (values: Values, path: number, text: string, isMember = false) =>
  values.acquire(domain(path, isMember, TEXT), Buffer.from(text))

test('a value has one token per path, and another one as a member', () => {
  const values = new Values()
  const tokens = [acquire(values, 0, 'a'), acquire(values, 1, 'a'), acquire(values, 0, 'a', true)]
  assert.equal(new Set(tokens).size, 3)
  assert.ok(!tokens.includes(0))
  assert.deepEqual([find(values, 0, 'a'), find(values, 1, 'a'), find(values, 0, 'a', true)], tokens)
  assert.equal(find(values, 2, 'a'), 0)
  assert.equal(find(values, 0, 'ab'), 0)
  assert.equal(find(values, 0, ''), 0)
})

test('a token is free once nothing names its value; the others are still found', () => {
  const values = new Values()
  const words = Array.from({ length: 5_000 }, (_, n) => `value-${n}`)
  const tokens = words.map(word => acquire(values, n(word) % 7, word))
  assert.equal(acquire(values, 3, 'value-3'), tokens[3])
  assert.equal(values.uses(tokens[3]!), 2)
  for (const word of words)
    if (n(word) % 3 === 0) assert.equal(values.release(tokens[n(word)]!), n(word) !== 3)
  words.forEach((word, i) => {
    assert.equal(find(values, i % 7, word), i % 3 === 0 && i !== 3 ? 0 : tokens[i])
  })
  assert.ok(tokens.includes(acquire(values, 0, 'new')))
})

test('memory does not grow with values that come and go', () => {
  const values = new Values()
  for (let i = 0; i < 20_000; i++) values.release(acquire(values, 0, `value-${i}`.padEnd(100)))
  assert.equal(values.size, 0)
  assert.ok(values.bound < 3)
})

function n(word: string): number {
  return Number(word.slice(6))
}
