import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grpc } from 'google-gax'
import { faultOf } from '../../../sinks/pubsub/failure.ts'

function status(code: number, details: string, trailer?: Buffer): Error {
  const metadata = new grpc.Metadata()
  if (trailer !== undefined) metadata.set('grpc-status-details-bin', trailer)
  return Object.assign(new Error(`${code}: ${details}`), { code, details, metadata })
}

const lastError = (text: string) =>
  status(14, `No connection established. Last error: ${text}. Resolution note: `)
const secret = 'token-secret'
const plugin = (text: string) => status(2, `Getting metadata from plugin failed with error: ${text}`)

// error, class, reason, alarm
const rows: readonly (readonly [string, unknown, string, RegExp, boolean])[] = [
  ['nobody there', lastError('connect ECONNREFUSED 127.0.0.1:1'), 'network', /^connection refused$/, false],
  [
    'no such host',
    status(14, 'Name resolution failed for target dns:x:443'),
    'network',
    /^host name not found$/,
    false,
  ],
  ['a broken connection', status(14, 'Connection dropped'), 'network', /^connection broke$/, false],
  ['a reset', status(14, 'read ECONNRESET'), 'network', /^connection reset$/, false],
  [
    'a stream that was ended',
    status(13, 'Received RST_STREAM with code 0'),
    'network',
    /^connection broke$/,
    false,
  ],
  [
    'a stream that was refused',
    status(14, 'Stream refused by server'),
    'network',
    /^connection broke$/,
    false,
  ],
  [
    'a proxy',
    status(14, 'Received HTTP status code 503'),
    'unavailable',
    /^answered 503, but not as Pub/,
    false,
  ],
  [
    'an unknown authority',
    lastError('unable to get local issuer certificate'),
    'tls',
    /not trusted here/,
    true,
  ],
  ['a certificate of its own', lastError('self-signed certificate'), 'tls', /self-signed/, true],
  [
    'such an authority',
    lastError('self-signed certificate in certificate chain'),
    'tls',
    /not trusted here/,
    true,
  ],
  [
    'another name',
    lastError("Hostname/IP does not match certificate's altnames: x"),
    'tls',
    /another name/,
    true,
  ],
  ['an old certificate', lastError('certificate has expired'), 'tls', /has expired/, true],
  ['a young certificate', lastError('certificate is not yet valid'), 'tls', /not valid yet/, true],
  ['no TLS there', lastError('0A00010B:SSL routines::wrong version number'), 'tls', /no TLS is spoken/, true],
  ['a refused handshake', lastError('SSL routines::tlsv1 alert'), 'tls', /handshake failed/, true],
  ['a refused token', plugin(`invalid_grant ${secret}`), 'permission', /^no access token could be had/, true],
  [
    'no token endpoint',
    plugin('getaddrinfo ENOTFOUND oauth2'),
    'network',
    /no access token .*: host name not found/,
    false,
  ],
  [
    'no credentials',
    new Error('Could not load the default credentials. Browse'),
    'permission',
    /no credentials were found/,
    true,
  ],
  [
    'another cloud',
    new Error('The configured universe domain (x) does not match'),
    'config',
    /another cloud/,
    true,
  ],
  ['credentials that are none', new Error(`bad ${secret}`), 'permission', /cannot be used/, true],
  ['no error at all', secret, 'permission', /cannot be used/, true],
]

for (const [what, error, errorClass, reason, alarm] of rows)
  test(`before or instead of an answer: ${what}`, () => {
    const { failure, message, broken } = faultOf(error)
    assert.deepEqual(
      [failure.class, failure.alarm === true, message, broken],
      [errorClass, alarm, false, true],
    )
    assert.match(failure.reason, reason)
    assert.ok(!failure.reason.includes(secret))
  })

test('an answer of Pub/Sub leaves the connection as it is', () => {
  const { failure, message, broken } = faultOf(status(14, 'The service was unable to fulfill your request.'))
  assert.deepEqual([failure.class, failure.status, message, broken], ['unavailable', 14, false, false])
  assert.equal(faultOf(status(3, 'Message failed schema validation')).message, true)
})

/** google.rpc.Status with details of these types and values. */
function trailer(...details: readonly (readonly [type: string, value: Buffer])[]): Buffer {
  const field = (number: number, value: Buffer) =>
    Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value])
  const any = ([type, value]: readonly [string, Buffer]) =>
    Buffer.concat([field(1, Buffer.from(type)), field(2, value)])
  return Buffer.concat([
    Buffer.from([8, 8]),
    field(2, Buffer.from('quota')),
    ...details.map(one => field(3, any(one))),
  ])
}

const retryInfo = 'type.googleapis.com/google.rpc.RetryInfo'

test('the wait among the details is found behind others', () => {
  const delay = Buffer.from([0x0a, 8, 8, 2, 0x10, 0x80, 0xca, 0xb5, 0xee, 1]) // 2 s and 500,000,000 ns
  const help = ['type.googleapis.com/google.rpc.Help', Buffer.from([0x0a, 1, 65])] as const
  assert.equal(faultOf(status(8, 'quota', trailer(help, [retryInfo, delay]))).failure.wait, 2_500)
  assert.equal(faultOf(status(14, 'later', trailer([retryInfo, delay]))).failure.wait, 2_500)
  assert.equal(faultOf(status(7, 'no', trailer([retryInfo, delay]))).failure.wait, undefined)
})

test('details without a wait, or that are none, name none', () => {
  for (const bytes of [trailer(), trailer([retryInfo, Buffer.alloc(0)]), Buffer.from([0x1a, 200, 1])])
    assert.equal(faultOf(status(8, 'quota', bytes)).failure.wait, 1_000)
})
