import assert from 'node:assert/strict'
import { test } from 'node:test'
import { awsAuthorization, awsDate, type Signable, sha256 } from '../../../sinks/http/sigv4.ts'

const who = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const scope = { service: 'service', region: 'us-east-1' }
const date = '20150830T123600Z'
const plain = ['Host', 'example.amazonaws.com', 'X-Amz-Date', date]
const unreserved = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const token =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=='

function signature(request: Partial<Signable>, of = scope): string {
  const whole = { method: 'GET', path: '/', headers: plain, body: Buffer.alloc(0), ...request }
  return awsAuthorization(whole, of, who, date)
}

/** AWS's own test suite for Signature Version 4. */
const vectors: readonly (readonly [name: string, request: Partial<Signable>, signature: string])[] = [
  ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'get-unreserved',
    { path: `/${unreserved}` },
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ],
  ['get-utf8', { path: '/ሴ' }, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['get-slashes', { path: '//' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-empty-query-key',
    { path: '/?Param1=value1' },
    'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  ],
  [
    'get-vanilla-query-order-key-case',
    { path: '/?Param2=value2&Param1=value1' },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-unreserved',
    { path: `/?${unreserved}=${unreserved}` },
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-vanilla-utf8-query',
    { path: '/?%E1%88%B4=bar' },
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ],
  [
    'post-vanilla-query-nonunreserved',
    {
      method: 'POST',
      path: `/?${encodeURIComponent('@#$%^')}=&%2B=${encodeURIComponent('/,?><`";:\\|][{}')}`,
    },
    '66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e',
  ],
  [
    'post-vanilla-query-space',
    { method: 'POST', path: '/?p=' },
    'e71688addb58a26418614085fb730ba3faa623b461c17f48f2fbdb9361b94a9b',
  ],
  [
    'get-header-key-duplicate',
    { headers: [...plain, 'My-Header1', 'value2', 'My-Header1', 'value2', 'My-Header1', 'value1'] },
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-trim',
    { headers: [...plain, 'My-Header1', ' value1 ', 'My-Header2', ' "a   b   c" '] },
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  [
    'post-header-value-case',
    { method: 'POST', headers: [...plain, 'My-Header1', 'VALUE1'] },
    'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  ],
  [
    'post-x-www-form-urlencoded',
    {
      method: 'POST',
      headers: ['Content-Type', 'application/x-www-form-urlencoded', ...plain],
      body: Buffer.from('Param1=value1'),
    },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
]
for (const [name, request, expected] of vectors)
  test(`AWS: ${name}`, () => {
    assert.equal(signature(request).slice(-64), expected)
  })

test('AWS: post-sts-header-before', () => {
  assert.equal(
    signature({ method: 'POST', headers: [...plain, 'X-Amz-Security-Token', token] }),
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  )
})

test('what proxies change on the way is not signed', () => {
  const headers = [...plain, 'User-Agent', 'x', 'traceparent', 'y', 'Connection', 'close', 'Proxy-Foo', 'z']
  assert.equal(signature({ headers }), signature({}))
})

test('a path that is encoded is encoded once more, but for S3', () => {
  const canonical = (path: string, service: string) =>
    signature({ path }, { service, region: 'us-east-1' }).slice(-64)
  assert.equal(canonical('/a%20b//c/', 'es'), canonical('/a%20b/c/', 'es'))
  assert.notEqual(canonical('/a%20b//c/', 's3'), canonical('/a%20b/c/', 's3'))
  assert.notEqual(canonical('/a%20b', 'es'), canonical('/a%2520b', 'es'))
})

test('in a query a plus is a blank, a lone percent sign stands for itself, and pairs sort by name, then value', () => {
  assert.equal(signature({ path: '/?a=b+c' }), signature({ path: '/?a=b%20c' }))
  assert.equal(signature({ path: '/?a=%' }), signature({ path: '/?a=%25' }))
  assert.equal(signature({ path: '/?b=2&a=2&a=1' }), signature({ path: '/?a=1&a=2&b=2' }))
})

test('a moment and a hash as AWS writes them', () => {
  assert.equal(awsDate(Date.UTC(2015, 7, 30, 12, 36, 0, 123)), date)
  assert.match(sha256(Buffer.alloc(0)), /^e3b0c442/)
})
