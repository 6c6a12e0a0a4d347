import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failureOf, meaningOf, slowWait } from '../../../sinks/pubsub/codes.ts'

// code, what Google says beside it, class, whether it is about a message, wait, alarm
const rows: readonly (readonly [number, string, string, boolean, number | undefined, boolean])[] = [
  [1, 'The operation was cancelled.', 'unavailable', false, undefined, false],
  [2, 'Unknown error', 'other', false, undefined, false],
  [3, 'Invalid data in message: Message failed schema validation.', 'rejected', true, undefined, false],
  [
    3,
    'You have passed an invalid argument to the service (argument=topic).',
    'config',
    false,
    undefined,
    true,
  ],
  [3, 'Invalid resource name given (name=projects/p).', 'config', false, undefined, true],
  [
    3,
    'In a given PublishRequest, all messages must have the same ordering key.',
    'config',
    false,
    undefined,
    true,
  ],
  [
    3,
    'The value for request_size is too large. You passed 10000558 in the request, but the maximum value is 10000000.',
    'too_large',
    true,
    undefined,
    false,
  ],
  [3, 'Request payload size exceeds the limit: 10485760 bytes.', 'too_large', true, undefined, false],
  [4, 'Deadline expired before operation could complete.', 'timeout', false, undefined, false],
  [5, 'Resource not found (resource=netbox).', 'not_found', false, undefined, true],
  [6, 'Resource already exists.', 'other', false, undefined, false],
  [7, 'User not authorized to perform this action.', 'permission', false, undefined, true],
  [8, 'Quota exceeded for quota metric.', 'throttled', false, slowWait, false],
  [8, 'Received message larger than max (10000001 vs. 4194304)', 'too_large', true, undefined, false],
  [9, 'The Cloud KMS key is disabled.', 'config', false, undefined, true],
  [10, 'Aborted.', 'unavailable', false, undefined, false],
  [11, '', 'other', false, undefined, false],
  [12, 'unknown service google.pubsub.v1.Publisher', 'config', false, undefined, true],
  [13, 'Internal error.', 'unavailable', false, undefined, false],
  [14, 'The service was unable to fulfill your request.', 'unavailable', false, undefined, false],
  [15, '', 'other', false, undefined, false],
  [16, 'Request had invalid authentication credentials.', 'permission', false, undefined, true],
  [99, '', 'other', false, undefined, false],
]

for (const [code, text, errorClass, message, wait, alarm] of rows)
  test(`${code} ${text.slice(0, 40)}: ${errorClass}`, () => {
    const meaning = meaningOf(code, text)
    const failure = failureOf(code, meaning, undefined)
    assert.deepEqual(
      [failure.class, meaning.message === true, failure.wait, failure.alarm === true, failure.status],
      [errorClass, message, wait, alarm, code],
    )
    assert.match(failure.reason, /^answered \d+ [A-Z_]+ \([\x20-\x7e]+\)$/)
    if (text !== '') assert.ok(!failure.reason.includes(text))
  })

test('the wait that is named counts', () => {
  assert.equal(failureOf(8, meaningOf(8, ''), 5_000).wait, 5_000)
  assert.equal(failureOf(14, meaningOf(14, ''), 700).wait, 700)
})
