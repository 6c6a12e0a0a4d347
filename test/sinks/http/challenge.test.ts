import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { type Address, addressOf } from '../../../sinks/http/address.ts'
import { type Challenge, challengeOf, prove } from '../../../sinks/http/challenge.ts'
import { Dialer } from '../../../sinks/http/dialer.ts'
import { Problems } from '../../../sinks/problems.ts'
import { type Answer, HttpReceiver, type Received } from '../../helpers/http-server.ts'
import { never } from './make.ts'

const crc: Challenge = { kind: 'crc', secret: 'the-secret' }
const origin: Challenge = { kind: 'origin', origin: 'sluice.example.com' }

async function receiver(t: TestContext, answer: (request: Received) => Answer): Promise<HttpReceiver> {
  const made = await HttpReceiver.start(t)
  made.answer = answer
  return made
}

async function ask(
  challenge: Challenge,
  { origin, port }: HttpReceiver,
  path: string,
  signal = never,
): Promise<void> {
  const address = addressOf(`${origin}${path}`) as Address
  const dialer = new Dialer({ origin, host: '127.0.0.1', port, tls: undefined })
  await prove(challenge, dialer, address, { 'X-Own': 'own' }, signal)
}

function responseTo({ url }: Received, secret = 'the-secret'): string {
  const token = new URL(url, 'http://x').searchParams.get('crc_token')!
  return `sha256=${createHmac('sha256', secret).update(token).digest('base64')}`
}

test("Netdata's challenge: a token is added to the address's own query, and its hash is expected", async t => {
  const other = await receiver(t, request => ({
    body: JSON.stringify({ response_token: responseTo(request) }),
  }))
  await ask(crc, other, '/hooks?room=a')
  await ask(crc, other, '/hooks')
  const [first, second] = other.requests
  assert.equal(first!.method, 'GET')
  assert.match(first!.url, /^\/hooks\?room=a&crc_token=[\w-]{32}$/)
  assert.match(second!.url, /^\/hooks\?crc_token=/)
  assert.notEqual(first!.url.split('crc_token=')[1], second!.url.split('crc_token=')[1])
  assert.equal(first!.headers['x-own'], 'own')
})

const failures: readonly {
  name: string
  challenge: Challenge
  answer: (request: Received) => Answer
  message: RegExp
}[] = [
  {
    name: 'another status',
    challenge: crc,
    answer: request => ({ status: 201, body: JSON.stringify({ response_token: responseTo(request) }) }),
    message: /answered 201, expected 200$/,
  },
  {
    name: 'another secret',
    challenge: crc,
    answer: request => ({ body: JSON.stringify({ response_token: responseTo(request, 'x') }) }),
    message: /another response_token/,
  },
  {
    name: 'no JSON',
    challenge: crc,
    answer: () => ({ body: 'the-secret' }),
    message: /something that is not JSON$/,
  },
  { name: 'null', challenge: crc, answer: () => ({ body: 'null' }), message: /without a response_token$/ },
  {
    name: 'no token',
    challenge: crc,
    answer: () => ({ body: '{"response_token":1}' }),
    message: /without a response_token$/,
  },
  {
    name: 'far too much',
    challenge: crc,
    answer: () => ({ body: 'x'.repeat(100_000) }),
    message: /challenge: /,
  },
  { name: 'no allowed origin', challenge: origin, answer: () => ({}), message: /without our origin/ },
  {
    name: 'another origin',
    challenge: origin,
    answer: () => ({ headers: { 'WebHook-Allowed-Origin': 'other' } }),
    message: /without our origin/,
  },
  {
    name: 'no OPTIONS',
    challenge: origin,
    answer: () => ({ status: 405 }),
    message: /answered 405 to OPTIONS/,
  },
]
for (const { name, challenge, answer, message } of failures)
  test(`${name} for an answer is no proof, and nothing secret is told`, async t => {
    const other = await receiver(t, answer)
    const error = await ask(challenge, other, '/hooks/path-secret').catch(error => error)
    assert.equal(error.code, 'challenge_failed')
    assert.match(error.message, message)
    assert.doesNotMatch(error.message, /the-secret|path-secret|crc_token/)
  })

test("CloudEvents' handshake: our origin is asked for, and allowed by its name or for all", async t => {
  for (const allowed of ['Sluice.example.com', '*']) {
    const other = await receiver(t, () => ({ headers: { 'WebHook-Allowed-Origin': allowed } }))
    await ask(origin, other, '/hooks')
    assert.equal(other.requests[0]!.method, 'OPTIONS')
    assert.equal(other.requests[0]!.headers['webhook-request-origin'], 'sluice.example.com')
  }
})

test('an abort ends the waiting', async t => {
  const other = await receiver(t, () => ({}))
  other.hold()
  const abort = new AbortController()
  const reason = new Error('closed')
  const waiting = ask(crc, other, '/hooks', abort.signal)
  setImmediate(() => abort.abort(reason))
  await assert.rejects(waiting, error => error === reason)
})

test('one proof is named, and there is somebody to give it', () => {
  for (const [written, templated, path] of [
    [{}, false, 'challenge'],
    [{ secret: 'a', origin: 'b' }, false, 'challenge'],
    [{ secret: 'a' }, true, 'challenge'],
  ] as const) {
    const problems = new Problems('crm')
    challengeOf(written, templated, problems)
    assert.deepEqual(
      problems.found.map(problem => problem.path),
      [`sinks.crm.${path}`],
    )
  }
  assert.deepEqual(challengeOf({ secret: 'the-secret' }, false, new Problems('crm')), crc)
})
