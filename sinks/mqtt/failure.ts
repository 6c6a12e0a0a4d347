import { messageOf, SluiceError } from '../../src/errors.ts'
import { type Failure, socketFailure } from '../failure.ts'
import { mostUnparsed, TooMuch } from './wire.ts'

/** What an error of a connection, of the client library or of the credentials means. Total. */
export function failureOf(error: unknown): Failure {
  // The library of WebSockets says it in words only.
  const [, status] = /^Unexpected server response: (\d{3})$/.exec(messageOf(error)) ?? []
  if (status !== undefined) return webSocketFailure(Number(status))
  if (error instanceof TooMuch)
    return { class: 'other', reason: `the broker sent a packet of more than ${mostUnparsed} bytes` }
  if (error instanceof SluiceError) return { class: 'config', reason: error.message, alarm: true }
  if (messageOf(error) === 'Keepalive timeout')
    return { class: 'network', reason: 'the broker does not answer pings' }
  // The library's own errors have no code, or a reason code: a number. Their texts may repeat what the broker said.
  if (!(error instanceof Error) || !('code' in error) || typeof error.code === 'number') return garbled
  return socketFailure(error)
}

const garbled: Failure = {
  class: 'other',
  reason: 'the broker sent what is not MQTT, or not in turn',
  alarm: true,
}

function webSocketFailure(status: number): Failure {
  const reason = `the WebSocket was refused: answered ${status}`
  if (status === 401 || status === 403) return { class: 'permission', reason, status, alarm: true }
  if (status === 404) return { class: 'not_found', reason, status, alarm: true }
  if (status === 429) return { class: 'throttled', reason, status }
  if (status >= 300 && status < 400) return { class: 'redirect', reason, status, alarm: true }
  if (status >= 500) return { class: 'unavailable', reason, status }
  return { class: 'config', reason, status, alarm: true }
}
