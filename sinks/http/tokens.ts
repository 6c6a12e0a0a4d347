import { messageOf, SluiceError } from '../../src/errors.ts'
import type { Problems } from '../problems.ts'
import { type Address, addressOf } from './address.ts'
import type { WrittenAuth } from './auth.ts'
import type { Dialer } from './dialer.ts'
import { oneRequest } from './one-request.ts'

/** The client credentials grant (RFC 6749, section 4.4). */
export interface Grant {
  /** Of the token endpoint. */
  readonly address: Address
  readonly clientId: string
  readonly clientSecret: string
  readonly scope: string | undefined
  readonly audience: string | undefined
}

/** `auth` of the type `oauth2`, as a grant. */
export function grantOf(
  auth: Extract<WrittenAuth, { readonly type: 'oauth2' }>,
  problems: Problems,
): Grant | undefined {
  const address = addressOf(auth.token_url)
  if (typeof address === 'string' || address.userinfo !== '') {
    problems.add(
      'auth.token_url',
      typeof address === 'string' ? address : 'has a user name or password in it',
    )
    return undefined
  }
  return {
    address,
    clientId: auth.client_id,
    clientSecret: auth.client_secret,
    scope: auth.scope,
    audience: auth.audience,
  }
}

interface Token {
  readonly value: string
  /** Milliseconds since the epoch: from then on a new one is used. */
  readonly until: number
}

const deadline = 10_000 // ms, for one request to the token endpoint
// A token is asked for anew this long before it expires, but used for half of its life at least.
const early = 60_000 // ms
const unknownLife = 300_000 // ms, of a token whose answer does not say

/** Access tokens for one sink: kept until shortly before they expire; one request at a time, whoever waits for it. */
export class Tokens {
  readonly #grant: Grant
  readonly #dialer: Dialer
  readonly #now: () => number
  #kept: Token | undefined
  #asking: Promise<Token> | undefined
  readonly #closing = new AbortController()

  constructor(grant: Grant, dialer: Dialer, now: () => number = () => Date.now()) {
    this.#grant = grant
    this.#dialer = dialer
    this.#now = now
  }

  /** The token, where one is at hand: a request need not wait for a promise then. */
  get kept(): string | undefined {
    return this.#kept !== undefined && this.#now() < this.#kept.until ? this.#kept.value : undefined
  }

  /** @throws SluiceError `token_unavailable`; its message carries no secret. */
  async get(): Promise<string> {
    const { kept } = this
    if (kept !== undefined) return kept
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    this.#kept = await this.#asking
    return this.#kept.value
  }

  /** The other side did not take that token: it is not used again. */
  refused(token: string): void {
    if (this.#kept?.value === token) this.#kept = undefined
  }

  /** Ends a request for a token that is under way. */
  close(): void {
    this.#closing.abort(new SluiceError('sink_closed', 'closed'))
  }

  async #ask(): Promise<Token> {
    const { address, clientId, clientSecret, scope, audience } = this.#grant
    const form = new URLSearchParams({ grant_type: 'client_credentials' })
    if (scope !== undefined) form.set('scope', scope)
    if (audience !== undefined) form.set('audience', audience)
    const basic = [clientId, clientSecret].map(encodeURIComponent).join(':')
    const asked = this.#now()
    try {
      const { status, text } = await oneRequest(
        this.#dialer,
        {
          address,
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
          },
          body: form.toString(),
          timeout: deadline,
        },
        this.#closing.signal,
      )
      if (status !== 200) throw new Refusal(status)
      return tokenOf(text, asked)
    } catch (error) {
      this.#closing.signal.throwIfAborted()
      throw unavailable(address.origin, error)
    }
  }
}

class Refusal extends Error {
  constructor(status: number) {
    super(`answered ${status}`)
  }
}

function tokenOf(text: string, asked: number): Token {
  const { access_token, expires_in, token_type } = JSON.parse(text) as { readonly [name: string]: unknown }
  if (typeof access_token !== 'string' || !/^[\x21-\x7e]+$/.test(access_token))
    throw new Error('answered without an access_token')
  if (token_type !== undefined && String(token_type).toLowerCase() !== 'bearer')
    throw new Error('answered with a token that is no bearer token')
  const seconds = Number(expires_in)
  const life = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : unknownLife
  return { value: access_token, until: asked + Math.max(life - early, life / 2) }
}

function unavailable(origin: string, error: unknown): SluiceError {
  const why =
    error instanceof SyntaxError
      ? 'answered with something that is not JSON'
      : error instanceof DOMException
        ? 'no answer in time'
        : messageOf(error)
  const hint = error instanceof Refusal ? 'are client id and secret right, and may it have that scope?' : ''
  return new SluiceError('token_unavailable', `token_url ${origin}: ${why}`, { cause: error, hint })
}
