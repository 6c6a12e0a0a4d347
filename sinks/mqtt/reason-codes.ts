import type { ErrorClass } from '../../src/errors.ts'
import type { Outcome } from '../../src/types.ts'
import type { Failure } from '../failure.ts'

/** What a reason code of MQTT 5 says (§2.4 of the standard), whichever packet carries it. */
export interface Reason {
  /** The standard's name for it. */
  readonly words: string
  readonly class: ErrorClass
  /** Where it answers a PUBLISH: this very message will never be accepted. */
  readonly message?: true
  /** The broker asks to slow down. */
  readonly slow?: true
  /** Retrying alone will not mend it. */
  readonly alarm?: true
}

/** What an acknowledgement means, where the configuration has a say in it. */
export interface AckPolicy {
  /** `no matching subscribers` */
  readonly noSubscribers: Outcome['kind']
  /** Whether the topic is the same for every event: one that is not accepted is then no fault of the event. */
  readonly fixedTopic: boolean
}

/** Milliseconds: MQTT asks for less without saying for how long. */
export const slowWait = 1_000

const noSubscribers = 0x10

const reasons: ReadonlyMap<number, Reason> = new Map<number, Reason>([
  [0x00, { words: 'normal disconnection', class: 'network' }],
  [0x10, { words: 'no matching subscribers', class: 'not_found' }],
  [0x80, { words: 'unspecified error', class: 'unavailable' }],
  [0x81, { words: 'malformed packet', class: 'other', alarm: true }],
  [0x82, { words: 'protocol error', class: 'other', alarm: true }],
  [0x83, { words: 'implementation specific error', class: 'unavailable' }],
  [0x84, { words: 'unsupported protocol version', class: 'config', alarm: true }],
  [0x85, { words: 'client identifier not valid', class: 'config', alarm: true }],
  [0x86, { words: 'bad user name or password', class: 'permission', alarm: true }],
  [0x87, { words: 'not authorized', class: 'permission', alarm: true }],
  [0x88, { words: 'server unavailable', class: 'unavailable' }],
  [0x89, { words: 'server busy', class: 'throttled', slow: true }],
  [0x8a, { words: 'banned', class: 'permission', alarm: true }],
  [0x8b, { words: 'server shutting down', class: 'unavailable' }],
  [0x8c, { words: 'bad authentication method', class: 'config', alarm: true }],
  [0x8d, { words: 'keep alive timeout', class: 'network' }],
  [0x8e, { words: 'session taken over: another client has this client id', class: 'config', alarm: true }],
  [0x90, { words: 'topic name invalid', class: 'rejected', message: true }],
  [0x91, { words: 'packet identifier in use', class: 'other' }],
  [0x92, { words: 'packet identifier not found', class: 'other' }],
  [0x93, { words: 'receive maximum exceeded', class: 'other' }],
  [0x94, { words: 'topic alias invalid', class: 'other', alarm: true }],
  [0x95, { words: 'packet too large', class: 'too_large', message: true }],
  [0x96, { words: 'message rate too high', class: 'throttled', slow: true }],
  [0x97, { words: 'quota exceeded', class: 'throttled', slow: true }],
  [0x98, { words: 'administrative action', class: 'unavailable' }],
  [0x99, { words: 'payload format invalid', class: 'rejected', message: true }],
  [0x9a, { words: 'retain not supported', class: 'config', alarm: true }],
  [0x9b, { words: 'QoS not supported', class: 'config', alarm: true }],
  [0x9c, { words: 'use another server; redirects are not followed', class: 'redirect' }],
  [0x9d, { words: 'server moved; redirects are not followed', class: 'redirect', alarm: true }],
  [0x9f, { words: 'connection rate exceeded', class: 'throttled', slow: true }],
  [0xa0, { words: 'maximum connect time', class: 'network' }],
])

/** The answers to CONNECT of MQTT 3.1.1 (§3.2.2.3), as those of MQTT 5. */
const olderReasons: ReadonlyMap<number, number> = new Map([
  [1, 0x84],
  [2, 0x85],
  [3, 0x88],
  [4, 0x86],
  [5, 0x87],
])

/** What a code says. Total: one that the standard does not know has a reason too. */
export function reasonOf(code: number): Reason {
  return reasons.get(code) ?? { words: 'unknown reason code', class: 'other' }
}

/** What a PUBACK, PUBREC or PUBCOMP means for the delivery it answers. Never names the broker: see `failed`. */
export function acknowledged(code: number, policy: AckPolicy): Outcome {
  if (code === noSubscribers) return unheard(policy.noSubscribers)
  if (code < 0x80) return code === 0 ? delivered : { kind: 'delivered', status: code }
  const { words, class: errorClass, message, slow, alarm } = reasonOf(code)
  const why = { class: errorClass, reason: `answered ${hex(code)} (${words})`, status: code }
  // Of a topic that every event has, an operator has to know: dropping them all would lose them.
  const configured = code === 0x90 && policy.fixedTopic
  if (message === true && !configured) return { kind: 'refused', ...why }
  return {
    kind: 'retry',
    ...why,
    ...(configured ? { class: 'config' } : {}),
    ...(slow === true ? { wait: slowWait } : {}),
    ...(alarm === true || configured ? { alarm: true } : {}),
  }
}

/** What a CONNACK means that refuses the connection. */
export function connectionRefused(code: number, protocol: 4 | 5): Failure {
  const known = protocol === 4 ? (olderReasons.get(code) ?? 0) : code
  const reason = protocol === 4 && known === 0 ? reasonOf(-1) : reasonOf(known)
  const failure = failureOf(code, reason, `connection refused: ${hex(code)} (${reason.words})`)
  // It speaks of the will, or of the CONNECT itself: of what is configured.
  return reason.message === true ? { ...failure, class: 'config', alarm: true } : failure
}

/** What a DISCONNECT of the broker means. */
export function disconnected(code: number): Failure {
  const reason = reasonOf(code)
  return failureOf(code, reason, `disconnected by the broker: ${hex(code)} (${reason.words})`)
}

/** Whether a disconnection with this code was one message's fault: the only one that was under way is refused. */
export function blamesMessage(code: number, policy: AckPolicy): boolean {
  return reasonOf(code).message === true && !(code === 0x90 && policy.fixedTopic)
}

const delivered: Outcome = { kind: 'delivered' }

function unheard(kind: Outcome['kind']): Outcome {
  if (kind === 'delivered') return { kind, status: noSubscribers }
  const { words, class: errorClass } = reasonOf(noSubscribers)
  return {
    kind,
    class: errorClass,
    reason: `answered ${hex(noSubscribers)} (${words})`,
    status: noSubscribers,
  }
}

function failureOf(code: number, { class: errorClass, slow, alarm }: Reason, text: string): Failure {
  return {
    class: errorClass,
    reason: text,
    status: code,
    ...(slow === true ? { wait: slowWait } : {}),
    ...(alarm === true ? { alarm } : {}),
  }
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`
}
