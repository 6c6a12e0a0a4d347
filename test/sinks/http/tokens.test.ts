import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Address, addressOf } from '../../../sinks/http/address.ts'
import { Dialer } from '../../../sinks/http/dialer.ts'
import { type Grant, Tokens } from '../../../sinks/http/tokens.ts'
import { type Answer, HttpReceiver } from '../../helpers/http-server.ts'
import { watchLeaks } from '../../helpers/leaks.ts'

interface Parts {
  readonly receiver: HttpReceiver
  readonly tokens: Tokens
  readonly clock: { now: number }
}

async function parts(t: TestContext, grant: Partial<Grant> = {}): Promise<Parts> {
  const receiver = await HttpReceiver.start(t)
  const clock = { now: 1_000_000 }
  const target = { origin: receiver.origin, host: '127.0.0.1', port: receiver.port, tls: undefined }
  const tokens = new Tokens(
    {
      address: addressOf(`${receiver.origin}/token?tenant=a`) as Address,
      clientId: 'id with:colon',
      clientSecret: 'the-secret',
      scope: undefined,
      audience: undefined,
      ...grant,
    },
    new Dialer(target),
    () => clock.now,
  )
  t.after(() => tokens.close())
  let count = 0
  receiver.answer = () => tokenAnswer(`t${++count}`, 600)
  return { receiver, tokens, clock }
}

function tokenAnswer(access_token: string, expires_in?: number): Answer {
  return { body: JSON.stringify({ access_token, token_type: 'Bearer', expires_in }) }
}

test('a token is asked for with the client credentials grant', async t => {
  const { receiver, tokens } = await parts(t, { scope: 'a b', audience: 'https://api' })
  assert.equal(await tokens.get(), 't1')
  const [request] = receiver.requests
  assert.equal(request!.method, 'POST')
  assert.equal(request!.url, '/token?tenant=a')
  assert.equal(request!.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(
    Buffer.from(request!.headers.authorization!.slice(6), 'base64').toString(),
    'id%20with%3Acolon:the-secret',
  )
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request!.body.toString())), {
    grant_type: 'client_credentials',
    scope: 'a b',
    audience: 'https://api',
  })
})

test('whoever asks at the same time gets the same token, from one request', async t => {
  const { receiver, tokens } = await parts(t)
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get(), tokens.get()]), ['t1', 't1', 't1'])
  assert.equal(receiver.requests.length, 1)
})

test('a token is kept until a minute before it expires', async t => {
  const { tokens, clock } = await parts(t)
  assert.equal(tokens.kept, undefined)
  await tokens.get()
  clock.now += 539_999
  assert.equal(tokens.kept, 't1')
  clock.now += 2
  assert.equal(tokens.kept, undefined)
  assert.equal(await tokens.get(), 't2')
})

test('one of a short life is used for half of it; one that says nothing for minutes', async t => {
  const { receiver, tokens, clock } = await parts(t)
  receiver.answer = () => tokenAnswer('short', 10)
  await tokens.get()
  clock.now += 4_999
  assert.equal(tokens.kept, 'short')
  clock.now += 2
  assert.equal(tokens.kept, undefined)
  receiver.answer = () => tokenAnswer('silent')
  await tokens.get()
  clock.now += 239_000
  assert.equal(tokens.kept, 'silent')
})

test('a token that was refused is not used again; a newer one is left alone', async t => {
  const { tokens } = await parts(t)
  const first = await tokens.get()
  tokens.refused(first)
  const second = await tokens.get()
  assert.equal(second, 't2')
  tokens.refused(first)
  assert.equal(tokens.kept, 't2')
})

const failures: readonly { name: string; answer: Answer; message: RegExp }[] = [
  {
    name: 'a refusal',
    answer: { status: 401, body: 'the-secret' },
    message: /^token_url http:\/\/127\.0\.0\.1:\d+: answered 401$/,
  },
  { name: 'no JSON', answer: { body: '<html>' }, message: /something that is not JSON/ },
  { name: 'no token', answer: { body: '{}' }, message: /without an access_token/ },
  { name: 'a token that is none', answer: tokenAnswer('a b\r\n'), message: /without an access_token/ },
  {
    name: 'a token of another kind',
    answer: { body: '{"access_token":"x","token_type":"mac"}' },
    message: /no bearer token/,
  },
  { name: 'far too much', answer: { body: 'x'.repeat(100_000) }, message: /token_url/ },
]
for (const { name, answer, message } of failures)
  test(`${name} for an answer is an error without secrets, and the next call asks again`, async t => {
    const { receiver, tokens } = await parts(t)
    receiver.next([answer])
    const error = await tokens.get().catch(error => error)
    assert.equal(error.code, 'token_unavailable')
    assert.match(error.message, message)
    assert.doesNotMatch(error.message + error.hint, /the-secret|tenant/)
    assert.equal(await tokens.get(), 't1')
  })

test('closing ends a request for a token that hangs, and leaves nothing behind', async t => {
  const { receiver, tokens } = await parts(t)
  receiver.hold()
  const left = watchLeaks()
  const waiting = tokens.get()
  tokens.close()
  await assert.rejects(waiting, { code: 'sink_closed' })
  assert.deepEqual(await left(), [])
})
