import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOfCondition, knownCodes, knownConditions, reasonOf } from '../../../sinks/service-bus/codes.ts'
import type { ErrorClass } from '../../../src/errors.ts'

/** `refused` refuses the message, `split` looks for the guilty one, a number is the wait. */
type What = 'alarm' | 'refused' | 'split' | number

const rows: readonly (readonly [code: string, errorClass: ErrorClass, ...what: What[]])[] = [
  ['MessagingEntityNotFound', 'not_found', 'alarm'],
  ['ServiceCommunicationProblem', 'not_found', 'alarm'],
  ['ResourceDeletedError', 'not_found', 'alarm'],
  ['NoMatchingSubscriptionError', 'not_found', 'alarm'],
  ['UnauthorizedAccess', 'permission', 'alarm'],
  ['PublisherRevokedError', 'permission', 'alarm'],
  ['MessagingEntityDisabled', 'config', 'alarm'],
  ['InvalidOperationError', 'config', 'alarm', 'split'],
  ['NotImplementedError', 'config', 'alarm', 'split'],
  ['MessageSizeExceeded', 'too_large', 'refused', 'split'],
  ['ArgumentError', 'rejected', 'refused', 'split'],
  ['ArgumentOutOfRangeError', 'rejected', 'refused', 'split'],
  ['InvalidFieldError', 'rejected', 'refused', 'split'],
  ['DecodeError', 'rejected', 'refused', 'split'],
  ['PreconditionFailedError', 'other', 'split'],
  ['ServiceBusy', 'throttled', 2_000],
  ['QuotaExceeded', 'throttled', 'alarm', 10_000],
  ['SenderBusyError', 'throttled', 1_000],
  ['InsufficientCreditError', 'throttled', 1_000],
  ['TransferLimitExceededError', 'throttled', 1_000],
  ['ServiceTimeout', 'timeout'],
  ['SenderNotReadyError', 'network'],
  ['DetachForcedError', 'network'],
  ['ConnectionForcedError', 'network'],
  ['InternalServerError', 'unavailable'],
  ['OperationCancelledError', 'unavailable'],
  ['PartitionNotOwnedError', 'unavailable'],
  ['ResourceLockedError', 'unavailable'],
  ['SendOperationFailedError', 'unavailable'],
  ['LinkRedirectError', 'redirect', 'alarm'],
  ['ConnectionRedirectError', 'redirect', 'alarm'],
]

for (const [code, errorClass, ...what] of rows)
  test(`${code} is ${errorClass}${what.map(one => `, ${one}`).join('')}`, () => {
    const { words, class: found, ...rest } = reasonOf(code)!
    assert.match(words, /^[a-z ,:]+$/i)
    assert.equal(found, errorClass)
    assert.deepEqual(rest, {
      ...(what.includes('alarm') ? { alarm: true } : {}),
      ...(what.includes('refused') ? { message: true } : {}),
      ...(what.includes('split') ? { split: true } : {}),
      ...what.filter(one => typeof one === 'number').reduce((_, wait) => ({ wait }), {}),
    })
  })

test('no code is without its row here', () => {
  assert.deepEqual(knownCodes.toSorted(), rows.map(([code]) => code).toSorted())
  assert.equal(reasonOf('GeneralError'), undefined)
})

const conditions: readonly (readonly [condition: string, code: string])[] = [
  ['amqp:not-found', 'MessagingEntityNotFound'],
  ['amqp:resource-deleted', 'ResourceDeletedError'],
  ['amqp:resource-locked', 'ResourceLockedError'],
  ['amqp:resource-limit-exceeded', 'QuotaExceeded'],
  ['amqp:unauthorized-access', 'UnauthorizedAccess'],
  ['amqp:not-allowed', 'InvalidOperationError'],
  ['amqp:not-implemented', 'NotImplementedError'],
  ['amqp:internal-error', 'InternalServerError'],
  ['amqp:decode-error', 'DecodeError'],
  ['amqp:invalid-field', 'InvalidFieldError'],
  ['amqp:precondition-failed', 'PreconditionFailedError'],
  ['amqp:link:message-size-exceeded', 'MessageSizeExceeded'],
  ['amqp:link:transfer-limit-exceeded', 'TransferLimitExceededError'],
  ['amqp:link:detach-forced', 'DetachForcedError'],
  ['amqp:link:redirect', 'LinkRedirectError'],
  ['amqp:connection:forced', 'ConnectionForcedError'],
  ['amqp:connection:redirect', 'ConnectionRedirectError'],
  ['com.microsoft:auth-failed', 'UnauthorizedAccess'],
  ['com.microsoft:publisher-revoked', 'PublisherRevokedError'],
  ['com.microsoft:entity-disabled', 'MessagingEntityDisabled'],
  ['com.microsoft:server-busy', 'ServiceBusy'],
  ['com.microsoft:timeout', 'ServiceTimeout'],
  ['com.microsoft:operation-cancelled', 'OperationCancelledError'],
  ['com.microsoft:partition-not-owned', 'PartitionNotOwnedError'],
  ['com.microsoft:argument-error', 'ArgumentError'],
  ['com.microsoft:argument-out-of-range', 'ArgumentOutOfRangeError'],
  ['com.microsoft:no-matching-subscription', 'NoMatchingSubscriptionError'],
]

test('each condition has a code, and each code of one has a meaning', () => {
  assert.deepEqual(
    knownConditions,
    conditions.map(([condition]) => condition),
  )
  for (const [condition, code] of conditions) {
    assert.equal(codeOfCondition(condition), code)
    assert.ok(reasonOf(code), code)
  }
  assert.equal(codeOfCondition('com.example:new'), '')
})
