import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compilePaths } from '../../src/json/paths.ts'

test('paths share the nodes of their common beginning, and each has its number', () => {
  const { names, root } = compilePaths(['data.id', 'event', 'data.site.slug', 'data'])
  assert.deepEqual(names, ['data.id', 'event', 'data.site.slug', 'data'])
  assert.deepEqual(
    root.children.map(({ name, slot, below }) => ({ name, slot, below })),
    [
      { name: 'data', slot: 3, below: [0, 2] },
      { name: 'event', slot: 1, below: [] },
    ],
  )
  const [id, site] = root.children[0]!.children
  assert.deepEqual([id?.name, id?.slot], ['id', 0])
  assert.deepEqual([site?.name, site?.slot, site?.below], ['site', -1, [2]])
})

test('a path given twice has one number', () => {
  assert.deepEqual(compilePaths(['a', 'b', 'a']).names, ['a', 'b'])
})

test('no paths make a root without children', () => {
  assert.deepEqual(compilePaths([]).root.children, [])
})
