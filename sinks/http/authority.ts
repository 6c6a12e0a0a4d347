import { messageOf, SluiceError } from '../../src/errors.ts'
import type { FlatHeaders } from './headers.ts'
import type { MadeRequest } from './requests.ts'
import { type AwsCredentials, type AwsScope, awsAuthorization, awsDate, sha256 } from './sigv4.ts'
import type { Tokens } from './tokens.ts'

/** Says who we are, where that takes more than a header that is always the same. */
export interface Authority {
  /**
   * The request with what says who we are; a promise only where it has to be waited for.
   * @throws SluiceError `token_unavailable`, `credentials_unavailable`.
   */
  authorize(request: MadeRequest): MadeRequest | Promise<MadeRequest>
  /** The other side answered 401 to it. Whether it may be sent once more, with another proof. */
  refused(request: MadeRequest): boolean
  /** Whether it could say so now. @throws as `authorize`. */
  ready(): Promise<unknown>
  /** Ends what is under way. */
  close(): void
}

/** Access tokens, as bearer tokens. */
export function tokenAuthority(tokens: Tokens): Authority {
  const used = new WeakMap<MadeRequest, string>()
  const bearing = (request: MadeRequest, token: string) => {
    const headers = [...without(request.headers, ['authorization']), 'Authorization', `Bearer ${token}`]
    const made = { ...request, headers }
    used.set(made, token)
    return made
  }
  return {
    authorize: request => {
      const { kept } = tokens
      return kept === undefined ? tokens.get().then(token => bearing(request, token)) : bearing(request, kept)
    },
    refused: request => {
      tokens.refused(used.get(request) ?? '')
      return true
    },
    ready: () => tokens.get(),
    close: () => tokens.close(),
  }
}

const ours = ['authorization', 'x-amz-date', 'x-amz-content-sha256', 'x-amz-security-token']
const deadline = 10_000 // ms, for credentials

/** AWS Signature Version 4, over the headers and the body that are sent. */
export function awsAuthority(
  scope: AwsScope,
  credentials: () => Promise<AwsCredentials> = defaultCredentials(scope.region),
  now: () => number = () => Date.now(),
): Authority {
  const closing = new AbortController()
  return {
    authorize: async request => {
      const who = await found(credentials, closing.signal)
      const date = awsDate(now())
      const { address, method, body } = request
      const headers = [
        ...without(request.headers, ours),
        'X-Amz-Date',
        date,
        'X-Amz-Content-Sha256',
        sha256(body),
      ]
      if (who.sessionToken !== undefined) headers.push('X-Amz-Security-Token', who.sessionToken)
      const isHost = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
      const host = isHost ? [] : ['Host', new URL(address.origin).host]
      const signed = { method, path: address.path, headers: [...headers, ...host], body }
      headers.push('Authorization', awsAuthorization(signed, scope, who, date))
      return { ...request, headers }
    },
    refused: () => false,
    ready: () => found(credentials, closing.signal),
    close: () => closing.abort(new SluiceError('sink_closed', 'closed')),
  }
}

/** The default chain of the AWS SDK: environment, shared files, web identity, containers, instance metadata. Renewed before they expire. */
function defaultCredentials(region: string): () => Promise<AwsCredentials> {
  // The SDK takes a while to load, and is needed by these sinks alone. Any of its clients has the chain.
  let provider: Promise<() => Promise<AwsCredentials>> | undefined
  return async () => {
    provider ??= import('@aws-sdk/client-sns').then(
      ({ SNSClient }) => new SNSClient({ region }).config.credentials,
    )
    return (await provider)()
  }
}

async function found(
  credentials: () => Promise<AwsCredentials>,
  closing: AbortSignal,
): Promise<AwsCredentials> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('none in time')), deadline)
  const abort = () => reject(closing.reason)
  closing.addEventListener('abort', abort)
  try {
    closing.throwIfAborted()
    return await Promise.race([credentials(), promise])
  } catch (error) {
    closing.throwIfAborted()
    // What a credential process or an identity provider said might be a secret.
    const ofChain = error instanceof Error && /^(CredentialsProviderError|Error)$/.test(error.name)
    const why = ofChain ? messageOf(error) : error instanceof Error ? error.name : 'unknown'
    throw new SluiceError('credentials_unavailable', `AWS credentials: ${why}`, {
      cause: error,
      hint: 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of this machine',
    })
  } finally {
    clearTimeout(timer)
    closing.removeEventListener('abort', abort)
  }
}

function without(headers: FlatHeaders, names: readonly string[]): FlatHeaders {
  return headers.filter((_, index) => !names.includes(headers[index - (index % 2)]!.toLowerCase()))
}
