import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'
import { deadPort, HttpReceiver } from '../helpers/http-server.ts'

test('check ends with 0 when all would do, 1 when some would not, 2 where there is no such sink', async t => {
  const receiver = await HttpReceiver.start(t)
  const cwd = folderWith(t, {
    'sluice.yaml': `
log: { type: embedded, path: ./data }
ingest: { listen: 127.0.0.1:0 }
sinks:
  crm: { type: http, url: "${receiver.origin}/hooks" }
  gone: { type: http, url: "http://127.0.0.1:${await deadPort()}" }
`,
  })
  const good = await cli(['check', 'crm'], { cwd })
  assert.deepEqual([good.code, good.out], [0, 'ok      sink crm\n'])
  const bad = await cli(['check'], { cwd })
  assert.equal(bad.code, 1)
  assert.match(
    bad.out,
    /^ok {6}log embedded .*: not there yet; `sluice run` makes it\nok {6}sink crm\nfailed {2}sink gone: .*: connection refused\n {8}does the receiver run/,
  )
  assert.equal((await cli(['check', 'nobody'], { cwd })).code, 2)
  assert.equal(receiver.requests.length, 0)
})
