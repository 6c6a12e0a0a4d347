/** Requests to the admin address of a running app. */
import type { App } from '../../src/app.ts'

export const adminToken = 'a-token-of-the-operators'

/** What of a configuration lets `Operator` in. */
export const adminConfig = `admin: { listen: 127.0.0.1:0, tokens: [{ name: ops, token: ${adminToken}, role: write }, { name: eyes, token: only-looks }] }`

/** An answer: its status, and its JSON. */
export interface Answered {
  readonly status: number
  // Each test knows what it asked for.
  readonly body: { readonly [name: string]: any }
}

/** Asks as an operator with a token that may write. */
export class Operator {
  readonly url: string
  readonly #token: string | undefined

  constructor(app: App, token: string | undefined = adminToken) {
    this.url = `http://127.0.0.1:${app.addresses.admin?.port}`
    this.#token = token
  }

  get(path: string): Promise<Answered> {
    return this.#ask('GET', path)
  }

  post(path: string, body?: object): Promise<Answered> {
    return this.#ask('POST', path, body)
  }

  delete(path: string): Promise<Answered> {
    return this.#ask('DELETE', path)
  }

  async #ask(method: string, path: string, body?: object): Promise<Answered> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        connection: 'close',
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Answered['body'] }
  }
}
