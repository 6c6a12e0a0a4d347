import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Partitions } from '../../../src/rules/table/partitions.ts'
import { Registry } from '../../../src/rules/table/registry.ts'
import { Views } from '../../../src/rules/table/views.ts'

function example() {
  const partitions = new Partitions()
  const paths = new Registry(10, 'paths')
  const device = partitions.enter('dcim.device', 'x')
  partitions.enter('*', 'x').paths.set(paths.acquire('name'), 1)
  device.paths.set(paths.acquire('site.name'), 1)
  device.texts.set(1, 1)
  return { partitions, views: new Views(partitions, paths), device }
}

test('a view has what the rules of all its partitions read, and is kept', () => {
  const { views } = example()
  const view = views.of('dcim.device', 'device', 'x')!
  assert.deepEqual([...view.reads.paths], [0, 1])
  assert.deepEqual(view.reads.parts, [['name'], ['site', 'name']])
  assert.deepEqual(view.texts, [1])
  assert.equal(view.partitions.length, 2)
  assert.equal(views.of('dcim.device', 'device', 'x'), view)
  assert.equal(views.of('', 'device', 'x')!.partitions.length, 2)
  assert.equal(views.of('dcim.device', 'device', 'y'), undefined)
})

test('views with the same paths share their tree', () => {
  const { views } = example()
  assert.equal(views.of('a.b', 'b', 'x')!.reads, views.of('c.d', 'd', 'x')!.reads)
})

test('a view is worked out anew after a change', () => {
  const { views, partitions } = example()
  const before = views.of('a.b', 'b', 'x')
  partitions.enter('a.b', 'x')
  views.clear()
  const after = views.of('a.b', 'b', 'x')!
  assert.notEqual(after, before)
  assert.equal(after.partitions.length, 2)
})

test('types without end do not fill memory, and are still answered', () => {
  const { views } = example()
  for (let i = 0; i < 10_000; i++) assert.equal(views.of(`a.b${i}`, `b${i}`, 'x')!.partitions.length, 1)
})
