/** Receivers that verify as the makers of webhooks describe it, written in other languages than ours. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { delivery } from '../../helpers/deliveries.ts'
import { HttpReceiver } from '../../helpers/http-server.ts'
import { type Certificates, makeCertificates } from '../../servers/certs.ts'
import { nginxLeftOut, startNginx } from '../../servers/nginx.ts'
import { receiversMissing, startReceivers } from '../../servers/webhook-receivers.ts'
import { httpSinkTo, never, outcomeFrom } from './make.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-interop-'))
let certificates: Certificates
before(() => {
  certificates = makeCertificates(folder)
})
after(() => rmSync(folder, { recursive: true }))

const flask = { skip: receiversMissing('receivers in Flask') }
const nginx = { skip: nginxLeftOut('nginx with client certificates') }
const body = Buffer.from('{"event": "created", "model": "site", "n": 1.0}')

test(
  'a receiver as NetBox Labs describes it takes what is signed with its secret, and nothing else',
  flask,
  async t => {
    const receivers = await startReceivers(t)
    const to = (secret: string) =>
      httpSinkTo(t, `${receivers.origin}/netbox`, { signatures: [{ scheme: 'netbox', secrets: [secret] }] })
    const [outcome] = await (await to('the-shared-secret')).send([delivery({ body })], never)
    assert.equal(outcome!.kind, 'delivered')
    assert.deepEqual(receivers.took(), [
      { receiver: 'netbox', body: { event: 'created', model: 'site', n: 1 } },
    ])
    const wrong = await outcomeFrom(await to('another-secret'))
    assert.ok(wrong.kind === 'retry' && wrong.status === 403 && wrong.alarm === true)
  },
)

test("Netdata's own handler answers the challenge, then takes events", flask, async t => {
  const receivers = await startReceivers(t)
  const auth = { type: 'basic', username: 'netdata', password: 'pass:word' } as const
  const url = `${receivers.origin}/netdata?room=a`
  const sink = await httpSinkTo(t, url, { auth, challenge: { secret: 'the-shared-secret' } })
  assert.equal((await sink.send([delivery({ body })], never))[0]!.kind, 'delivered')
  assert.equal(receivers.took().length, 1)
  const other = await httpSinkTo(t, url, { auth, challenge: { secret: 'another-secret' } })
  const outcome = await outcomeFrom(other)
  assert.ok(outcome.kind === 'retry' && /another response_token/.test(outcome.reason))
  assert.equal(receivers.took().length, 1)
})

test('nginx takes our client certificate when its name is the one it expects', nginx, async t => {
  const { ca, client } = certificates
  const tls = { ca, cert: client.cert, key: client.key }
  const expecting = (name: string) => startNginx(t, certificates, name)
  const [right, other] = [await expecting('client'), await expecting('app.netdata.cloud')]
  assert.deepEqual(await outcomeFrom(await httpSinkTo(t, right, { tls })), { kind: 'delivered', status: 204 })
  const denied = await outcomeFrom(await httpSinkTo(t, other, { tls }))
  assert.ok(denied.kind === 'retry' && denied.status === 403)
  const without = await outcomeFrom(await httpSinkTo(t, right, { tls: { ca } }))
  assert.ok(without.kind === 'refused' && without.status === 400)
})

test("what is sent is taken by Standard Webhooks' own library", async t => {
  const receiver = await HttpReceiver.start(t)
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const sink = await httpSinkTo(t, receiver.origin, {
    signatures: [{ scheme: 'standard-webhooks', secrets: [secret] }],
  })
  const one = delivery({ body })
  await sink.send([one], never)
  const [request] = receiver.requests
  const headers = request!.headers as Record<string, string>
  assert.deepEqual(new Webhook(secret).verify(request!.body, headers), JSON.parse(body.toString()))
  assert.equal(headers['webhook-id'], one.egressId)
})
