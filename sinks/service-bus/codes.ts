import type { ErrorClass } from '../../src/errors.ts'

/** What one of the service's errors says, whichever way it comes. */
export interface Reason {
  /** Words of ours for it. */
  readonly words: string
  readonly class: ErrorClass
  /** This very message will never be accepted. */
  readonly message?: true
  /** In a batch any message may be why: they are sent by themselves. */
  readonly split?: true
  /** The service asks to slow down: milliseconds where it does not say for how long. */
  readonly wait?: number
  /** Retrying alone will not mend it. */
  readonly alarm?: true
}

/** Milliseconds: the service's own words for a throttled entity are "wait 2 seconds", for a busy one 10. */
export const busyWait = 2_000
const fullWait = 10_000
const creditWait = 1_000

// Codes of `ServiceBusError`; those behind a "GeneralError" stand at the beginning of its message.
const reasons: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['MessagingEntityNotFound', { words: 'no such topic or queue', class: 'not_found', alarm: true }],
  // All that this version of the SDK makes of it is AMQP's `not-found` without the service's usual text.
  ['ServiceCommunicationProblem', { words: 'nothing found there', class: 'not_found', alarm: true }],
  ['ResourceDeletedError', { words: 'the topic or queue was deleted', class: 'not_found', alarm: true }],
  ['NoMatchingSubscriptionError', { words: 'no subscription takes it', class: 'not_found', alarm: true }],
  [
    'UnauthorizedAccess',
    {
      words: 'not authorised: needs the right Send there',
      class: 'permission',
      alarm: true,
    },
  ],
  ['PublisherRevokedError', { words: 'the publisher is revoked', class: 'permission', alarm: true }],
  ['MessagingEntityDisabled', { words: 'sending is disabled there', class: 'config', alarm: true }],
  // Such as: no session where sessions are demanded, a batch for several partitions.
  ['InvalidOperationError', { words: 'not allowed there', class: 'config', alarm: true, split: true }],
  ['MessageSizeExceeded', { words: 'too large', class: 'too_large', message: true, split: true }],
  ['ArgumentError', { words: 'argument not valid', class: 'rejected', message: true, split: true }],
  ['ArgumentOutOfRangeError', { words: 'value out of range', class: 'rejected', message: true, split: true }],
  ['InvalidFieldError', { words: 'field not valid', class: 'rejected', message: true, split: true }],
  ['DecodeError', { words: 'cannot be decoded', class: 'rejected', message: true, split: true }],
  ['PreconditionFailedError', { words: 'precondition failed', class: 'other', split: true }],
  ['NotImplementedError', { words: 'not implemented', class: 'config', alarm: true, split: true }],
  ['ServiceBusy', { words: 'server busy', class: 'throttled', wait: busyWait }],
  ['QuotaExceeded', { words: 'quota exceeded', class: 'throttled', wait: fullWait, alarm: true }],
  ['SenderBusyError', { words: 'no credit on the link', class: 'throttled', wait: creditWait }],
  ['InsufficientCreditError', { words: 'no credit on the link', class: 'throttled', wait: creditWait }],
  ['TransferLimitExceededError', { words: 'transfer limit exceeded', class: 'throttled', wait: creditWait }],
  ['ServiceTimeout', { words: 'timed out at the service', class: 'timeout' }],
  ['SenderNotReadyError', { words: 'the link is not ready', class: 'network' }],
  ['DetachForcedError', { words: 'the link was detached by the service', class: 'network' }],
  ['ConnectionForcedError', { words: 'the connection was closed by the service', class: 'network' }],
  ['InternalServerError', { words: 'internal error of the service', class: 'unavailable' }],
  ['OperationCancelledError', { words: 'cancelled by the service', class: 'unavailable' }],
  ['PartitionNotOwnedError', { words: 'the partition is moving', class: 'unavailable' }],
  ['ResourceLockedError', { words: 'locked', class: 'unavailable' }],
  ['SendOperationFailedError', { words: 'given back without a reason', class: 'unavailable' }],
  ['LinkRedirectError', { words: 'redirects are not followed', class: 'redirect', alarm: true }],
  ['ConnectionRedirectError', { words: 'redirects are not followed', class: 'redirect', alarm: true }],
])

// AMQP's conditions, which the SDK does not translate where a link or connection ends.
const conditions: ReadonlyMap<string, string> = new Map([
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
])

/** The code for a condition; empty for one that is not known. */
export function codeOfCondition(condition: string): string {
  return conditions.get(condition) ?? ''
}

/** Every condition that has a code. */
export const knownConditions: readonly string[] = [...conditions.keys()]

/** What a code says; undefined: none of the service's. */
export function reasonOf(code: string): Reason | undefined {
  return reasons.get(code)
}

/** Every code that has a row of its own. */
export const knownCodes: readonly string[] = [...reasons.keys()]
