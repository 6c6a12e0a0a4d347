import type { Outcome } from '../../src/types.ts'
import { socketFailure } from '../failure.ts'
import { meaningOf, outcomeOf, type Undelivered } from './codes.ts'
import { RoleError } from './role.ts'

/** What a request that failed as a whole means for each of its messages. Total: whatever is thrown has an outcome. */
export function failureOf(error: unknown): Undelivered {
  if (error instanceof RoleError) return roleFailure(error)
  const { name, message, status } = factsOf(error)
  if (/^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(name))
    return retry('permission', 'no credentials were found, or they cannot be used', true)
  if (name === 'EndpointError') return retry('config', 'there is no endpoint for this region', true)
  const socket = socketFailure(error)
  if (status === undefined) return { kind: 'retry', ...socket }
  // A proxy's page, mostly, or an answer that broke off.
  if (status < 300)
    return socket.class === 'other'
      ? { ...retry('other', `answered ${status}, but not as SNS does`), status }
      : { kind: 'retry', ...socket, status }
  return outcomeOf(name, message, status)
}

/** Whether it says that the credentials in use are too old. */
export function isExpired(error: unknown): boolean {
  const { name, message } = factsOf(error)
  return meaningOf(name, message)?.renew === true
}

interface Facts {
  /** The code of the other side, or the name of an error of the SDK. */
  readonly name: string
  readonly message: string
  /** Of the HTTP answer; undefined: there was none. */
  readonly status: number | undefined
}

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { name: '', message: '', status: undefined }
  const { $metadata, $response, Code, Error: inner } = error as Error & Answered
  const code = inner?.Code ?? Code
  return {
    name: typeof code === 'string' && code !== '' ? code : error.name,
    message: error.message,
    status: $metadata?.httpStatusCode ?? $response?.statusCode,
  }
}

/** What the SDK adds to an error. */
interface Answered {
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly statusCode?: number }
  readonly Code?: unknown
  readonly Error?: { readonly Code?: unknown }
}

function roleFailure({ cause }: RoleError): Outcome & { kind: 'retry' } {
  const failure = failureOf(cause)
  const reason = `assuming the role: ${failure.reason}`
  // Nothing is wrong with the messages: they have not been sent.
  return failure.kind === 'retry' ? { ...failure, reason } : retry('config', reason, true)
}

function retry(
  errorClass: 'permission' | 'config' | 'other',
  reason: string,
  alarm = false,
): Outcome & { kind: 'retry' } {
  return { kind: 'retry', class: errorClass, reason, ...(alarm ? { alarm } : {}) }
}
