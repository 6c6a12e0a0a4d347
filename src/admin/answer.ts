import { SluiceError } from '../errors.ts'

/** What a request that could not be done is answered. */
export interface Refused {
  readonly status: number
  readonly error: { readonly code: string; readonly message: string; readonly hint: string }
}

const statuses: { readonly [code: string]: number } = {
  request_invalid: 400,
  usage: 400,
  config_invalid: 400,
  offset_out_of_range: 400,
  offset_not_next: 409,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  sink_unknown: 404,
  job_unknown: 404,
  letter_unknown: 404,
  topic_missing: 404,
  method_not_allowed: 405,
  not_owned: 409,
  job_running: 409,
  sink_configured: 409,
  too_large: 413,
  test_failed: 422,
  stopping: 503,
  log_unreachable: 503,
  log_refused: 503,
  log_unusable: 503,
  log_full: 507,
  append_denied: 503,
  append_failed: 503,
  commit_failed: 503,
  commit_fenced: 409,
}

/** The answer that any thrown value comes down to; what is no error of ours is a defect, and told in the log alone. */
export function refusedOf(error: unknown): Refused {
  if (error instanceof SluiceError) {
    const { code, message, hint } = error
    return { status: statuses[code] ?? 500, error: { code, message, hint } }
  }
  const { statusCode } = (error ?? {}) as { statusCode?: unknown }
  // Fastify's own: a body that is too large, or no JSON.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    const message = statusCode === 413 ? 'the body is too large' : 'the body is not JSON'
    const code = statusCode === 413 ? 'too_large' : 'request_invalid'
    return { status: statusCode === 413 ? 413 : 400, error: { code, message, hint: '' } }
  }
  return { status: 500, error: { code: 'internal', message: 'internal error; the log says what', hint: '' } }
}
