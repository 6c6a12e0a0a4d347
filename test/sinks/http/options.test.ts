import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { httpOptions } from '../../../sinks/http/options.ts'
import { ConfigError } from '../../../src/errors.ts'
import { type TlsFiles, tlsFiles } from './tls.ts'

const context = { name: 'crm', userAgent: 'Sluice/1.2.3', concurrency: 16 }

let files: TlsFiles
let folder: string
before(() => {
  files = tlsFiles()
  folder = mkdtempSync(join(tmpdir(), 'sluice-options-'))
})
after(() => {
  files.remove()
  rmSync(folder, { recursive: true })
})

function options(written: object) {
  return httpOptions({ type: 'http', url: 'https://crm.example/hooks', ...written }, context)
}

/** As `path: message`. */
function problems(written: object): readonly string[] {
  try {
    options(written)
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

test('what is not written has a default', () => {
  const { timeout, responseLimit, request, overrides, tls } = options({})
  assert.deepEqual([timeout, responseLimit], [10_000, 65_536])
  assert.deepEqual(
    [request.method, request.userAgent, request.contentType],
    ['POST', 'Sluice/1.2.3', undefined],
  )
  assert.deepEqual(request.headers, { fixed: new Map() })
  assert.deepEqual([request.auth, request.signers, request.encoding], [undefined, [], undefined])
  assert.deepEqual(overrides, { delivered: new Set(), retry: new Set(), refused: new Set() })
  assert.equal(tls.verify, true)
  assert.equal(tls.serverName, undefined)
})

const addresses: readonly [url: string, origin: string, host: string, port: number, path: string][] = [
  ['http://a.example', 'http://a.example', 'a.example', 80, '/'],
  ['https://a.example?b', 'https://a.example', 'a.example', 443, '/?b'],
  ['HTTPS://A.Example:443/b/../c#d', 'https://a.example', 'a.example', 443, '/c'],
  ['http://a.example:8080/b?c=d', 'http://a.example:8080', 'a.example', 8080, '/b?c=d'],
  ['http://[::1]:90/', 'http://[::1]:90', '::1', 90, '/'],
  [
    'http://b\u00fccher.example/\u00e9',
    'http://xn--bcher-kva.example',
    'xn--bcher-kva.example',
    80,
    '/%C3%A9',
  ],
  ['https://a.example:80/', 'https://a.example:80', 'a.example', 80, '/'],
]

for (const [url, origin, host, port, path] of addresses)
  test(`the address ${url}`, () => {
    const { address } = options({ url })
    assert.deepEqual(
      [address!.origin, address!.host, address!.port, address!.path],
      [origin, host, port, path],
    )
  })

test('an address that is none is refused, and never shown', () => {
  for (const url of ['secret', 'ftp://secret/', 'http://', 'https://[secret/', '/secret']) {
    const found = problems({ url })
    assert.deepEqual(found, [
      'sinks.crm.url: no address that begins with http:// or https:// and names a host',
    ])
  }
})

test('a user name and password in the address are Basic authentication, and never shown', () => {
  const { request, address } = options({ url: 'https://user:secret@crm.example/' })
  assert.deepEqual(request.auth, ['Authorization', `Basic ${Buffer.from('user:secret').toString('base64')}`])
  assert.doesNotMatch(address!.origin + address!.path, /secret/)
  assert.deepEqual(
    problems({ url: 'https://user:secret@crm.example/', auth: { type: 'bearer', token: 't' } }),
    ['sinks.crm.url: has a user name or password in it, beside `auth`'],
  )
})

test('headers of the connection are refused, in any case', () => {
  for (const name of ['Connection', 'CONTENT-LENGTH', 'expect', 'Keep-Alive', 'TE', 'Trailer', 'Upgrade'])
    assert.deepEqual(problems({ headers: { [name]: '1' } }), [
      `sinks.crm.headers.${name}: belongs to the connection; cannot be set`,
    ])
  for (const name of ['transfer-encoding', 'proxy-connection', 'http2-settings'])
    assert.equal(problems({ headers: { [name]: '1' } }).length, 1, name)
})

test('headers that Sluice sets are refused, in any case', () => {
  const names = ['Sluice-Egress-Id', 'sluice-own', 'IDEMPOTENCY-KEY', 'TraceParent']
  for (const name of names)
    assert.deepEqual(problems({ headers: { [name]: '1' } }), [
      `sinks.crm.headers.${name}: is set by Sluice on every request; cannot be set`,
    ])
  assert.deepEqual(problems({ headers: { 'X-Sluice': '1', 'X-Idempotency-Key': '1' } }), [])
})

test('header names have the form of names', () => {
  for (const name of ['', 'a b', 'a:b', 'é', 'a\r\nb'])
    assert.equal(problems({ headers: { [name]: '1' } }).length, 1, JSON.stringify(name))
})

test('header values are Latin-1 without line breaks and control characters, and never shown', () => {
  for (const value of ['secret\r\nX-Evil: 1', 'secret\n', 'secret\0', 'secret\x7f', 'secret\u20ac'])
    assert.deepEqual(problems({ headers: { Authorization: value } }), [
      'sinks.crm.headers.Authorization: header Authorization: has a line break, a control character or one beyond Latin-1 in its value',
    ])
  const written = { 'X-Ort': 'K\u00f6ln\t1', 'X-Empty': '' }
  assert.deepEqual(options({ headers: written }).request.headers, { fixed: new Map(Object.entries(written)) })
})

test('a status stands in one set only', () => {
  assert.deepEqual(problems({ outcomes: { delivered: [409, 404], retry: [404], refused: [409] } }), [
    'sinks.crm.outcomes.retry: 404 stands under delivered too',
    'sinks.crm.outcomes.refused: 409 stands under delivered too',
  ])
})

test('everything that is wrong is said at once', () => {
  const found = problems({
    url: 'ftp://crm.example/',
    headers: { TE: 'x' },
    outcomes: { retry: [404], refused: [404] },
    tls: { ca: join(folder, 'missing-ca'), verify: false },
  })
  assert.deepEqual(
    found.map(line => line.slice(0, line.indexOf(':'))),
    ['url', 'headers.TE', 'outcomes.refused', 'tls.ca', 'tls.ca'].map(path => `sinks.crm.${path}`),
  )
})

test('a problem elsewhere does not hide PEM files that cannot be used', () => {
  const { cert } = files.server
  const found = problems({ headers: { TE: 'x' }, tls: { cert, key: files.client.key } })
  assert.deepEqual(
    found.map(line => line.slice(0, line.indexOf(':'))),
    ['sinks.crm.headers.TE', 'sinks.crm.tls'],
  )
})

test('tls for an address without TLS is refused rather than left out', () => {
  const found = problems({ url: 'http://crm.example/', tls: { ca: files.ca } })
  assert.deepEqual(found, ['sinks.crm.tls: the address begins with http://, so nothing is encrypted'])
})

test('PEM files that fit are taken', () => {
  const { cert, key } = files.client
  const { tls } = options({ tls: { ca: files.ca, cert, key, server_name: 'crm.internal' } })
  assert.equal(tls.serverName, 'crm.internal')
})

test('a PEM file without what it is for is refused', () => {
  const other = join(folder, 'other.pem')
  for (const text of ['', 'no PEM', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
    writeFileSync(other, text)
    for (const tls of [
      { ca: other },
      { cert: other, key: files.client.key },
      { cert: files.client.cert, key: other },
    ]) {
      const found = problems({ tls })
      assert.equal(found.length, 1, JSON.stringify(tls))
      assert.match(found[0]!, /^sinks\.crm\.tls: the PEM files cannot be used: /)
    }
  }
})
