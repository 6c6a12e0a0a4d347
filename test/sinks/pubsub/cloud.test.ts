/** What goes over TLS: who trusts whom, and the tokens of each kind of credentials. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, type TestContext, test } from 'node:test'
import type { Outcome, Sink } from '../../../src/types.ts'
import { makeCertificates } from '../../servers/certs.ts'
import { HOST } from '../../servers/ports.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'

const pstest = ownPstest('the pubsub sink with credentials')
const folder = mkdtempSync(join(tmpdir(), 'sluice-pubsub-'))
after(() => rmSync(folder, { recursive: true }))
const certificates = makeCertificates(join(folder, 'certs'))
const others = makeCertificates(join(folder, 'others'))

// Read by gRPC as it is loaded, so it has to be set before the sink is.
process.env['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH'] = certificates.ca
process.env['METADATA_SERVER_DETECTION'] = 'none'
delete process.env['GOOGLE_APPLICATION_CREDENTIALS']
process.env['CLOUDSDK_CONFIG'] = folder
const { never, outcomeFrom, pubsubSinkWith } = await import('./make.ts')

function written(name: string, content: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 })
  return path
}

const account = {
  type: 'service_account',
  client_email: 'sluice@my-project.iam.example',
  private_key_id: 'key-1',
  private_key: generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString(),
}

/** A token endpoint; gives its address. */
async function tokens(t: TestContext, status: number): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    const granted = {
      access_token: 'granted-token',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3_600,
    }
    response.end(
      JSON.stringify(status === 200 ? granted : { error: 'invalid_grant', error_description: 'a secret' }),
    )
  })
  await new Promise<void>(done => server.listen(0, HOST, done))
  t.after(() => server.close())
  return `http://${HOST}:${(server.address() as AddressInfo).port}/token`
}

function federated(token_url: string): object {
  return {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url,
    credential_source: { file: written('subject-token', { subject: 'of the workload' }) },
  }
}

async function failureOf(sink: Sink): Promise<Outcome & { readonly kind: 'retry' }> {
  const outcome = await outcomeFrom(sink)
  assert.ok(outcome.kind === 'retry')
  return outcome
}

describe('over TLS', { skip: pstest.skip }, () => {
  test("a service account's key signs its tokens here", async t => {
    const server = await pstest.start(t, { certificates })
    const credentials_file = written('account.json', account)
    const sink = await pubsubSinkWith(t, { endpoint: server.url, credentials_file })
    assert.deepEqual(await outcomeFrom(sink), { kind: 'delivered' })
    await sink.check!(never)
    const [, token] = /^Bearer (.+)$/.exec(server.requests[0]!.authorization)!
    const [header, claims] = token!
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(String(Buffer.from(part, 'base64url'))))
    assert.deepEqual(
      [header.kid, claims.iss, claims.scope],
      ['key-1', account.client_email, 'https://www.googleapis.com/auth/pubsub'],
    )
  })

  test('application default credentials are found where Google says they are, without a word on the console', async t => {
    const warn = t.mock.method(console, 'warn', () => {})
    const server = await pstest.start(t, { certificates })
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] = written('default.json', account)
    t.after(() => delete process.env['GOOGLE_APPLICATION_CREDENTIALS'])
    assert.deepEqual(await outcomeFrom(await pubsubSinkWith(t, { endpoint: server.url })), {
      kind: 'delivered',
    })
    assert.match(server.requests[0]!.authorization, /^Bearer ey/)
    assert.equal(warn.mock.callCount(), 0)
  })

  test("a workload's identity is exchanged for a token, once", async t => {
    const server = await pstest.start(t, { certificates })
    const credentials_file = written('federated.json', federated(await tokens(t, 200)))
    const sink = await pubsubSinkWith(t, { endpoint: server.url, credentials_file })
    assert.deepEqual(
      [await outcomeFrom(sink), await outcomeFrom(sink)],
      [{ kind: 'delivered' }, { kind: 'delivered' }],
    )
    assert.deepEqual(
      server.requests.map(({ authorization }) => authorization),
      ['Bearer granted-token', 'Bearer granted-token'],
    )
  })

  test('no credentials anywhere: a matter of permission, and the next attempt looks again', async t => {
    const server = await pstest.start(t, { certificates })
    const sink = await pubsubSinkWith(t, { endpoint: server.url })
    const outcome = await failureOf(sink)
    assert.deepEqual([outcome.class, outcome.alarm], ['permission', true])
    assert.match(outcome.reason, /^https:\/\/localhost: no credentials were found/)
    await assert.rejects(sink.check!(never), { hint: /GOOGLE_APPLICATION_CREDENTIALS/ })
    process.env['GOOGLE_APPLICATION_CREDENTIALS'] = written('late.json', account)
    t.after(() => delete process.env['GOOGLE_APPLICATION_CREDENTIALS'])
    assert.deepEqual(await outcomeFrom(sink), { kind: 'delivered' })
  })

  test('a token that is refused is a matter of permission, and no secret is shown', async t => {
    const server = await pstest.start(t, { certificates })
    const credentials_file = written('refused.json', federated(await tokens(t, 400)))
    const outcome = await failureOf(await pubsubSinkWith(t, { endpoint: server.url, credentials_file }))
    assert.deepEqual([outcome.class, outcome.alarm], ['permission', true])
    assert.match(outcome.reason, /no access token could be had for the credentials$/)
    assert.doesNotMatch(outcome.reason, /secret/)
  })

  test('a certificate that is not trusted, or no TLS at all, is a matter of TLS', async t => {
    const credentials_file = written('tls.json', account)
    const untrusted = await pstest.start(t, { certificates: others })
    const plain = await pstest.start(t)
    for (const endpoint of [untrusted.url, `https://localhost:${plain.port}`]) {
      const outcome = await failureOf(await pubsubSinkWith(t, { endpoint, credentials_file }))
      assert.deepEqual([outcome.class, outcome.alarm], ['tls', true], outcome.reason)
    }
  })
})
