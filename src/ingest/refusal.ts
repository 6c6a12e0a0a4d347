import { messageOf, SluiceError } from '../errors.ts'

/** A request that is not accepted: what is answered. The message goes to the caller, and holds nothing of ours. */
export class Refusal extends Error {
  readonly status: number
  /** Stable, snake_case. */
  readonly code: string
  readonly headers: { readonly [name: string]: string }
  /** Further members of the answer: where, found, expected. */
  readonly details: { readonly [name: string]: string | number }

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      readonly headers?: { readonly [name: string]: string }
      readonly details?: { readonly [name: string]: string | number }
    } = {},
  ) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.headers = more.headers ?? {}
    this.details = more.details ?? {}
  }
}

// Seconds after which a caller may try again: a full log needs an operator or retention, the others only time.
const retryFull = '30'
const retrySoon = '5'

/** What to answer when the log did not take the records. Says what it means for the caller, not what our log said. */
export function refusalOfAppend(error: unknown): Refusal {
  const code = error instanceof SluiceError ? error.code : ''
  if (code === 'record_too_large') {
    return new Refusal(413, 'record_too_large', 'the log does not take a record of that size')
  }
  if (code === 'log_full') {
    const headers = { 'Retry-After': retryFull }
    return new Refusal(507, 'log_full', 'the log is full; nothing was accepted', { headers })
  }
  return unavailable('the log could not take it; parts may be stored, so sending again may repeat them')
}

/** 503: later, the same request may be accepted. */
export function unavailable(message: string): Refusal {
  return new Refusal(503, 'unavailable', message, { headers: { 'Retry-After': retrySoon } })
}

/** The refusal that any thrown value comes down to; a defect of ours is 500. */
export function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, 'internal', 'internal error; the log says what')
}

/** For log lines: code and message of what a log threw. */
export function causeOf(error: unknown): { readonly code: string; readonly error: string } {
  return { code: error instanceof SluiceError ? error.code : 'internal', error: messageOf(error) }
}
