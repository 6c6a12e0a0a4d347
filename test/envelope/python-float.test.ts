import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pythonFloat } from '../../src/envelope/python-float.ts'

const printed: readonly (readonly [number, string])[] = [
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-2.5, '-2.5'],
  [0.1, '0.1'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e21, '1e+21'],
  [1e100, '1e+100'],
  [0.0001, '0.0001'],
  [0.00012345, '0.00012345'],
  [1e-5, '1e-05'],
  [-1.5e-7, '-1.5e-07'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
]
test('floats are printed as Python prints them', () => {
  for (const [value, text] of printed) assert.equal(pythonFloat(value), text)
})
