import type { ErrorClass } from '../../src/errors.ts'
import type { Outcome } from '../../src/types.ts'

/** An outcome of what was not accepted. */
export type Undelivered = Exclude<Outcome, { kind: 'delivered' }>

/** What a code of SNS, STS or KMS says. */
export interface Meaning {
  readonly class: ErrorClass
  /** In our words. */
  readonly words: string
  /** It is the message's own fault: it is refused. */
  readonly message?: true
  /** The other side asks to slow down. */
  readonly slow?: true
  /** Retrying alone will not mend it. */
  readonly alarm?: true
  /** The credentials are old: new ones are asked for at once. */
  readonly renew?: true
}

// SNS names no wait; a second is short enough to find out soon and long enough to be one.
const slowWait = 1_000 // ms

/** Codes as the query protocol has them; with `Exception` behind them they mean the same. */
const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['AuthorizationError', denied('not authorised: needs sns:Publish on the topic')],
  ['AccessDenied', denied('access denied')],
  ['InvalidClientTokenId', denied('this access key is not known')],
  ['UnrecognizedClient', denied('this access key is not known')],
  ['InvalidAccessKeyId', denied('this access key is not known')],
  ['SignatureDoesNotMatch', denied('the signature does not match: is the secret key the right one?')],
  ['IncompleteSignature', denied('the signature is not complete')],
  ['MissingAuthenticationToken', denied('no credentials arrived')],
  ['InvalidSecurity', denied('the request is not secured as it has to be')],
  ['OptInRequired', denied('this account has to be signed up for it first')],
  ['ExpiredToken', { class: 'permission', words: 'the credentials have expired', renew: true, alarm: true }],
  [
    'TokenRefreshRequired',
    { class: 'permission', words: 'the credentials have expired', renew: true, alarm: true },
  ],
  ['RequestExpired', skewed()],
  ['RequestTimeTooSkewed', skewed()],
  ['NotFound', { class: 'not_found', words: 'topic not found', alarm: true }],
  ['ResourceNotFound', { class: 'not_found', words: 'topic not found', alarm: true }],
  [
    'KMSAccessDenied',
    denied("not authorised to use the topic's key: needs kms:GenerateDataKey* and kms:Decrypt"),
  ],
  ['KMSDisabled', key('is disabled')],
  ['KMSInvalidState', key('is in a state in which it cannot be used')],
  ['KMSNotFound', key('is not there')],
  ['KMSOptInRequired', key('needs an account that is signed up for KMS')],
  ['KMSThrottling', throttled("the topic's key (KMS) is asked for too often")],
  ['Throttled', throttled('throttled')],
  ['Throttling', throttled('throttled')],
  ['ThrottlingException', throttled('throttled')],
  ['TooManyRequests', throttled('throttled')],
  ['RequestLimitExceeded', throttled('throttled')],
  ['RequestThrottled', throttled('throttled')],
  ['BandwidthLimitExceeded', throttled('throttled')],
  ['SlowDown', throttled('asked to slow down')],
  ['InternalError', { class: 'unavailable', words: 'failed inside' }],
  ['InternalFailure', { class: 'unavailable', words: 'failed inside' }],
  ['InternalServerError', { class: 'unavailable', words: 'failed inside' }],
  ['ServiceUnavailable', { class: 'unavailable', words: 'not available' }],
  ['RequestTimeout', { class: 'unavailable', words: 'the request took too long to arrive' }],
  ['InvalidParameter', { class: 'rejected', words: 'a parameter is not valid', message: true }],
  ['InvalidParameterValue', { class: 'rejected', words: "a parameter's value is not valid", message: true }],
  ['ParameterValueInvalid', { class: 'rejected', words: "an attribute's value is not valid", message: true }],
  ['Validation', { class: 'rejected', words: 'a parameter is not valid', message: true }],
  ['ValidationError', { class: 'rejected', words: 'a parameter is not valid', message: true }],
  ['BatchRequestTooLong', { class: 'too_large', words: 'too large', message: true }],
  ['RequestEntityTooLarge', { class: 'too_large', words: 'too large', message: true }],
  ['MissingParameter', { class: 'config', words: 'a parameter is missing', alarm: true }],
  ['InvalidAction', { class: 'config', words: 'what is there does not know PublishBatch', alarm: true }],
  ['UnknownOperation', { class: 'config', words: 'what is there does not know PublishBatch', alarm: true }],
  ['EndpointDisabled', { class: 'config', words: 'the endpoint is disabled', alarm: true }],
  ['RegionDisabled', { class: 'config', words: 'the region is disabled for this account', alarm: true }],
  ['EmptyBatchRequest', ours()],
  ['TooManyEntriesInBatchRequest', ours()],
  ['BatchEntryIdsNotDistinct', ours()],
  ['InvalidBatchEntryId', ours()],
  ['MalformedQueryString', ours()],
])

