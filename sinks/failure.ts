import type { ErrorClass } from '../src/errors.ts'

/** Why the other side could not be reached or did not answer; always a retry. */
export interface Failure {
  readonly class: ErrorClass
  /** Words of ours: messages of the network stack name addresses, those of TLS what stands in certificates. */
  readonly reason: string
  /** The protocol's own code, where there was one. */
  readonly status?: number
  /** Milliseconds that the whole sink waits. */
  readonly wait?: number
  /** Retrying alone will not mend it. */
  readonly alarm?: true
}

const failures: ReadonlyMap<string, Failure> = new Map<string, Failure>([
  ['ECONNREFUSED', network('connection refused')],
  ['ECONNRESET', network('connection reset')],
  ['ECONNABORTED', network('connection broke')],
  ['EPIPE', network('connection closed by the other side')],
  ['ENOTFOUND', network('host name not found')],
  ['EAI_AGAIN', network('host name could not be resolved for now')],
  ['EHOSTUNREACH', network('host unreachable')],
  ['EHOSTDOWN', network('host down')],
  ['ENETUNREACH', network('network unreachable')],
  ['ENETDOWN', network('network down')],
  ['EADDRNOTAVAIL', network('no local port or address left to connect from')],
  ['EACCES', { ...network('this machine does not allow the connection'), alarm: true }],
  ['EPERM', { ...network('this machine does not allow the connection'), alarm: true }],
  ['ETIMEDOUT', { class: 'timeout', reason: 'connection timed out' }],
  ['EMFILE', { class: 'internal', reason: 'too many open files in this process', alarm: true }],
  ['ENFILE', { class: 'internal', reason: 'too many open files on this machine', alarm: true }],
  ['CERT_HAS_EXPIRED', tls('the certificate has expired')],
  ['CERT_NOT_YET_VALID', tls('the certificate is not valid yet')],
  ['CERT_REVOKED', tls('the certificate is revoked')],
  ['ERR_TLS_CERT_ALTNAME_INVALID', tls('the certificate is for another name')],
  ['HOSTNAME_MISMATCH', tls('the certificate is for another name')],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', tls('the certificate is self-signed')],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted()],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted()],
  ['UNABLE_TO_GET_ISSUER_CERT', untrusted()],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted()],
  ['INVALID_CA', tls('the certificate is signed by one that is no authority')],
  ['INVALID_PURPOSE', tls('the certificate is not for a server')],
  ['ERR_SSL_WRONG_VERSION_NUMBER', tls('no TLS is spoken there')],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', tls('no TLS is spoken there')],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', tls('a client certificate is demanded')],
  ['EPROTO', tls('the TLS handshake failed')],
])

/** What an error of the network or of TLS means, by its code. Total: whatever is thrown has a class. */
export function socketFailure(error: unknown): Failure {
  const code = codeOf(error)
  return failures.get(code) ?? byFamily(code)
}

function byFamily(code: string): Failure {
  if (/^ERR_(TLS|SSL|OSSL)_|CERT|CRL/.test(code)) return tls(`the TLS handshake failed (${code})`)
  if (code.startsWith('EAI_')) return network(`host name could not be resolved (${code})`)
  return { class: 'other', reason: code === '' ? 'failed for an unknown reason' : `failed (${code})` }
}

function network(reason: string): Failure {
  return { class: 'network', reason }
}

function tls(reason: string): Failure {
  return { class: 'tls', reason, alarm: true }
}

function untrusted(): Failure {
  return tls('the certificate is signed by an authority that is not trusted here')
}

/** The error's code. Where several addresses were tried, the first that is of use. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{1,64}$/.test(error.code))
    return error.code
  return error instanceof AggregateError ? (error.errors.map(codeOf).find(code => code !== '') ?? '') : ''
}
