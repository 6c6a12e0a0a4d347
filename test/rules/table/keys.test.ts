import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyTree } from '../../../src/rules/table/keys.ts'

const found = (paths: readonly string[], key: string) => {
  const bytes = Buffer.from(`{"${key}":1}`)
  return keyTree(paths.map((path, n) => [n, path])).find(bytes, 2, bytes.length - 4)
}

test('a key is found among any number of others, and only itself', () => {
  const paths = Array.from({ length: 200 }, (_, n) => `key-${n}`)
  paths.forEach((path, n) => {
    assert.equal(found(paths, path)?.path, n)
  })
  assert.equal(found(paths, 'key-200'), undefined)
  assert.equal(found(paths, 'key-1x'), undefined)
  assert.equal(found([], 'a'), undefined)
})

test('an empty key and one beyond ASCII are keys like others', () => {
  assert.equal(found(['', 'ü'], '')?.path, 0)
  assert.equal(found(['', 'ü'], 'ü')?.path, 1)
})

test('a key knows its path, those below it, and whether there are any', () => {
  const tree = keyTree([
    [7, 'site'],
    [8, 'site.name'],
    [9, 'site.region.slug'],
  ])
  const site = tree.children.get('site')!
  assert.deepEqual([site.path, site.below, site.isLast], [7, [8, 9], false])
  assert.equal(site.children.get('name')!.isLast, true)
  assert.deepEqual(site.children.get('region')!.below, [9])
})
