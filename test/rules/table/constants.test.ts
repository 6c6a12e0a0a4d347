import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Constants } from '../../../src/rules/table/constants.ts'

test('a number has one place as long as it is used', () => {
  const constants = new Constants()
  const numbers = Array.from({ length: 100 }, (_, n) => n / 2)
  const places = numbers.map(value => constants.acquire(value))
  assert.equal(new Set(places).size, 100)
  numbers.forEach((value, n) => {
    assert.equal(constants.values[places[n]!], value)
  })
  assert.equal(constants.acquire(0.5), places[1])
  constants.release(places[1]!)
  constants.release(places[1]!)
  assert.equal(constants.acquire(77), places[1])
})
