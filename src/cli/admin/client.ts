import { messageOf, SluiceError } from '../../errors.ts'

const longest = 120_000 // ms; what is asked for may have to be committed first

/** One instance's admin address, and what is asked there. */
export class Client {
  readonly url: string
  readonly #token: string | undefined

  constructor(url: string, token: string | undefined) {
    this.url = url
    this.#token = token
  }

  /** What is answered. @throws SluiceError as the instance says it; `instance_unreachable`. */
  async ask<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
    const response = await this.#send(method, path, body)
    const answer = (await response.json().catch(() => undefined)) as Answer | Refusal | undefined
    if (response.ok && answer !== undefined) return answer as Answer
    const { code, message, hint } = (answer as Refusal | undefined)?.error ?? {}
    throw new SluiceError(
      code ?? 'instance_failed',
      `${this.url}: ${message ?? `answered ${response.status}`}`,
      {
        hint: hint ?? '',
      },
    )
  }

  async #send(method: string, path: string, body: object | undefined): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers: {
          connection: 'close',
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(longest),
      })
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
      throw new SluiceError('instance_unreachable', `${this.url}: ${messageOf(cause)}`, {
        cause: error,
        hint: 'is a router running there, with `admin` in its configuration?',
      })
    }
  }
}

interface Refusal {
  readonly error?: { readonly code?: string; readonly message?: string; readonly hint?: string }
}
