import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'

const config = `
log: { type: embedded, path: ./data }
ingest: { listen: 127.0.0.1:0 }
sinks: { crm: { type: http, url: "https://crm.example/" } }
`

test('render prints a request and sends nothing: exit code 0; what is wrong is 2', async t => {
  const cwd = folderWith(t, {
    'sluice.yaml': config,
    'event.json': '{"event":"created","object_type":"dcim.site"}',
  })
  const good = await cli(['render', '--sink', 'crm', '--event', 'event.json'], { cwd })
  assert.equal(good.code, 0, good.err)
  assert.match(good.out, /^POST https:\/\/crm\.example\/\nIdempotency-Key: /)
  const bad = await cli(['render', '--sink', 'crn', '--event', 'event.json'], { cwd })
  assert.equal(bad.code, 2)
  assert.match(bad.err, /no sink "crn"[\s\S]*did you mean "crm"/)
  assert.equal((await cli(['render', '--sink', 'crm'], { cwd })).code, 2)
})
