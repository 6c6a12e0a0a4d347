import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takesIn } from '../../../src/rules/table/types.ts'

test('an object type takes in itself, an app all of its own, a star all', () => {
  const patterns = ['dcim.device', 'dcim.*', '*', 'ipam.device', 'ipam.*', 'dcim.site']
  const takers = (objectType: string, model: string) =>
    patterns.filter(one => takesIn(one, objectType, model))
  assert.deepEqual(takers('dcim.device', 'device'), ['dcim.device', 'dcim.*', '*'])
  assert.deepEqual(takers('dcim.rack', 'rack'), ['dcim.*', '*'])
  assert.deepEqual(takers('dcimx.rack', 'rack'), ['*'])
})

test('of a bare model the types that end with it take it in; of apps it cannot be told', () => {
  const patterns = ['dcim.device', 'dcim.*', '*', 'ipam.device', 'dcim.site']
  assert.deepEqual(
    patterns.filter(one => takesIn(one, '', 'device')),
    ['dcim.device', '*', 'ipam.device'],
  )
})
