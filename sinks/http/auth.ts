import type { Problems } from '../problems.ts'
import { connectionHeaders, ownHeaders } from './headers.ts'

/** `auth` as a configuration has it; secrets are values by then. Certificates stand in `tls`, or under `mtls` here. */
export type WrittenAuth =
  | { readonly type: 'none' }
  | {
      readonly type: 'basic'
      readonly username?: string
      readonly password?: string
      readonly credentials?: string
    }
  | { readonly type: 'bearer'; readonly token: string }
  | { readonly type: 'header'; readonly name: string; readonly value: string }
  | {
      readonly type: 'oauth2'
      readonly token_url: string
      readonly client_id: string
      readonly client_secret: string
      readonly scope?: string
      readonly audience?: string
    }
  | { readonly type: 'mtls'; readonly cert: string; readonly key: string }
  | { readonly type: 'aws_sigv4'; readonly service: string; readonly region: string }

/** The header that says who we are, where it is the same for every request; undefined where there is none. */
export function authHeader(
  auth: WrittenAuth,
  problems: Problems,
): readonly [name: string, value: string] | undefined {
  if (auth.type === 'basic') return ['Authorization', basic(auth, problems)]
  if (auth.type === 'bearer')
    return ['Authorization', `Bearer ${checked(auth.token, 'auth.token', problems)}`]
  if (auth.type !== 'header') return undefined
  const name = auth.name.toLowerCase()
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) problems.add('auth.name', 'no name of a header')
  else if (connectionHeaders.has(name)) problems.add('auth.name', 'belongs to the connection; cannot be set')
  else if (ownHeaders.test(name))
    problems.add('auth.name', 'is set by Sluice on every request; cannot be set')
  return [auth.name, checked(auth.value, 'auth.value', problems)]
}

/** RFC 7617: user name and password, or both in one (`name:password`). */
function basic(auth: Extract<WrittenAuth, { type: 'basic' }>, problems: Problems): string {
  const { username, password, credentials } = auth
  const both = credentials ?? `${username ?? ''}:${password ?? ''}`
  if (credentials !== undefined && (username !== undefined || password !== undefined))
    problems.add('auth.credentials', 'stands beside `username` or `password`', 'leave one of them out')
  else if (credentials !== undefined && !credentials.includes(':'))
    problems.add('auth.credentials', 'has no colon in it', 'write it as name:password')
  else if (credentials === undefined && username === undefined)
    problems.add('auth', 'has neither `username` and `password` nor `credentials`')
  else if (username?.includes(':') === true)
    problems.add('auth.username', 'has a colon in it, which ends the name (RFC 7617)')
  return `Basic ${Buffer.from(both).toString('base64')}`
}

function checked(value: string, path: string, problems: Problems): string {
  if (!/^[\x21-\x7e\x80-\xff]([\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?$/.test(value))
    problems.add(path, 'has a blank at an end, a line break, a control character or one beyond Latin-1')
  return value
}
