import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { Registry } from '../../../src/rules/table/registry.ts'

test('a name keeps its number as long as it is used, then the number is given again', () => {
  const registry = new Registry(10, 'names')
  assert.equal(registry.acquire('a'), 0)
  assert.equal(registry.acquire('b'), 1)
  assert.equal(registry.acquire('a'), 0)
  assert.equal(registry.release(0), false)
  assert.equal(registry.find('a'), 0)
  assert.equal(registry.release(0), true)
  assert.equal(registry.find('a'), undefined)
  assert.equal(registry.acquire('c'), 0)
  assert.equal(registry.name(0), 'c')
  assert.deepEqual([registry.size, registry.bound], [2, 2])
})

test('more names than the limit are refused, and nothing is kept of them', () => {
  const registry = new Registry(1, 'names')
  registry.acquire('a')
  const refused = (error: unknown) => error instanceof SluiceError && /at most 1 names/.test(error.message)
  assert.throws(() => registry.acquire('b'), refused)
  assert.equal(registry.size, 1)
  assert.equal(registry.acquire('a'), 0)
})
