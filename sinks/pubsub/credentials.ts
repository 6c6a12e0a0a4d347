import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { GoogleAuth, googleAuthLibrary } from 'google-gax'
import { messageOf } from '../../src/errors.ts'
import type { Problems } from '../problems.ts'
import type { Endpoint } from './endpoint.ts'

const scopes = ['https://www.googleapis.com/auth/pubsub']
const { AwsClient, IdentityPoolClient, JWT, PluggableAuthClient, UserRefreshClient } = googleAuthLibrary

/** A file's credentials. */
export type Client = googleAuthLibrary.AuthClient

/**
 * Who this side is: a file's credentials, else the default ones of the environment, which are looked for when they are
 * first needed. An emulator wants none, and none are looked for.
 */
export function authOf(client: Client | undefined, endpoint: Endpoint): GoogleAuth {
  // Told its universe, the library does not ask a machine's metadata server for it.
  if (endpoint.plain) return new GoogleAuth({ clientOptions: { universeDomain: 'googleapis.com' } })
  return client === undefined ? new GoogleAuth({ scopes }) : new GoogleAuth({ authClient: client, scopes })
}

/** Reads a file of credentials; undefined where something is wrong with it, which is then among the problems. */
export function clientOf(path: string, problems: Problems): Client | undefined {
  const wrong = (message: string, hint = '') => problems.add('credentials_file', message, hint)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    wrong(`cannot be read: ${messageOf(error)}`)
    return undefined
  }
  const file = parsed(text)
  if (file === undefined) {
    wrong('no JSON object', 'the file that Google gives out as a key or a credential configuration')
    return undefined
  }
  const missing = (needed[String(file['type'])] ?? []).filter(name => !isGiven(file[name]))
  if (missing.length > 0) {
    wrong(`has no ${missing.join(', ')}`, `which a file of type ${file['type']} has`)
    return undefined
  }
  try {
    const client = made(file)
    if (client === undefined)
      wrong(
        'is of a type that is not known here',
        `one of ${Object.keys(needed).join(', ')}; others through GOOGLE_APPLICATION_CREDENTIALS`,
      )
    return client
  } catch {
    // The library's messages may show what is in the file.
    wrong('cannot be used', 'is it complete?')
    return undefined
  }
}

/** By a file's type what it has to have. */
const needed: { readonly [type: string]: readonly string[] } = {
  service_account: ['client_email', 'private_key'],
  external_account: ['audience', 'subject_token_type', 'token_url', 'credential_source'],
  authorized_user: ['client_id', 'client_secret', 'refresh_token'],
}

type File = { readonly [name: string]: unknown }

/** Undefined where the type is not known. */
function made(file: File): Client | undefined {
  switch (file['type']) {
    case 'service_account':
      createPrivateKey(String(file['private_key']))
      return new JWT({
        scopes,
        email: String(file['client_email']),
        key: String(file['private_key']),
        ...(typeof file['private_key_id'] === 'string' ? { keyId: file['private_key_id'] } : {}),
      })
    case 'external_account':
      return federated(file)
    case 'authorized_user':
      return new UserRefreshClient({
        clientId: String(file['client_id']),
        clientSecret: String(file['client_secret']),
        refreshToken: String(file['refresh_token']),
      })
    default:
      return undefined
  }
}

/** Workload identity federation, by where the other identity comes from. */
function federated(file: File): Client {
  const source = file['credential_source'] as File
  const options = { ...file, scopes }
  if ('environment_id' in source)
    return new AwsClient(options as unknown as ConstructorParameters<typeof AwsClient>[0])
  if ('executable' in source)
    return new PluggableAuthClient(options as unknown as ConstructorParameters<typeof PluggableAuthClient>[0])
  return new IdentityPoolClient(options as unknown as ConstructorParameters<typeof IdentityPoolClient>[0])
}

function parsed(text: string): File | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as File) : undefined
  } catch {
    return undefined
  }
}

function isGiven(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null)
}
