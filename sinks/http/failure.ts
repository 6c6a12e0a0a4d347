import { messageOf, SluiceError } from '../../src/errors.ts'
import { errors } from '../../src/undici.ts'
import { type Failure, socketFailure } from '../failure.ts'
import { FORBIDDEN } from './address-guard.ts'
import { ProxyError } from './proxy.ts'

const failures: ReadonlyMap<string, Failure> = new Map<string, Failure>([
  ['ECONNRESET', { class: 'network', reason: 'connection reset before the answer was complete' }],
  ['ECONNABORTED', { class: 'network', reason: 'connection broke before the answer was complete' }],
  ['EPIPE', { class: 'network', reason: 'connection closed before the request was sent' }],
  ['UND_ERR_SOCKET', { class: 'network', reason: 'connection closed before the answer was complete' }],
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
  if (error instanceof ProxyError) return proxyFailure(error)
  if (error instanceof SluiceError && error.code === FORBIDDEN)
    return { class: 'config', reason: `${error.message}, which is not allowed`, alarm: true }
  const code = codeOf(error)
  if (code === 'UND_ERR_SOCKET' && messageOf(error) === 'bad response') return outOfTurn
  if (/^UND_ERR_(INVALID|NOT_SUPPORTED|REQ_)/.test(code))
    return { class: 'internal', reason: `the request could not be made (${code})`, alarm: true }
  return failures.get(code) ?? socketFailure(error)
}

/** The proxy's own failures are told apart from the target's. */
function proxyFailure({ status, cause }: ProxyError): Failure {
  if (status === 0) {
    const { reason, ...rest } = failureOf(cause)
    return { ...rest, reason: `proxy: ${reason}` }
  }
  if (status === 407)
    return { class: 'permission', reason: 'proxy: wants other credentials (407)', alarm: true }
  if (status === 403)
    return { class: 'permission', reason: 'proxy: does not allow this target (403)', alarm: true }
  if (status >= 500) return { class: 'network', reason: `proxy: could not connect to the target (${status})` }
  return { class: 'config', reason: `proxy: answered ${status} to CONNECT`, alarm: true }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
