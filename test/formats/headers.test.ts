import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerText } from '../../src/formats/headers.ts'
import { headers } from '../helpers/events.ts'

test('of several headers of a name the last counts, names by case', () => {
  const several = headers(
    ['ce_id', 'a'],
    ['source_id', 'first'],
    ['source_id', 'last'],
    ['Source_Id', 'other'],
  )
  assert.equal(headerText(several, 'source_id'), 'last')
  assert.equal(headerText(several, 'ce_id'), 'a')
  assert.equal(headerText(several, 'source_type'), '')
  assert.equal(headerText([], 'source_id'), '')
})

test('bytes that are no UTF-8 stay different from each other', () => {
  const of = (...bytes: number[]) => headerText([{ name: 'id', value: Buffer.from(bytes) }], 'id')
  assert.equal(of(0x5a, 0xc3, 0xbc), 'Zü')
  assert.equal(of(0x5a, 0xfc), 'Zü')
  assert.notEqual(of(0x5a, 0xfc), of(0x5a, 0xfd))
})
