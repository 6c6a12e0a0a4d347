import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'

test('a duration or a rate that is none is exit code 2 and says what is expected', async () => {
  const [unit, none, rate] = await Promise.all([
    cli(['demo', '--for', '10']),
    cli(['demo', '--for', '0s']),
    cli(['demo', '--rate', '0']),
  ])
  assert.deepEqual([unit.code, none.code, rate.code], [2, 2, 2])
  assert.match(unit.err, /found "10", expected a duration of at least 1s, such as 10s or 2m/)
  assert.match(none.err, /found "0s", expected a duration of at least 1s/)
  assert.match(rate.err, /found "0", expected a number from 1 to 1000/)
})
