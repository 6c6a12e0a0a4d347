import assert from 'node:assert/strict'
import { test } from 'node:test'
import { socketFailure } from '../../sinks/failure.ts'
import type { ErrorClass } from '../../src/errors.ts'

const rows: readonly (readonly [code: string, errorClass: ErrorClass, reason: RegExp, alarm?: true])[] = [
  ['ECONNREFUSED', 'network', /^connection refused$/],
  ['ECONNRESET', 'network', /^connection reset$/],
  ['ECONNABORTED', 'network', /broke/],
  ['EPIPE', 'network', /closed/],
  ['ENOTFOUND', 'network', /not found/],
  ['EAI_AGAIN', 'network', /for now/],
  ['EAI_NONAME', 'network', /could not be resolved \(EAI_NONAME\)/],
  ['EHOSTUNREACH', 'network', /unreachable/],
  ['EHOSTDOWN', 'network', /down/],
  ['ENETUNREACH', 'network', /unreachable/],
  ['ENETDOWN', 'network', /down/],
  ['EADDRNOTAVAIL', 'network', /no local port/],
  ['EACCES', 'network', /does not allow/, true],
  ['EPERM', 'network', /does not allow/, true],
  ['ETIMEDOUT', 'timeout', /timed out/],
  ['EMFILE', 'internal', /this process/, true],
  ['ENFILE', 'internal', /this machine/, true],
  ['CERT_HAS_EXPIRED', 'tls', /expired/, true],
  ['CERT_NOT_YET_VALID', 'tls', /not valid yet/, true],
  ['CERT_REVOKED', 'tls', /revoked/, true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', /another name/, true],
  ['HOSTNAME_MISMATCH', 'tls', /another name/, true],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', /self-signed/, true],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', /not trusted/, true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', /not trusted/, true],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls', /not trusted/, true],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls', /not trusted/, true],
  ['INVALID_CA', 'tls', /no authority/, true],
  ['INVALID_PURPOSE', 'tls', /not for a server/, true],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', /no TLS/, true],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'tls', /no TLS/, true],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls', /client certificate/, true],
  ['EPROTO', 'tls', /handshake failed/, true],
  ['ERR_SSL_SOMETHING_NEW', 'tls', /handshake failed \(ERR_SSL_SOMETHING_NEW\)/, true],
  ['CERT_SIGNATURE_FAILURE', 'tls', /handshake failed \(CERT_SIGNATURE_FAILURE\)/, true],
  ['EUNHEARDOF', 'other', /failed \(EUNHEARDOF\)/],
]

for (const [code, errorClass, reason, alarm] of rows)
  test(`${code} is ${errorClass}`, () => {
    const failure = socketFailure(Object.assign(new Error('secret.example.com'), { code }))
    assert.equal(failure.class, errorClass)
    assert.match(failure.reason, reason)
    assert.equal(failure.alarm, alarm)
    assert.doesNotMatch(failure.reason, /secret/)
  })

test('whatever is thrown has a class', () => {
  for (const thrown of [
    undefined,
    'text',
    new Error('secret'),
    { code: 'ECONNRESET' },
    Object.assign(new Error(''), { code: 'a b' }),
  ])
    assert.deepEqual(socketFailure(thrown), { class: 'other', reason: 'failed for an unknown reason' })
})

test('of several addresses the first error that says something counts', () => {
  const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' })
  assert.equal(socketFailure(new AggregateError([new Error(''), refused])).reason, 'connection refused')
})
