/** Requests to the admin address of a running app. */
import type { LetterView } from '../../src/admin/letter-view.ts'
import type { App } from '../../src/app.ts'
import type { JobView } from '../../src/jobs/job.ts'
import { until } from './until.ts'

export const adminToken = 'a-token-of-the-operators'

/** What of a configuration lets `Operator` in. */
export const adminConfig = `admin: { listen: 127.0.0.1:0, tokens: [{ name: ops, token: ${adminToken}, role: write }, { name: eyes, token: only-looks }] }`

/** An answer: its status, and its JSON, as the test that asked expects it. */
export interface Answered<Body> {
  readonly status: number
  readonly body: Body
}

/** What a request is answered that is not done. */
export interface RefusedBody {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string }
}

/** Asks as an operator with a token that may write. */
export class Operator {
  readonly url: string
  readonly #token: string | undefined

  constructor(app: App, token: string | undefined = adminToken) {
    this.url = `http://127.0.0.1:${app.addresses.admin?.port}`
    this.#token = token
  }

  get<Body = RefusedBody>(path: string): Promise<Answered<Body>> {
    return this.#ask('GET', path)
  }

  post<Body = RefusedBody>(path: string, body?: object): Promise<Answered<Body>> {
    return this.#ask('POST', path, body)
  }

  delete<Body = RefusedBody>(path: string): Promise<Answered<Body>> {
    return this.#ask('DELETE', path)
  }

  /** Dead letters of a sink that are listed. */
  async letters(sink: string): Promise<readonly LetterView[]> {
    const { body } = await this.get<{ letters: readonly LetterView[] }>(`/dead-letters?sink=${sink}`)
    return body.letters
  }

  /** Asks for a job. */
  async begin(asked: object): Promise<JobView> {
    const { status, body } = await this.post<JobView>('/jobs', asked)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }

  /** Asks for a job, and waits for its end. */
  async finish(asked: object): Promise<JobView> {
    return this.ended((await this.begin(asked)).id)
  }

  /** Waits for the end of a job. */
  async ended(id: string): Promise<JobView> {
    const found: JobView[] = []
    await until(async () => {
      const { body } = await this.get<JobView>(`/jobs/${id}`)
      found.push(body)
      return !['counting', 'running'].includes(body.state)
    }, `the end of job ${id}`)
    return found.at(-1)!
  }

  async #ask<Body>(method: string, path: string, body?: object): Promise<Answered<Body>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        connection: 'close',
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }
}
