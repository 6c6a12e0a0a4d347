import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { check } from '../../../src/cli/check/check.ts'
import { folderWith } from '../../helpers/config-files.ts'
import { HttpReceiver } from '../../helpers/http-server.ts'

const base = `
log: { type: embedded, path: ./data }
ingest: { listen: 127.0.0.1:0 }
`

test('each sink is asked what its type has to ask, all at once', async t => {
  const receiver = await HttpReceiver.start(t)
  receiver.answer = ({ url }) => (url.startsWith('/token') ? { status: 400 } : { status: 500 })
  const folder = folderWith(t, {
    'sluice.yaml': `${base}
sinks:
  templated: { type: http, url: "${receiver.origin}/{{ model }}" }
  token: { type: http, url: "${receiver.origin}", auth: { type: oauth2, token_url: "${receiver.origin}/token", client_id: a, client_secret: "b" } }
  proof: { type: http, url: "${receiver.origin}", challenge: { secret: s } }
`,
  })
  const { good, text } = await check(join(folder, 'sluice.yaml'), [])
  assert.equal(good, false)
  const lines = text.split('\n')
  assert.match(lines[0]!, /^ok {6}log embedded /)
  assert.equal(lines[1], 'ok      sink templated')
  assert.match(lines[2]!, /^failed {2}sink token: token_url http:\/\/127\.0\.0\.1:\d+: answered 400$/)
  assert.match(lines[3]!, /^ {8}are client id and secret right/)
  assert.match(lines[4]!, /^failed {2}sink proof: /)
})

test('only the sinks that are named are asked, and no log', async t => {
  const receiver = await HttpReceiver.start(t)
  const folder = folderWith(t, {
    'sluice.yaml': `${base}
sinks:
  a: { type: http, url: "${receiver.origin}" }
  b: { type: http, url: "${receiver.origin}" }
`,
  })
  const file = join(folder, 'sluice.yaml')
  assert.deepEqual(await check(file, ['b']), { good: true, text: 'ok      sink b\n' })
  await assert.rejects(check(file, ['c']), { code: 'usage' })
})
