import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meaningOf, outcomeOf } from '../../../sinks/sns/codes.ts'

/** `kind class`, then `!` for an alarm and `~` for a wait. */
const rows: readonly (readonly [code: string, expected: string])[] = [
  ['AuthorizationError', 'retry permission!'],
  ['AuthorizationErrorException', 'retry permission!'],
  ['AccessDenied', 'retry permission!'],
  ['AccessDeniedException', 'retry permission!'],
  ['InvalidClientTokenId', 'retry permission!'],
  ['UnrecognizedClientException', 'retry permission!'],
  ['InvalidAccessKeyId', 'retry permission!'],
  ['SignatureDoesNotMatch', 'retry permission!'],
  ['IncompleteSignature', 'retry permission!'],
  ['MissingAuthenticationToken', 'retry permission!'],
  ['InvalidSecurity', 'retry permission!'],
  ['OptInRequired', 'retry permission!'],
  ['ExpiredToken', 'retry permission!'],
  ['ExpiredTokenException', 'retry permission!'],
  ['TokenRefreshRequired', 'retry permission!'],
  ['RequestExpired', 'retry permission'],
  ['RequestTimeTooSkewed', 'retry permission'],
  ['NotFound', 'retry not_found!'],
  ['NotFoundException', 'retry not_found!'],
  ['ResourceNotFoundException', 'retry not_found!'],
  ['KMSAccessDenied', 'retry permission!'],
  ['KMSDisabled', 'retry config!'],
  ['KMSInvalidState', 'retry config!'],
  ['KMSNotFound', 'retry config!'],
  ['KMSOptInRequired', 'retry config!'],
  ['KMSThrottling', 'retry throttled~'],
  ['Throttled', 'retry throttled~'],
  ['ThrottledException', 'retry throttled~'],
  ['Throttling', 'retry throttled~'],
  ['ThrottlingException', 'retry throttled~'],
  ['TooManyRequestsException', 'retry throttled~'],
  ['RequestLimitExceeded', 'retry throttled~'],
  ['RequestThrottled', 'retry throttled~'],
  ['BandwidthLimitExceeded', 'retry throttled~'],
  ['SlowDown', 'retry throttled~'],
  ['InternalError', 'retry unavailable'],
  ['InternalErrorException', 'retry unavailable'],
  ['InternalFailure', 'retry unavailable'],
  ['InternalServerError', 'retry unavailable'],
  ['ServiceUnavailable', 'retry unavailable'],
  ['RequestTimeout', 'retry unavailable'],
  ['InvalidParameter', 'refused rejected'],
  ['InvalidParameterException', 'refused rejected'],
  ['InvalidParameterValue', 'refused rejected'],
  ['ParameterValueInvalid', 'refused rejected'],
  ['ValidationException', 'refused rejected'],
  ['ValidationError', 'refused rejected'],
  ['BatchRequestTooLong', 'refused too_large'],
  ['BatchRequestTooLongException', 'refused too_large'],
  ['RequestEntityTooLarge', 'refused too_large'],
  ['MissingParameter', 'retry config!'],
  ['InvalidAction', 'retry config!'],
  ['UnknownOperationException', 'retry config!'],
  ['EndpointDisabled', 'retry config!'],
  ['RegionDisabledException', 'retry config!'],
  ['EmptyBatchRequest', 'retry internal!'],
  ['TooManyEntriesInBatchRequest', 'retry internal!'],
  ['BatchEntryIdsNotDistinct', 'retry internal!'],
  ['InvalidBatchEntryId', 'retry internal!'],
  ['MalformedQueryString', 'retry internal!'],
]

function shown(code: string, text: string, status?: number): string {
  const outcome = outcomeOf(code, text, status)
  assert.match(outcome.reason, /^answered [ -~]+$/)
  const marks =
    outcome.kind === 'retry' ? `${outcome.alarm ? '!' : ''}${outcome.wait === 1_000 ? '~' : ''}` : ''
  return `${outcome.kind} ${outcome.class}${marks}`
}

for (const [code, expected] of rows)
  test(`the code ${code}: ${expected}`, () => {
    assert.equal(shown(code, 'secret text', 400), expected)
    assert.equal(shown(code, ''), expected)
    assert.doesNotMatch(outcomeOf(code, 'secret text', 400).reason, /secret text/)
  })

for (const [text, expected] of [
  ['Invalid parameter: Message too long', 'refused too_large'],
  ['Invalid parameter: Message Reason: Message must be shorter than 262144 bytes', 'refused too_large'],
  ['Invalid parameter: TopicArn', 'retry config!'],
  ['The MessageGroupId parameter is required for FIFO topics', 'retry config!'],
  ['The topic should either have ContentBasedDeduplication enabled or …', 'retry config!'],
  ['Invalid parameter: Subject', 'refused rejected'],
] as const)
  test(`what InvalidParameter is about: ${text}`, () =>
    assert.equal(shown('InvalidParameter', text, 400), expected))

test('a clock that is wrong is told from a key that is', () => {
  assert.equal(
    shown('SignatureDoesNotMatch', 'The request signature we calculated does not match', 403),
    'retry permission!',
  )
  for (const text of [
    'Signature expired: 20250101T000000Z is now earlier than …',
    'Signature not yet current: …',
  ]) {
    assert.equal(shown('SignatureDoesNotMatch', text, 403), 'retry permission')
    assert.match(outcomeOf('SignatureDoesNotMatch', text, 403).reason, /this machine's clock/)
  }
})

for (const [status, expected] of [
  [400, 'retry other!'],
  [401, 'retry permission!'],
  [403, 'retry permission!'],
  [404, 'retry not_found!'],
  [413, 'refused too_large'],
  [429, 'retry throttled~'],
  [500, 'retry unavailable'],
  [503, 'retry unavailable'],
  [302, 'retry redirect!'],
  [undefined, 'retry other!'],
] as const)
  test(`an unknown code counts by the status ${status}, and is not shown`, () => {
    assert.equal(shown('Secret', 'secret text', status), expected)
    assert.doesNotMatch(outcomeOf('Secret', 'secret text', status).reason, /secret/i)
  })

test('what is authorised is said, and which code it was', () => {
  assert.deepEqual(outcomeOf('AuthorizationError', '', 403), {
    kind: 'retry',
    class: 'permission',
    reason: 'answered 403 AuthorizationError (not authorised: needs sns:Publish on the topic)',
    status: 403,
    alarm: true,
  })
})

test('credentials that have expired are to be renewed, and no others', () => {
  const renewed = rows.map(([code]) => code).filter(code => meaningOf(code, '')?.renew === true)
  assert.deepEqual(renewed, ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'])
})
