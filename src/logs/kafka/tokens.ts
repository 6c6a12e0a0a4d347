import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { SaslConfig } from '../../config/types.ts'
import { messageOf, SluiceError } from '../../errors.ts'
import { Client } from '../../undici.ts'

type OAuthConfig = Extract<SaslConfig, { readonly mechanism: 'oauthbearer' }>

/** A bearer token and until when it may be used again, milliseconds since the epoch. */
interface Token {
  readonly value: string
  readonly until: number
}

const run = promisify(execFile)
const deadline = 10_000 // ms, for the program or the token endpoint
const mostBytes = 65_536
// A token is asked for anew this long before it expires, but used for half of its life at least.
const early = 60_000 // ms
const unknownLife = 60_000 // ms, of a token that does not say when it expires

/**
 * Bearer tokens for SASL OAUTHBEARER: from a program's standard output, or by the client credentials grant (RFC 6749,
 * section 4.4). Kept until shortly before they expire; one request at a time.
 */
export class Tokens {
  readonly #config: OAuthConfig
  readonly #now: () => number
  #kept: Token | undefined
  #asking: Promise<Token> | undefined

  constructor(config: OAuthConfig, now: () => number = () => Date.now()) {
    this.#config = config
    this.#now = now
  }

  /** @throws SluiceError `token_unavailable`; its message carries no secret. */
  async get(): Promise<string> {
    if (this.#kept !== undefined && this.#now() < this.#kept.until) return this.#kept.value
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined
    })
    this.#kept = await this.#asking
    return this.#kept.value
  }

  async #ask(): Promise<Token> {
    const config = this.#config
    return 'token_command' in config ? this.#fromCommand(config.token_command) : this.#fromUrl(config)
  }

  async #fromCommand(command: readonly string[]): Promise<Token> {
    const [program = '', ...args] = command
    let out: string
    try {
      out = (await run(program, args, { timeout: deadline, maxBuffer: mostBytes })).stdout.trim()
    } catch (error) {
      // The error's own message repeats arguments and output, which may be secret.
      const { code, killed } = error as { readonly code?: string | number; readonly killed?: boolean }
      const why = killed === true ? `no end within ${deadline} ms` : `failed with ${code ?? 'an error'}`
      throw new SluiceError('token_unavailable', `token_command ${program}: ${why}`)
    }
    if (out === '' || /\s/.test(out)) {
      throw new SluiceError(
        'token_unavailable',
        `token_command ${program}: expected one token on standard output`,
      )
    }
    return { value: out, until: this.#until(expiryOf(out)) }
  }

  async #fromUrl(config: Extract<OAuthConfig, { readonly token_url: string }>): Promise<Token> {
    const url = new URL(config.token_url)
    const form = new URLSearchParams({ grant_type: 'client_credentials' })
    if (config.scope !== undefined) form.set('scope', config.scope)
    const basic = [config.client_id, config.client_secret].map(encodeURIComponent).join(':')
    const client = new Client(url.origin, { maxResponseSize: mostBytes })
    const answered = this.#now()
    try {
      const response = await client.request({
        method: 'POST',
        path: url.pathname + url.search,
        headers: {
          authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: form.toString(),
        signal: AbortSignal.timeout(deadline),
      })
      const text = await response.body.text()
      if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`)
      const { access_token, expires_in } = JSON.parse(text) as Record<string, unknown>
      if (typeof access_token !== 'string' || access_token === '')
        throw new Error('answered without access_token')
      const life = Number(expires_in)
      const expiry = Number.isFinite(life) && life > 0 ? answered + life * 1_000 : expiryOf(access_token)
      return { value: access_token, until: this.#until(expiry) }
    } catch (error) {
      const why = error instanceof SyntaxError ? 'answered with something that is not JSON' : messageOf(error)
      throw new SluiceError('token_unavailable', `token_url ${url.origin}: ${why}`)
    } finally {
      await client.destroy()
    }
  }

  #until(expiry: number | undefined): number {
    const now = this.#now()
    if (expiry === undefined) return now + unknownLife
    const life = expiry - now
    return now + Math.max(life - early, life / 2)
  }
}

/** When a JWT expires, milliseconds since the epoch; undefined where it does not say so. */
function expiryOf(token: string): number | undefined {
  const claims = token.split('.')[1]
  if (claims === undefined) return undefined
  try {
    const { exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
    return typeof exp === 'number' ? exp * 1_000 : undefined
  } catch {
    return undefined
  }
}
