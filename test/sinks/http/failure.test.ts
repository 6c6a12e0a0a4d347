import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errors } from 'undici'
import { failureOf } from '../../../sinks/http/failure.ts'

function coded(code: string): Error {
  return Object.assign(new Error('connect to secret.example:443/path-secret failed'), { code })
}

const table: readonly [expected: string, ...codes: string[]][] = [
  ['network', 'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'],
  ['network', 'EAI_MEMORY', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
  ['network', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
  ['network alarm', 'EACCES', 'EPERM'],
  ['timeout', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
  ['internal alarm', 'EMFILE', 'ENFILE', 'UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'],
  ['internal alarm', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'],
  [
    'tls alarm',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'CERT_REVOKED',
    'CERT_UNTRUSTED',
    'CRL_HAS_EXPIRED',
  ],
  ['tls alarm', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['tls alarm', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT'],
  ['tls alarm', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'INVALID_CA', 'INVALID_PURPOSE'],
  ['tls alarm', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'EPROTO'],
  ['tls alarm', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ERR_OSSL_EVP_UNSUPPORTED'],
  ['other', 'ESOMETHING', ''],
]

for (const [expected, ...codes] of table)
  test(`${expected}: ${codes.map(code => code || 'no code').join(', ')}`, () => {
    for (const code of codes) {
      const failure = failureOf(coded(code))
      assert.equal(`${failure.class}${failure.alarm === true ? ' alarm' : ''}`, expected, code)
      assert.match(failure.reason, /^[a-z][\x20-\x7e]+$/i)
      assert.doesNotMatch(failure.reason, /secret/)
    }
  })

test('whatever is thrown has a class, and its message is not shown', () => {
  for (const thrown of [undefined, null, 'secret', 7, {}, { code: 'ECONNRESET' }, new Error('secret')])
    assert.deepEqual(failureOf(thrown), { class: 'other', reason: 'failed for an unknown reason' })
})

test('a code that is no code is not shown', () => {
  for (const code of ['with blanks and secrets', 'E'.repeat(65), 'é'])
    assert.equal(failureOf(coded(code)).reason, 'failed for an unknown reason')
})

test('of several addresses tried, the first failure that says something counts', () => {
  const several = new AggregateError([new Error(''), coded('EHOSTUNREACH'), coded('ECONNREFUSED')])
  assert.equal(failureOf(several).reason, 'host unreachable')
  assert.equal(failureOf(new AggregateError([])).class, 'other')
})

test('an answer that is not HTTP is told apart, and not shown', () => {
  const error = new errors.HTTPParserError('Response does not match (secret)')
  assert.deepEqual(failureOf(error), { class: 'network', reason: 'answer that is not HTTP' })
})

test('the words for an answer out of turn are those of the client library', () => {
  assert.match(failureOf(new errors.SocketError('bad response')).reason, /out of turn/)
  assert.match(failureOf(new errors.SocketError('other side closed')).reason, /connection closed/)
})
