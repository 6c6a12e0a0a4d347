import type { IncomingHttpHeaders } from 'node:http'
import { Client } from '../../src/undici.ts'
import type { Address } from './address.ts'
import type { Dialer, Dialling } from './dialer.ts'

/** A request that is no delivery: for a token, or a proof of who the other side is. */
export interface OneRequest {
  readonly address: Address
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  /** Path and query, where they are not the address's own. */
  readonly path?: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
  /** Milliseconds, to the answer's last byte. */
  readonly timeout: number
}

/** Its answer, at most 64 KiB of it. */
export interface OneAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

const mostBytes = 65_536

/** Sends it on a connection of its own. @throws errors of the network; `TimeoutError`; the signal's reason when it aborts. */
export async function oneRequest(
  dialer: Dialer,
  request: OneRequest,
  signal: AbortSignal,
): Promise<OneAnswer> {
  const { address, method, path = address.path, headers, body = null, timeout } = request
  let dialling: Dialling | undefined
  const client = new Client(address.origin, {
    maxResponseSize: mostBytes,
    allowH2: false,
    connect: (_options, done) => {
      dialling = dialer.dial((error, socket) =>
        socket === undefined ? done(error ?? new Error('no socket'), null) : done(null, socket),
      )
    },
  })
  try {
    const answer = await client.request({
      method,
      path,
      headers,
      body,
      signal: AbortSignal.any([AbortSignal.timeout(timeout), signal]),
    })
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
  } finally {
    dialling?.destroy()
    await client.destroy()
  }
}
