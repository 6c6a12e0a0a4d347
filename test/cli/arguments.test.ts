import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvalidArgumentError } from 'commander'
import { number, pointText, time } from '../../src/cli/arguments.ts'

test('a number is whole and within its bounds', () => {
  const port = number(0, 65_535)
  assert.deepEqual([port('0'), port('65535')], [0, 65_535])
  for (const text of ['-1', '65536', '1.5', '1e3', '0x10', '', ' 5', 'x'])
    assert.throws(() => port(text), InvalidArgumentError, text)
})

test('a duration has a unit and is a second at least', () => {
  assert.deepEqual([time('1s'), time('2m'), time('1500ms')], [1_000, 120_000, 1_500])
  for (const text of ['10', '0s', '999ms', '-1s', 's', ''])
    assert.throws(() => time(text), InvalidArgumentError, text)
})

test('a point of a log is given as it is written', () => {
  assert.equal(pointText('0:1,1:2'), '0:1,1:2')
  assert.throws(() => pointText('yesterday'), { message: /^found "yesterday", expected earliest/ })
})
