/** HTTP requests to loopback for tests of servers: a connection each, nothing stays open. */
import { type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import type { Address } from '../../src/config/types.ts'

export interface Sent {
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Buffer
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The text as JSON. */
  json(): unknown
}

/** Sends one request; GET without a body, POST with one, unless it says otherwise. */
export function send({ host, port }: Address, path: string, sent: Sent = {}): Promise<Answered> {
  const { body, headers = {}, method = body === undefined ? 'GET' : 'POST' } = sent
  return new Promise((resolve, reject) => {
    const outgoing = request({ host, port, path, method, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: () => JSON.parse(text),
        })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Writes bytes as they are, and gives everything that came back once the other side has closed. */
export function raw({ host, port }: Address, text: string): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(port, host, () => socket.write(text))
    socket.on('data', data => {
      answer += data.toString('latin1')
    })
    socket.on('error', () => {}) // a reset ends it too
    socket.on('close', () => resolve(answer))
  })
}
