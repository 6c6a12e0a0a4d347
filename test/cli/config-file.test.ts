import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadFor } from '../../src/cli/config-file.ts'
import { ConfigError } from '../../src/errors.ts'
import { folderWith, whole } from '../helpers/config-files.ts'

test("what only a sink's type can see is found at loading, with file and line", async t => {
  const yaml = whole.replace('type: http', 'type: http, headers: { Connection: hunter2 }')
  const file = join(folderWith(t, { 'a.yaml': yaml }), 'a.yaml')
  await assert.rejects(loadFor(file), error => {
    assert.ok(error instanceof ConfigError)
    assert.match(error.message, /a\.yaml:3 sinks\.crm\.headers\.Connection: belongs to the connection/)
    assert.doesNotMatch(error.message, /hunter2/)
    return true
  })
})

test('a good configuration comes back whole', async t => {
  const { config } = await loadFor(join(folderWith(t, { 'a.yaml': whole }), 'a.yaml'))
  assert.deepEqual([...config.sinks.keys()], ['crm'])
})
