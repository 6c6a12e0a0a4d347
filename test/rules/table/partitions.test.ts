import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, Partitions } from '../../../src/rules/table/partitions.ts'

test('an event stands in the partitions whose types take it in', () => {
  const partitions = new Partitions()
  for (const type of ['dcim.device', 'dcim.*', '*', 'ipam.vlan']) partitions.enter(type, 'object_created')
  partitions.enter('dcim.device', 'object_deleted')
  const types = (objectType: string, model: string, eventType: string) =>
    partitions.of(objectType, model, eventType).map(partition => partition.objectType)
  assert.deepEqual(types('dcim.device', 'device', 'object_created'), ['dcim.device', 'dcim.*', '*'])
  assert.deepEqual(types('dcim.device', 'device', 'object_deleted'), ['dcim.device'])
  assert.deepEqual(types('', 'vlan', 'object_created'), ['*', 'ipam.vlan'])
  assert.deepEqual(types('x.y', 'y', 'other'), [])
})

test('a partition is there as long as a rule stands in it', () => {
  const partitions = new Partitions()
  const one = partitions.enter('a.b', 'x')
  assert.equal(partitions.enter('a.b', 'x'), one)
  partitions.leave(one)
  assert.equal(partitions.of('a.b', 'b', 'x').length, 1)
  partitions.leave(one)
  assert.equal(partitions.of('a.b', 'b', 'x').length, 0)
  assert.deepEqual([...partitions], [])
})

test('a count tells when an entry is new or gone', () => {
  const counts = new Map<number, number>()
  assert.deepEqual(
    [1, 1, -1, -1].map(step => count(counts, 7, step)),
    [true, false, false, true],
  )
  assert.equal(counts.size, 0)
})