const largeText = /too long|must be shorter|\btoo large\b|length exceeds|maximum size/i
/** Of a parameter that every message shares: refusing them all would lose them. */
const sharedParameter = /TopicArn|TargetArn|MessageGroupId|MessageDeduplicationId|ContentBasedDeduplication/i
const skewText = /signature expired|not yet current/i

/**
 * What a code means. `text` is what the other side says beside it: looked at, never shown. Undefined: the code is not
 * known.
 */
export function meaningOf(code: string, text: string): Meaning | undefined {
  const meaning = meanings.get(code) ?? meanings.get(code.replace(/(Exception|Fault)$/, ''))
  if (meaning?.message === true) {
    if (largeText.test(text)) return { class: 'too_large', words: 'too large', message: true }
    if (sharedParameter.test(text))
      return { class: 'config', words: 'the topic does not take it so', alarm: true }
  }
  return meaning?.class === 'permission' && skewText.test(text) ? skewed() : meaning
}

/** What becomes of what was answered with a code. `status`: of the whole answer. Total. */
export function outcomeOf(code: string, text: string, status: number | undefined): Undelivered {
  const meaning = meaningOf(code, text)
  const { class: errorClass, words, message, slow, alarm } = meaning ?? byStatus(status)
  const shown = [status, meaning === undefined ? undefined : code]
    .filter(part => part !== undefined)
    .join(' ')
  const why = {
    class: errorClass,
    reason: `answered ${shown === '' ? 'an error' : shown} (${words})`,
    ...(status === undefined ? {} : { status }),
  }
  if (message === true) return { kind: 'refused', ...why }
  return {
    kind: 'retry',
    ...why,
    ...(slow === true ? { wait: slowWait } : {}),
    ...(alarm === true ? { alarm } : {}),
  }
}

/** What an HTTP status alone says, where the code is none that is known, or is missing. */
function byStatus(status: number | undefined): Meaning {
  if (status === 401 || status === 403) return denied('not authorised')
  if (status === 404) return { class: 'not_found', words: 'not found', alarm: true }
  if (status === 413) return { class: 'too_large', words: 'too large', message: true }
  if (status === 429) return throttled('throttled')
  if (status !== undefined && status >= 500) return { class: 'unavailable', words: 'failed inside' }
  if (status !== undefined && status >= 300 && status < 400)
    return { class: 'redirect', words: 'redirects are not followed', alarm: true }
  return { class: 'other', words: 'for an unknown reason', alarm: true }
}

function denied(words: string): Meaning {
  return { class: 'permission', words, alarm: true }
}

function throttled(words: string): Meaning {
  return { class: 'throttled', words, slow: true }
}

/** The SDK takes the other side's time from its answer, and signs the next attempt by that. */
function skewed(): Meaning {
  return { class: 'permission', words: "this machine's clock is not AWS's; the next attempt goes by theirs" }
}

function key(words: string): Meaning {
  return { class: 'config', words: `the topic's key (KMS) ${words}`, alarm: true }
}

function ours(): Meaning {
  return { class: 'internal', words: 'the batch was not made as it has to be', alarm: true }
}
