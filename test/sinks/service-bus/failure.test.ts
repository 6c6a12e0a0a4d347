import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceBusError } from '@azure/service-bus'
import { failureOf, Lost, verdictOf } from '../../../sinks/service-bus/failure.ts'
import { SluiceError } from '../../../src/errors.ts'
import { words } from './make.ts'

const secret = 'key-secret'

function coded(code: string, name = 'Error'): Error {
  return Object.assign(new Error(secret), { code, name })
}

function general(message: string): Error {
  return new ServiceBusError(message, 'GeneralError')
}

const rows: readonly (readonly [what: string, error: unknown, outcome: string, reason: string])[] = [
  [
    'a code of the SDK',
    new ServiceBusError(secret, 'QuotaExceeded'),
    'retry throttled alarm',
    'answered QuotaExceeded (quota exceeded)',
  ],
  [
    'a message that is refused',
    new ServiceBusError(secret, 'MessageSizeExceeded'),
    'refused too_large',
    'answered MessageSizeExceeded (too large)',
  ],
  [
    'a code behind GeneralError',
    general(`ArgumentError: ${secret}`),
    'refused rejected',
    'answered ArgumentError (argument not valid)',
  ],
  [
    'a socket error behind GeneralError',
    general(`ECONNREFUSED: ${secret}`),
    'retry network',
    'connection refused',
  ],
  ['GeneralError by itself', general(secret), 'retry other', 'failed for an unknown reason'],
  [
    'GeneralError with words before a colon',
    general(`Odd: ${secret}`),
    'retry other',
    'failed for an unknown reason',
  ],
  [
    'a condition of AMQP',
    { condition: 'amqp:unauthorized-access', description: secret },
    'retry permission alarm',
    'answered UnauthorizedAccess (not authorised: needs the right Send there)',
  ],
  [
    'a condition that is not known',
    { condition: 'com.example:new', description: secret },
    'retry other',
    'failed for an unknown reason',
  ],
  ['a socket error', coded('ECONNRESET'), 'retry network', 'connection reset'],
  [
    'a certificate',
    coded('SELF_SIGNED_CERT_IN_CHAIN'),
    'retry tls alarm',
    'the certificate is signed by an authority that is not trusted here',
  ],
  [
    'several addresses',
    new AggregateError([new Error('x'), coded('ECONNREFUSED')], secret),
    'retry network',
    'connection refused',
  ],
  [
    'no token',
    coded('', 'CredentialUnavailableError'),
    'retry permission alarm',
    'no token from the default Azure credential',
  ],
  [
    'a token that is refused',
    new (class extends Error {
      override name = 'AuthenticationError'
    })(secret),
    'retry permission alarm',
    'no token from the default Azure credential',
  ],
  [
    'no token from any',
    Object.assign(new AggregateError([], secret), { name: 'AggregateAuthenticationError' }),
    'retry permission alarm',
    'no token from the default Azure credential',
  ],
  [
    'a link that opens too late',
    new ServiceBusError(
      'Failed to create a sender within allocated time and retry attempts.',
      'GeneralError',
    ),
    'retry timeout',
    'no connection in time',
  ],
  ['what was ended here', coded('AbortError'), 'retry network', 'the connection ended'],
  ['an error of ours', new SluiceError('x', 'words of ours'), 'retry config alarm', 'words of ours'],
  ['a TypeError', new TypeError(secret), 'retry other', 'failed for an unknown reason'],
  ['no error at all', undefined, 'retry other', 'failed for an unknown reason'],
]
for (const [what, error, outcome, reason] of rows)
  test(`${what}: ${outcome}`, () => {
    const verdict = verdictOf(error).outcome
    assert.equal(words(verdict), outcome)
    assert.equal(verdict.reason, reason)
    assert.doesNotMatch(JSON.stringify(failureOf(error)), /secret/)
  })

test('what may be one message is looked for in a batch', () => {
  assert.equal(verdictOf(new ServiceBusError('', 'MessageSizeExceeded')).split, true)
  assert.equal(verdictOf({ condition: 'amqp:not-allowed' }).split, true)
  assert.equal(verdictOf(new ServiceBusError('', 'ServiceBusy')).split, false)
})

test('a link that is lost says why, and blames no message', () => {
  const lost = new Lost({ class: 'network', reason: 'gone' })
  assert.deepEqual(verdictOf(lost), {
    outcome: { kind: 'retry', class: 'network', reason: 'gone' },
    split: false,
  })
  assert.deepEqual(failureOf(lost), lost.failure)
})

test('what refuses a message refuses no connection', () => {
  const failure = failureOf({ condition: 'amqp:link:message-size-exceeded' })
  assert.equal(failure.class, 'too_large')
  assert.equal(words({ kind: 'retry', ...failure }), 'retry too_large')
})

const waits: readonly (readonly [text: string, wait: number])[] = [
  ['Please wait 10 seconds and try again.', 10_000],
  ['Please wait 1 second and try again.', 1_000],
  ['Please wait 900 seconds and try again.', 60_000],
  ['busy', 2_000],
]
for (const [text, wait] of waits)
  test(`busy ("${text}"): a wait of ${wait} ms`, () => {
    for (const error of [
      new ServiceBusError(text, 'ServiceBusy'),
      { condition: 'com.microsoft:server-busy', description: text },
    ])
      assert.equal(failureOf(error).wait, wait)
  })
