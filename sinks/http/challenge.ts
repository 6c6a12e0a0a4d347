/** Proof that whoever answers at an address wants what is sent there. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { SluiceError } from '../../src/errors.ts'
import type { Problems } from '../problems.ts'
import type { Address } from './address.ts'
import type { Dialer } from './dialer.ts'
import { failureOf } from './failure.ts'
import { type OneAnswer, oneRequest } from './one-request.ts'

/** `challenge` as a configuration has it: Netdata's, by a shared secret, or CloudEvents', by our own name. */
export interface WrittenChallenge {
  readonly secret?: string
  readonly origin?: string
}

/** What the other side has to do before anything is sent to it. */
export type Challenge =
  | { readonly kind: 'crc'; readonly secret: string }
  /** WebHook-Request-Origin (HTTP 1.1 Web Hooks for Event Delivery, section 4). */
  | { readonly kind: 'origin'; readonly origin: string }

const deadline = 5_000 // ms: Netdata's

export function challengeOf(
  { secret, origin }: WrittenChallenge,
  templated: boolean,
  problems: Problems,
): Challenge | undefined {
  if (templated)
    problems.add(
      'challenge',
      'the address is each event’s own, so there is nobody to ask beforehand',
      'leave it out',
    )
  if ((secret === undefined) === (origin === undefined)) {
    problems.add('challenge', 'has not exactly one of `secret` and `origin`')
    return undefined
  }
  return secret === undefined ? { kind: 'origin', origin: origin! } : { kind: 'crc', secret }
}

/** Asks once. Resolves where the proof is good. @throws SluiceError `challenge_failed`; the signal's reason when it aborts. */
export async function prove(
  challenge: Challenge,
  dialer: Dialer,
  address: Address,
  headers: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<void> {
  const token = randomBytes(24).toString('base64url')
  let answer: OneAnswer
  try {
    answer = await oneRequest(dialer, requestOf(challenge, address, headers, token), signal)
  } catch (error) {
    signal.throwIfAborted()
    throw failed(address, error instanceof DOMException ? 'no answer within 5 s' : failureOf(error).reason)
  }
  const problem =
    challenge.kind === 'crc'
      ? crcProblem(challenge.secret, token, answer)
      : originProblem(challenge.origin, answer)
  if (problem !== undefined) throw failed(address, problem)
}

function requestOf(
  challenge: Challenge,
  address: Address,
  headers: { readonly [name: string]: string },
  token: string,
) {
  if (challenge.kind === 'origin')
    return {
      address,
      method: 'OPTIONS' as const,
      headers: { ...headers, 'webhook-request-origin': challenge.origin },
      timeout: deadline,
    }
  const path = `${address.path}${address.path.includes('?') ? '&' : '?'}crc_token=${token}`
  return { address, method: 'GET' as const, path, headers, timeout: deadline }
}

/** https://learn.netdata.cloud: `{"response_token": "sha256=<base64 of the HMAC-SHA256 of the token>"}`, status 200. */
function crcProblem(secret: string, token: string, { status, text }: OneAnswer): string | undefined {
  if (status !== 200) return `answered ${status}, expected 200`
  const expected = `sha256=${createHmac('sha256', secret).update(token).digest('base64')}`
  let found: unknown
  try {
    found = (JSON.parse(text) as { readonly response_token?: unknown } | null)?.response_token
  } catch (error) {
    if (error instanceof SyntaxError) return 'answered with something that is not JSON'
    throw error
  }
  if (typeof found !== 'string') return 'answered without a response_token'
  const [given, wanted] = [Buffer.from(found), Buffer.from(expected)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
    ? undefined
    : 'answered with another response_token than the secret gives'
}

function originProblem(origin: string, { status, headers }: OneAnswer): string | undefined {
  if (status < 200 || status > 299) return `answered ${status} to OPTIONS, expected 200`
  const allowed = headers['webhook-allowed-origin']
  const origins = (Array.isArray(allowed) ? allowed : [allowed ?? '']).map(text => text.trim().toLowerCase())
  return origins.includes('*') || origins.includes(origin.toLowerCase())
    ? undefined
    : `answered without our origin in WebHook-Allowed-Origin`
}

function failed({ origin }: Address, reason: string): SluiceError {
  return new SluiceError('challenge_failed', `${origin}: challenge: ${reason}`, {
    hint: 'the receiver has to answer the challenge before anything is sent to it',
  })
}
