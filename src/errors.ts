/**
 * Why a delivery or an operation failed, for metrics, alerts and dead letters. Closed: a new class is a decision.
 */
export type ErrorClass =
  | 'network' // no connection, or it broke
  | 'timeout' // the total deadline passed
  | 'tls' // certificate or handshake
  | 'redirect' // a 3xx answer; never followed
  | 'permission' // not authenticated or not authorised
  | 'not_found' // endpoint, topic or queue does not exist
  | 'throttled' // the other side asks to slow down
  | 'unavailable' // the other side failed (5xx)
  | 'too_large' // over a size limit
  | 'rejected' // this one will never be accepted
  | 'config' // the sink's own settings are wrong
  | 'template' // a template failed to render
  | 'undecodable' // not an event of the source's format
  | 'internal' // a defect of ours
  | 'other'

/** The one error base: a stable code for programs, a message for people, a hint on what to do. */
export class SluiceError extends Error {
  /** Stable, snake_case: `config_invalid`, `topic_missing`, … */
  readonly code: string
  /** What to do about it; empty where there is nothing to say. */
  readonly hint: string

  constructor(code: string, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SluiceError'
    this.code = code
    this.hint = options.hint ?? ''
  }
}

/** One thing wrong with a configuration: where, what was found, what was expected. */
export interface Problem {
  /** Path of the file as the user named it; empty where there is none. */
  readonly file: string
  /** Counts from 1; 0 where unknown. */
  readonly line: number
  /** `rules[3].conditions.and[1].op` */
  readonly path: string
  /** `unknown operator "eqq"; one of eq, gt, …` */
  readonly message: string
  /** `did you mean "eq"?`; empty where there is nothing to suggest. */
  readonly hint: string
}

/** Everything wrong with a configuration, at once. */
export class ConfigError extends SluiceError {
  readonly problems: readonly Problem[]
  /** What is only doubtful beside them. */
  readonly warnings: readonly Problem[]

  constructor(problems: readonly Problem[], warnings: readonly Problem[] = []) {
    super('config_invalid', problems.map(describeProblem).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
    this.warnings = warnings
  }
}

/** A problem as one line. */
export function describeProblem({ file, line, path, message, hint }: Problem): string {
  const where = [file + (line > 0 ? `:${line}` : ''), path].filter(Boolean).join(' ')
  return `${where === '' ? '' : `${where}: `}${message}${hint === '' ? '' : ` (${hint})`}`
}

/** An error as the fields of a log line; what is not ours has neither code nor hint. */
export function errorFields(error: unknown): { error: string; code?: string; hint?: string } {
  if (!(error instanceof SluiceError)) return { error: messageOf(error) }
  const { message, code, hint } = error
  return { error: message, code, ...(hint === '' ? {} : { hint }) }
}

/** An error's message, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
