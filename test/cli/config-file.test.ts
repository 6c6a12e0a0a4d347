import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadFor, withPlaces } from '../../src/cli/config-file.ts'
import { ConfigError, SluiceError } from '../../src/errors.ts'
import { folderWith, whole } from '../helpers/config-files.ts'

test('problems that are found later have file and line', async t => {
  const loaded = await loadFor(join(folderWith(t, { 'a.yaml': whole }), 'a.yaml'))
  const problem = { file: '', line: 0, path: 'sinks.crm.url', message: 'bad', hint: '' }
  await assert.rejects(
    withPlaces(loaded, async () => {
      throw new ConfigError([problem])
    }),
    error => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, /a\.yaml:\d+ sinks\.crm\.url: bad$/)
      return true
    },
  )
})

test('other errors pass as they are', async t => {
  const loaded = await loadFor(join(folderWith(t, { 'a.yaml': whole }), 'a.yaml'))
  const error = new SluiceError('x', 'y')
  await assert.rejects(
    withPlaces(loaded, () => Promise.reject(error)),
    thrown => thrown === error,
  )
})
