import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sendTest } from '../../../src/cli/send-test/send-test.ts'
import { folderWith } from '../../helpers/config-files.ts'
import { deadPort, HttpReceiver } from '../../helpers/http-server.ts'

async function sent(
  t: TestContext,
  sink: string,
): Promise<{ readonly delivered: boolean; readonly text: string }> {
  const folder = folderWith(t, {
    'sluice.yaml': `
log: { type: embedded, path: ./data }
ingest: { listen: 127.0.0.1:0 }
sinks: { crm: ${sink} }
`,
  })
  return sendTest(join(folder, 'sluice.yaml'), 'crm')
}

test('the test event goes through the template of the sink, marked as a test', async t => {
  const receiver = await HttpReceiver.start(t)
  const body = `body: '{"id": {{ ID | tojson }}, "why": "{{ Meta.purpose }}"}'`
  const { delivered, text } = await sent(t, `{ type: http, url: "${receiver.origin}", ${body} }`)
  assert.ok(delivered)
  assert.match(text, /^delivered to crm in \d+ ms, status 200: look for the test event there\n$/)
  const [request] = receiver.requests
  assert.match(request!.body.toString(), /^\{"id": "test-event-\d+", "why": "configuration-test"\}$/)
  assert.equal(request!.headers['sluice-test'], 'true')
})

test("a template of Go's sees NetBird's names", async t => {
  const receiver = await HttpReceiver.start(t)
  const body = `template: go, body: '{"id": {{json .ID}}, "at": {{.Timestamp.Unix}}, "source": "{{.Meta.source}}"}'`
  const before = Math.floor(Date.now() / 1_000)
  const { delivered } = await sent(t, `{ type: http, url: "${receiver.origin}", ${body} }`)
  assert.ok(delivered)
  const got = JSON.parse(receiver.requests[0]!.body.toString()) as { id: string; at: number; source: string }
  assert.deepEqual(got, { id: `test-event-${got.at}`, at: got.at, source: 'netbird-test' })
  assert.ok(got.at >= before)
})

test('what goes wrong is told in words that one can act on', async t => {
  const receiver = await HttpReceiver.start(t)
  const to = (url: string) => sent(t, `{ type: http, url: "${url}" }`)
  receiver.next([{ status: 401 }, { status: 422 }])
  const [denied, refused] = [await to(receiver.origin), await to(receiver.origin)]
  assert.match(
    denied.text,
    /^not delivered to crm, after \d+ ms: .*answered 401 \(Unauthorized\) \(permission\); .*with an alarm/,
  )
  assert.match(refused.text, /answered 422 .*\(rejected\); an event would become a dead letter/)
  const dead = await to(`http://127.0.0.1:${await deadPort()}`)
  assert.equal(dead.delivered, false)
  assert.match(dead.text, /connection refused \(network\); an event would be tried again\n$/)
})
