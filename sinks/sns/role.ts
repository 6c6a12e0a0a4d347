import type { Credentials } from '@aws-sdk/client-sts'
import { collect } from './collect.ts'
import type { WrittenRole } from './types.ts'

/** Credentials of a role, for a time. */
export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/** A role that could not be taken on; the cause is the SDK's error. */
export class RoleError extends Error {
  constructor(cause: unknown) {
    super('the role could not be assumed', { cause })
    this.name = 'RoleError'
  }
}

/** Where a role is asked for. */
export interface RoleOptions extends WrittenRole {
  readonly region: string
  readonly fips: boolean
  /** Names the session, where the configuration does not. */
  readonly sink: string
}

/** Gives credentials of the role; `signal` ends the request. @throws RoleError */
export type AssumeRole = (signal: AbortSignal) => Promise<RoleCredentials>

const patience = 5_000 // ms, for connecting and for an answer each

/**
 * Takes a role on with credentials of the SDK's default chain. The SDK asks again some minutes before they expire: where
 * that fails, those that there are serve to their end.
 */
export function roleOf(options: RoleOptions, now: () => number = Date.now): AssumeRole {
  let latest: RoleCredentials | undefined
  return async signal => {
    try {
      latest = await assume(options, signal)
      return latest
    } catch (error) {
      if (latest !== undefined && latest.expiration.getTime() > now()) return latest
      throw new RoleError(error)
    }
  }
}

async function assume(
  { region, fips, sink, ...written }: RoleOptions,
  signal: AbortSignal,
): Promise<RoleCredentials> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient({
    region,
    maxAttempts: 1,
    streamCollector: collect,
    requestHandler: { connectionTimeout: patience, requestTimeout: patience, throwOnRequestTimeout: true },
    ...(fips ? { useFipsEndpoint: true } : {}),
    ...(written.endpoint === undefined ? {} : { endpoint: written.endpoint }),
  })
  try {
    const command = new AssumeRoleCommand({
      RoleArn: written.role_arn,
      RoleSessionName: written.session_name ?? sessionName(sink),
      DurationSeconds: Math.round((written.duration ?? 3_600_000) / 1_000), // one hour
      ...(written.external_id === undefined ? {} : { ExternalId: written.external_id }),
    })
    return credentialsOf((await client.send(command, { abortSignal: signal })).Credentials)
  } finally {
    client.destroy()
  }
}

/** 2 to 64 of the characters that STS takes. */
function sessionName(sink: string): string {
  return `sluice-${sink}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64)
}

function credentialsOf(given: Credentials | undefined): RoleCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {}
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || Expiration === undefined)
    throw new Error('the answer has no credentials')
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  }
}
