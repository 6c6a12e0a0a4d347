/** What the SDK throws, as it really does, and what it means. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOf, isExpired } from '../../../sinks/sns/failure.ts'
import { Publisher, type PublisherOptions } from '../../../sinks/sns/publisher.ts'
import { RoleError } from '../../../sinks/sns/role.ts'
import { deadPort, rawServer } from '../../helpers/http-server.ts'
import { SnsDouble } from '../../helpers/sns-double.ts'
import { never, plainPublisher } from './make.ts'

/** What asking for the topic throws. */
async function thrown(settings: Partial<PublisherOptions>): Promise<unknown> {
  const publisher = new Publisher({ ...plainPublisher, ...settings })
  try {
    await publisher.describe(never)
  } catch (error) {
    return error
  } finally {
    publisher.close()
  }
  throw new Error('nothing was thrown')
}

const html = { headers: { 'content-type': 'text/html' }, body: '<html><body>secret<br></body></html>' }

for (const [what, answer, expected] of [
  [
    'an error of SNS',
    { status: 403, code: 'AuthorizationError' },
    'permission: answered 403 AuthorizationError',
  ],
  ['throttling', { status: 400, code: 'Throttling' }, 'throttled: answered 400 Throttling (throttled)'],
  ['an unknown code', { status: 400, code: 'Strange' }, 'other: answered 400 (for an unknown reason)'],
  ['a page of a proxy', { ...html, status: 502 }, 'unavailable: answered 502 (failed inside)'],
  ['a page that denies', { ...html, status: 403 }, 'permission: answered 403 (not authorised)'],
  [
    'a redirect',
    { status: 302, headers: { location: 'http://elsewhere.example/secret' } },
    'redirect: answered 302',
  ],
  ['no body', { status: 503 }, 'unavailable: answered 503'],
  [
    'a success that is none',
    { ...html, body: 'not <xml', status: 200 },
    'other: answered 200, but not as SNS does',
  ],
] as const)
  test(`${what}: ${expected}`, async t => {
    const double = await SnsDouble.start(t)
    double.failing.push(answer)
    const { class: errorClass, reason } = failureOf(await thrown({ endpoint: double.url }))
    assert.ok(`${errorClass}: ${reason}`.startsWith(expected), `${errorClass}: ${reason}`)
    assert.doesNotMatch(reason, /secret/)
  })

test('nobody there is a matter of the network', async () => {
  const failure = failureOf(await thrown({ endpoint: `http://127.0.0.1:${await deadPort()}` }))
  assert.deepEqual(failure, { kind: 'retry', class: 'network', reason: 'connection refused' })
})

test('a server that hangs up is a matter of the network', async t => {
  const double = await SnsDouble.start(t)
  double.receiver.greet = socket => void socket.destroy()
  assert.equal(failureOf(await thrown({ endpoint: double.url })).class, 'network')
})

test('an answer that breaks off says nothing', async t => {
  const raw = await rawServer(t, socket => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n<GetTopic', () => socket.destroy())
  })
  const failure = failureOf(await thrown({ endpoint: raw.origin }))
  assert.deepEqual([failure.kind, failure.class], ['retry', 'network'])
})

test('http where TLS is expected, and the other way round', async t => {
  const double = await SnsDouble.start(t)
  const failure = failureOf(await thrown({ endpoint: double.url.replace('http', 'https') }))
  assert.ok(failure.kind === 'retry' && failure.class === 'tls' && failure.alarm === true)
})

test('no credentials are a matter of permission', async () => {
  const provider = Object.assign(new Error('secret'), { name: 'CredentialsProviderError' })
  const failure = failureOf(await thrown({ role: () => Promise.reject(provider) }))
  assert.deepEqual(failure, {
    kind: 'retry',
    class: 'permission',
    reason: 'no credentials were found, or they cannot be used',
    alarm: true,
  })
})

test('a role that is not given is told from what SNS says, and refuses no message', async () => {
  const answered = (code: string, status: number) =>
    new RoleError(Object.assign(new Error('secret'), { name: code, $metadata: { httpStatusCode: status } }))
  const fail = async (code: string, status: number) =>
    failureOf(await thrown({ role: () => Promise.reject(answered(code, status)) }))
  const denied = await fail('AccessDenied', 403)
  assert.equal(denied.class, 'permission')
  assert.equal(denied.reason, 'assuming the role: answered 403 AccessDenied (access denied)')
  const invalid = await fail('ValidationError', 400)
  assert.deepEqual([invalid.kind, invalid.class], ['retry', 'config'])
})

test('a region without an endpoint is a matter of configuration', () => {
  const failure = failureOf(Object.assign(new Error('x'), { name: 'EndpointError' }))
  assert.ok(failure.kind === 'retry' && failure.class === 'config' && failure.alarm === true)
})

test('an answer without an end is not read to it', async t => {
  const double = await SnsDouble.start(t)
  double.failing.push({ status: 200, body: 'x'.repeat(2_000_000) })
  const failure = failureOf(await thrown({ endpoint: double.url }))
  assert.deepEqual([failure.class, failure.reason], ['other', 'answered 200, but not as SNS does'])
})

test('whatever is thrown has an outcome', () => {
  for (const error of [undefined, null, 'secret', {}, new Error('secret'), new TypeError('secret')]) {
    const failure = failureOf(error)
    assert.deepEqual([failure.kind, failure.class], ['retry', 'other'])
    assert.doesNotMatch(failure.reason, /secret/)
  }
})

test('expired credentials are recognised', async t => {
  const double = await SnsDouble.start(t)
  double.failing.push({ status: 403, code: 'ExpiredToken' }, { status: 403, code: 'AccessDenied' })
  assert.equal(isExpired(await thrown({ endpoint: double.url })), true)
  assert.equal(isExpired(await thrown({ endpoint: double.url })), false)
  assert.equal(isExpired(undefined), false)
})
