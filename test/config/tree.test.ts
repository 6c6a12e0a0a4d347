import assert from 'node:assert/strict'
import { test } from 'node:test'
import { list, pathOf, record, text, valueAt } from '../../src/config/tree.ts'

const tree = { a: [{ b: 'x' }], '/c~': { '0': 1 } }

test('what has another shape looks empty', () => {
  for (const value of [undefined, null, 1, 'x', [1]]) assert.deepEqual(record(value), {})
  for (const value of [undefined, null, 1, 'x', { a: 1 }]) assert.deepEqual(list(value), [])
  for (const value of [undefined, null, 1, ['x'], { a: 1 }]) assert.equal(text(value), '')
})

test('a path leads to its value, or nowhere', () => {
  assert.equal(valueAt(tree, ['a', 0, 'b']), 'x')
  for (const path of [['a', 1], ['a', 'b'], ['a', 0, 'b', 'c'], ['toString']])
    assert.equal(valueAt(tree, path), undefined)
})

test('a pointer becomes a path: positions in lists are numbers, keys are not', () => {
  assert.deepEqual(pathOf('/a/0/b', tree), ['a', 0, 'b'])
  assert.deepEqual(pathOf('/~1c~0/0', tree), ['/c~', '0'])
  assert.deepEqual(pathOf('', tree), [])
})
