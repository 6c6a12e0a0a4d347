import { errors } from 'undici'
import { type ErrorClass, messageOf } from '../../src/errors.ts'

/** Why there was no complete answer. */
export interface Failure {
  readonly class: ErrorClass
  /** Words of ours: messages of the network stack name addresses, those of TLS what stands in certificates. */
  readonly reason: string
  /** Retrying alone will not mend it. */
  readonly alarm?: true
}

const failures: ReadonlyMap<string, Failure> = new Map<string, Failure>([
  ['ECONNREFUSED', { class: 'network', reason: 'connection refused' }],
  ['ECONNRESET', { class: 'network', reason: 'connection reset before the answer was complete' }],
  ['ECONNABORTED', { class: 'network', reason: 'connection broke before the answer was complete' }],
  ['EPIPE', { class: 'network', reason: 'connection closed before the request was sent' }],
  ['UND_ERR_SOCKET', { class: 'network', reason: 'connection closed before the answer was complete' }],
  ['ENOTFOUND', { class: 'network', reason: 'host name not found' }],
  ['EAI_AGAIN', { class: 'network', reason: 'host name could not be resolved for now' }],
  ['EAI_FAIL', { class: 'network', reason: 'host name could not be resolved' }],
  ['EHOSTUNREACH', { class: 'network', reason: 'host unreachable' }],
  ['EHOSTDOWN', { class: 'network', reason: 'host down' }],
  ['ENETUNREACH', { class: 'network', reason: 'network unreachable' }],
  ['ENETDOWN', { class: 'network', reason: 'network down' }],
  ['EADDRNOTAVAIL', { class: 'network', reason: 'no local port or address left to connect from' }],
  ['EACCES', { class: 'network', reason: 'this machine does not allow the connection', alarm: true }],
  ['EPERM', { class: 'network', reason: 'this machine does not allow the connection', alarm: true }],
  ['ETIMEDOUT', { class: 'timeout', reason: 'connection timed out' }],
  ['UND_ERR_CONNECT_TIMEOUT', { class: 'timeout', reason: 'connection timed out' }],
  ['UND_ERR_HEADERS_TIMEOUT', { class: 'timeout', reason: 'no answer in time' }],
  ['UND_ERR_BODY_TIMEOUT', { class: 'timeout', reason: 'answer not complete in time' }],
  [
    'UND_ERR_HEADERS_OVERFLOW',
    { class: 'network', reason: 'answer with more headers than are read (16 KiB)' },
  ],
  [
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    { class: 'network', reason: 'answer of another length than it says' },
  ],
  ['EMFILE', { class: 'internal', reason: 'too many open files in this process', alarm: true }],
  ['ENFILE', { class: 'internal', reason: 'too many open files on this machine', alarm: true }],
  ['CERT_HAS_EXPIRED', tls('the certificate has expired')],
  ['CERT_NOT_YET_VALID', tls('the certificate is not valid yet')],
  ['CERT_REVOKED', tls('the certificate is revoked')],
  ['ERR_TLS_CERT_ALTNAME_INVALID', tls('the certificate is for another name')],
  ['HOSTNAME_MISMATCH', tls('the certificate is for another name')],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', tls('the certificate is self-signed')],
  ['SELF_SIGNED_CERT_IN_CHAIN', tls('the certificate is signed by an authority that is not trusted here')],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    tls('the certificate is signed by an authority that is not trusted here'),
  ],
  ['UNABLE_TO_GET_ISSUER_CERT', tls('the certificate is signed by an authority that is not trusted here')],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    tls('the certificate is signed by an authority that is not trusted here'),
  ],
  ['INVALID_CA', tls('the certificate is signed by one that is no authority')],
  ['INVALID_PURPOSE', tls('the certificate is not for a server')],
  ['ERR_SSL_WRONG_VERSION_NUMBER', tls('no TLS is spoken there')],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', tls('a client certificate is demanded')],
  ['EPROTO', tls('the TLS handshake failed')],
])

// Its code would tell no more, and is not always there.
const notHttp: Failure = { class: 'network', reason: 'answer that is not HTTP' }
// undici closes the connection where a 100 (Continue) comes that nobody asked for.
const outOfTurn: Failure = { class: 'network', reason: 'answer out of turn (such as 100 Continue, unasked)' }

/**
 * What an error of the network, of TLS or of the HTTP client means; always a retry. Total: whatever is thrown has a
 * class. Never shows an error's message, which may name more than scheme and host.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof errors.HTTPParserError) return notHttp
  const code = codeOf(error)
  if (code === 'UND_ERR_SOCKET' && messageOf(error) === 'bad response') return outOfTurn
  return failures.get(code) ?? byFamily(code)
}

function byFamily(code: string): Failure {
  if (/^ERR_(TLS|SSL|OSSL)_|CERT|CRL/.test(code)) return tls(`the TLS handshake failed (${code})`)
  if (/^UND_ERR_(INVALID|NOT_SUPPORTED|REQ_)/.test(code))
    return { class: 'internal', reason: `the request could not be made (${code})`, alarm: true }
  if (code.startsWith('EAI_'))
    return { class: 'network', reason: `host name could not be resolved (${code})` }
  return { class: 'other', reason: code === '' ? 'failed for an unknown reason' : `failed (${code})` }
}

function tls(reason: string): Failure {
  return { class: 'tls', reason, alarm: true }
}

/** The error's code. Where several addresses were tried, the first that is of use. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{1,64}$/.test(error.code))
    return error.code
  return error instanceof AggregateError ? (error.errors.map(codeOf).find(code => code !== '') ?? '') : ''
}
