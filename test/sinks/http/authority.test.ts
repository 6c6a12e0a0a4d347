import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Address, addressOf } from '../../../sinks/http/address.ts'
import { awsAuthority, tokenAuthority } from '../../../sinks/http/authority.ts'
import { Dialer } from '../../../sinks/http/dialer.ts'
import type { MadeRequest } from '../../../sinks/http/requests.ts'
import { Tokens } from '../../../sinks/http/tokens.ts'
import { SluiceError } from '../../../src/errors.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { HttpReceiver } from '../../helpers/http-server.ts'
import { signedBy } from '../../helpers/sigv4.ts'
import { httpSinkTo, never, outcomeFrom } from './make.ts'

const request: MadeRequest = {
  address: addressOf('https://api.example.com:8443/a') as Address,
  method: 'POST',
  headers: ['Content-Type', 'text/plain', 'AUTHORIZATION', 'of the configuration', 'x-amz-date', 'x'],
  body: Buffer.from('{}'),
}
const scope = { service: 'execute-api', region: 'eu-central-1' }
const moment = () => Date.UTC(2026, 2, 6, 15, 11, 23)

function named({ headers }: MadeRequest): { [name: string]: string } {
  const pairs = headers.flatMap((name, index) =>
    index % 2 === 0 ? [[name, headers[index + 1]!] as const] : [],
  )
  assert.equal(new Set(pairs.map(([name]) => name.toLowerCase())).size, pairs.length)
  return Object.fromEntries(pairs)
}

test('a request is signed with the credentials of the moment, over its host, and nothing else says who we are', async () => {
  let key = 'AK1'
  const authority = awsAuthority(
    scope,
    async () => ({ accessKeyId: key, secretAccessKey: 's', sessionToken: 't' }),
    moment,
  )
  const { Authorization = '', ...headers } = named(await authority.authorize(request))
  assert.match(
    Authorization,
    /^AWS4-HMAC-SHA256 Credential=AK1\/20260306\/eu-central-1\/execute-api\/aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
  )
  assert.deepEqual(headers, {
    'Content-Type': 'text/plain',
    'X-Amz-Date': '20260306T151123Z',
    'X-Amz-Content-Sha256': '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    'X-Amz-Security-Token': 't',
  })
  key = 'AK2'
  const { Authorization: next = '' } = named(await authority.authorize(request))
  assert.match(next, /Credential=AK2\//)
  assert.equal(authority.refused(request), false)
})

test('no credentials: the error says where they are looked for, and shows nothing that is not the chain’s', async () => {
  const failing = (error: Error) => awsAuthority(scope, () => Promise.reject(error), moment)
  const chain = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' })
  await assert.rejects(failing(chain).ready(), {
    code: 'credentials_unavailable',
    message: 'AWS credentials: Could not load credentials',
    hint: /AWS_ACCESS_KEY_ID/,
  })
  const other = Object.assign(new Error('the secret is hunter2'), { name: 'AccessDenied' })
  await assert.rejects(async () => failing(other).authorize(request), {
    message: 'AWS credentials: AccessDenied',
  })
})

test('credentials that do not come: there is an end to it, and closing ends it at once', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const authority = awsAuthority(scope, () => new Promise(() => {}), moment)
  const late = authority.ready()
  t.mock.timers.tick(10_000)
  await assert.rejects(late, { code: 'credentials_unavailable', message: /none in time/ })
  const under = authority.ready()
  authority.close()
  await assert.rejects(under, { code: 'sink_closed' })
})

test('a token that was refused is not used again', async t => {
  const receiver = await HttpReceiver.start(t)
  let count = 0
  receiver.answer = () => ({ body: JSON.stringify({ access_token: `t${++count}`, expires_in: 600 }) })
  const tokens = new Tokens(
    {
      address: addressOf(`${receiver.origin}/token`) as Address,
      clientId: 'a',
      clientSecret: 'b',
      scope: undefined,
      audience: undefined,
    },
    new Dialer({ origin: receiver.origin, host: '127.0.0.1', port: receiver.port, tls: undefined }),
  )
  const authority = tokenAuthority(tokens)
  t.after(() => authority.close())
  const first = await authority.authorize(request)
  assert.equal(named(first)['Authorization'], 'Bearer t1')
  const kept = authority.authorize(request)
  assert.ok(!(kept instanceof Promise), 'a token at hand is not waited for')
  assert.equal(authority.refused(kept), true)
  assert.equal(named(await authority.authorize(request))['Authorization'], 'Bearer t2')
})

/** What the SDK's default chain looks at first. */
function environment(t: TestContext, variables: { readonly [name: string]: string | undefined }): void {
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const)
  const set = (values: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of values)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  }
  set(Object.entries(variables))
  t.after(() => set(before))
}

test('a receiver that verifies finds every request signed, with the credentials of the environment', async t => {
  environment(t, {
    AWS_ACCESS_KEY_ID: 'AKENV',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
  })
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, `${receiver.origin}/prod/events`, {
    auth: { type: 'aws_sigv4', ...scope },
    compression: 'gzip',
    compression_above: 1,
    headers: { 'X-Object': 'a   b' },
  })
  await sink.check?.(never)
  assert.equal(receiver.requests.length, 0)
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  const signed = signedBy(receiver.requests[0]!)
  assert.equal(signed?.accessKeyId, 'AKENV')
  assert.equal(signed.sessionToken, 'session')
  assert.equal(signed.scope, 'eu-central-1/execute-api')
  assert.ok(signed.fits('secret'))
  assert.ok(!signed.fits('another'))
  assert.ok(Math.abs(Date.now() - signed.at) < 60_000)
  const { target, fields } = sink.preview!(delivery())
  assert.match(target, /^POST http:\/\/127\.0\.0\.1:\d+\/prod\/events$/)
  const shown = fields.find(({ name }) => name === 'Authorization')?.value
  assert.equal(shown, 'AWS4-HMAC-SHA256 (signed for execute-api in eu-central-1 when it is sent)')
})

test('without credentials nothing is sent: a retry with an alarm', async t => {
  environment(t, {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_PROFILE: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_CONFIG_FILE: '/nonexistent/config',
  })
  const receiver = await HttpReceiver.start(t)
  const sink = await httpSinkTo(t, receiver.origin, { auth: { type: 'aws_sigv4', ...scope } })
  const outcome = await outcomeFrom(sink)
  assert.ok(outcome.kind === 'retry' && outcome.alarm === true && outcome.class === 'permission')
  assert.match(outcome.reason, /^AWS credentials: .*AWS_ACCESS_KEY_ID/)
  assert.equal(receiver.requests.length, 0)
  await assert.rejects(sink.check!(never), error => error instanceof SluiceError && error.hint !== '')
})
