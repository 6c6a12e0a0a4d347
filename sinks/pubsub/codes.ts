import type { ErrorClass } from '../../src/errors.ts'
import type { Failure } from '../failure.ts'

/** What a status of gRPC says (https://grpc.io/docs/guides/status-codes) when Pub/Sub answers with it. */
export interface Meaning {
  readonly class: ErrorClass
  /** Words of ours; what Google says beside the code is never shown. */
  readonly words: string
  /** Something about a message: of several any may be to blame. */
  readonly message?: true
  /** The other side asks to slow down. */
  readonly slow?: true
  /** Retrying alone will not mend it. */
  readonly alarm?: true
}

/** Milliseconds, where Pub/Sub asks for less and names no wait. */
export const slowWait = 1_000

const names: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]

const meanings: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [1, { class: 'unavailable', words: 'the request was given up on the other side' }],
  [3, { class: 'rejected', words: "not accepted: does it fit the topic's schema?", message: true }],
  [4, { class: 'timeout', words: 'no answer in time on the other side' }],
  [5, { class: 'not_found', words: 'topic not found', alarm: true }],
  [
    7,
    {
      class: 'permission',
      words: 'not authorised: needs pubsub.topics.publish on the topic (roles/pubsub.publisher)',
      alarm: true,
    },
  ],
  [8, { class: 'throttled', words: 'a quota is used up', slow: true }],
  [
    9,
    {
      class: 'config',
      words: 'the topic does not take it as it is set up: is its key enabled, and this region allowed?',
      alarm: true,
    },
  ],
  [10, { class: 'unavailable', words: 'aborted on the other side' }],
  [12, { class: 'config', words: 'what is there is no Pub/Sub', alarm: true }],
  [13, { class: 'unavailable', words: 'failed inside' }],
  [14, { class: 'unavailable', words: 'not available' }],
  [16, { class: 'permission', words: 'the credentials are not accepted', alarm: true }],
])

const tooLarge: Meaning = { class: 'too_large', words: 'too large', message: true }
const largeText = /too large|larger than|exceeds the (limit|maximum)|size limit/i
/** Of what every message shares: refusing them all would lose them. */
const sharedArgument = /argument=(topic|project)|resource name|invalid topic|ordering key/i

/** What a code means. `text` is what the other side says beside it: looked at, never shown. Total. */
export function meaningOf(code: number, text: string): Meaning {
  if ((code === 3 || code === 8) && largeText.test(text)) return tooLarge
  if (code === 3 && sharedArgument.test(text))
    return { class: 'config', words: 'the topic does not take it so', alarm: true }
  return meanings.get(code) ?? { class: 'other', words: 'for an unknown reason' }
}

/** A code with its meaning, as a failure. `wait`: milliseconds that the other side named. */
export function failureOf(code: number, meaning: Meaning, wait: number | undefined): Failure {
  const { class: errorClass, words, slow, alarm } = meaning
  const held = wait ?? (slow === true ? slowWait : undefined)
  return {
    class: errorClass,
    reason: `answered ${code} ${names[code] ?? 'UNKNOWN'} (${words})`,
    status: code,
    ...(held === undefined ? {} : { wait: held }),
    ...(alarm === true ? { alarm } : {}),
  }
}
