import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ErrorWithReasonCode } from 'mqtt'
import { failureOf } from '../../../sinks/mqtt/failure.ts'
import { TooMuch } from '../../../sinks/mqtt/wire.ts'
import { type ErrorClass, SluiceError } from '../../../src/errors.ts'

const webSocket = (status: number) => new Error(`Unexpected server response: ${status}`)

const rows: readonly (readonly [
  what: string,
  error: unknown,
  errorClass: ErrorClass,
  reason: RegExp,
  alarm?: true,
])[] = [
  ['the network', Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'network', /^connection refused$/],
  ['TLS', Object.assign(new Error(''), { code: 'CERT_HAS_EXPIRED' }), 'tls', /expired/, true],
  ['a ping without answer', new Error('Keepalive timeout'), 'network', /does not answer pings/],
  ['a packet that is none', new Error('Malformed secret'), 'other', /not MQTT/, true],
  ['a packet out of turn', new ErrorWithReasonCode('secret', 130), 'other', /not MQTT/, true],
  ['a packet without end', new TooMuch(), 'other', /more than 1048576 bytes/],
  [
    'a password file',
    new SluiceError('password_unreadable', 'password_file is empty'),
    'config',
    /is empty/,
    true,
  ],
  ['what is no error', 'secret', 'other', /not MQTT/, true],
  ['WebSocket 301', webSocket(301), 'redirect', /answered 301/, true],
  ['WebSocket 401', webSocket(401), 'permission', /answered 401/, true],
  ['WebSocket 403', webSocket(403), 'permission', /answered 403/, true],
  ['WebSocket 404', webSocket(404), 'not_found', /answered 404/, true],
  ['WebSocket 429', webSocket(429), 'throttled', /answered 429/],
  ['WebSocket 503', webSocket(503), 'unavailable', /answered 503/],
  ['WebSocket 400', webSocket(400), 'config', /answered 400/, true],
]

for (const [what, error, errorClass, reason, alarm] of rows)
  test(`${what} is ${errorClass}`, () => {
    const failure = failureOf(error)
    assert.equal(failure.class, errorClass)
    assert.match(failure.reason, reason)
    assert.equal(failure.alarm, alarm)
    assert.doesNotMatch(failure.reason, /secret/)
  })
