import { messageOf, SluiceError } from '../../src/errors.ts'
import type { Outcome } from '../../src/types.ts'
import { type Failure, socketFailure } from '../failure.ts'
import { busyWait, codeOfCondition, type Reason, reasonOf } from './codes.ts'

/** What an error means for the messages of one transfer. */
export interface Verdict {
  readonly outcome: Exclude<Outcome, { kind: 'delivered' }>
  /** Where several messages went together: they are tried by themselves. */
  readonly split: boolean
}

const longestWait = 60_000 // ms; beyond it the text is not the service's

/** A link or connection that ended while several transfers were under way: none of them is to blame. */
export class Lost extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.reason)
    this.failure = failure
  }
}

/** What an error of the SDK, of the network or of the credentials means. Total. Nothing that the service said is shown. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof Lost) return { outcome: { kind: 'retry', ...error.failure }, split: false }
  const reason = described(error)
  const failure = failureFrom(reason, error)
  if (reason.message !== true) return { outcome: { kind: 'retry', ...failure }, split: reason.split === true }
  return { outcome: { kind: 'refused', class: failure.class, reason: failure.reason }, split: true }
}

/** What an error means that ended or prevented a connection: no message's fault. */
export function failureOf(error: unknown): Failure {
  return error instanceof Lost ? error.failure : failureFrom(described(error), error)
}

function failureFrom({ code, words, class: errorClass, wait, alarm }: Described, error: unknown): Failure {
  return {
    class: errorClass,
    reason: code === '' ? words : `answered ${code} (${words})`,
    ...(wait === undefined ? {} : { wait: wait === busyWait ? namedWait(error) : wait }),
    ...(alarm === true ? { alarm } : {}),
  }
}

type Described = Reason & { readonly code: string }

/** `code`: the service's, or empty. */
function described(error: unknown): Described {
  // Of several addresses, or attempts, the first that says something.
  if (error instanceof AggregateError && error.name === 'AggregateError')
    return error.errors.map(described).find(one => one !== unknown) ?? unknown
  if (error instanceof SluiceError) return { code: '', class: 'config', words: error.message, alarm: true }
  const code = codeOf(error)
  const reason = reasonOf(code)
  if (reason !== undefined) return { code, ...reason }
  if (isCredentialError(error)) return noCredential
  if (/operation timeout|allocated time/.test(textOf(error)))
    return { code: '', class: 'timeout', words: 'no connection in time' }
  if (code === 'AbortError') return { code: '', class: 'network', words: 'the connection ended' }
  if (!/^[A-Z][A-Z0-9_]+$/.test(code)) return unknown
  const { class: errorClass, reason: words, alarm } = socketFailure(Object.assign(new Error(), { code }))
  return { code: '', class: errorClass, words, ...(alarm === true ? { alarm } : {}) }
}

const unknown: Described = { code: '', class: 'other', words: 'failed for an unknown reason' }

const noCredential: Described = {
  code: '',
  class: 'permission',
  words: 'no token from the default Azure credential',
  alarm: true,
}

function isCredentialError(error: unknown): boolean {
  return error instanceof Error && /^(Credential|(Aggregate)?Authentication)/.test(error.name)
}

/** The SDK's code, or the one behind it ("ArgumentError: …"), or that of an AMQP condition. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('condition' in error && typeof error.condition === 'string') return codeOfCondition(error.condition)
  if (!(error instanceof Error)) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  if (code !== 'GeneralError') return code
  return /^([A-Za-z][A-Za-z0-9_]{0,63}): /.exec(error.message)?.[1] ?? code
}

function textOf(error: unknown): string {
  const described = typeof error === 'object' && error !== null && 'description' in error
  return described ? String(error.description) : messageOf(error)
}

/** Milliseconds. The service writes it into its message: "Please wait 2 seconds and try again." */
function namedWait(error: unknown): number {
  const [, seconds] = /wait (\d{1,3}) seconds?/.exec(textOf(error)) ?? []
  return seconds === undefined ? busyWait : Math.min(Number(seconds) * 1_000, longestWait)
}
