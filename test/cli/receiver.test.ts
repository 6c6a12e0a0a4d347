import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'

test('a port that is no number is exit code 2', async () => {
  const { code, err } = await cli(['receiver', '--port', '90000'])
  assert.equal(code, 2)
  assert.match(err, /found "90000", expected a number from 0 to 65535/)
})

test('a status that is no answer, and a word too many, are exit code 2', async () => {
  const [status, word] = await Promise.all([cli(['receiver', '--status', '100']), cli(['receiver', '9000'])])
  assert.deepEqual([status.code, word.code], [2, 2])
  assert.match(status.err, /found "100", expected a number from 200 to 599/)
  assert.match(word.err, /too many arguments/)
})
