import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'
import { HttpReceiver } from '../helpers/http-server.ts'

test('send-test ends with 0 when it was delivered, 1 when not, 2 where there is no such sink', async t => {
  const receiver = await HttpReceiver.start(t)
  const cwd = folderWith(t, {
    'sluice.yaml': `
log: { type: embedded, path: ./data }
ingest: { listen: 127.0.0.1:0 }
sinks: { crm: { type: http, url: "${receiver.origin}" } }
`,
  })
  receiver.next([{ status: 200 }, { status: 500 }])
  const good = await cli(['send-test', 'crm'], { cwd })
  assert.deepEqual([good.code, good.out.slice(0, 16)], [0, 'delivered to crm'])
  const bad = await cli(['send-test', 'crm'], { cwd })
  assert.deepEqual([bad.code, bad.out.slice(0, 20)], [1, 'not delivered to crm'])
  assert.equal((await cli(['send-test', 'nobody'], { cwd })).code, 2)
})
