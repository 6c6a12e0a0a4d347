/** HTTP receivers on loopback that do what a test says: well-behaved ones, and ones that speak byte for byte. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A request as it came in. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** Names and values by turns, as they were written. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
}

/** What to answer; `undefined` is 200. */
export interface Answer {
  readonly status?: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
}

/** PEM texts; with `ca`, a client certificate signed by it is demanded. */
export interface ServerTls {
  readonly cert: Buffer
  readonly key: Buffer
  readonly ca?: Buffer
}

/** A receiver that keeps what it gets. */
export class HttpReceiver {
  /** Every request in the order of arrival, answered or not. */
  readonly requests: Received[] = []
  /** Decides each answer. */
  answer: (request: Received) => Answer | Promise<Answer> = () => ({})
  /** Called with each new connection, where there is TLS after its handshake. */
  greet: (socket: Socket) => void = () => {}
  /** Connections taken so far. */
  accepted = 0
  readonly #open = new Set<Socket>()
  readonly #tls: ServerTls | undefined
  readonly #waiting: (() => void)[] = []
  #holding = false
  #next: Answer[] = []
  #server: Server | undefined
  #port = 0

  private constructor(tls: ServerTls | undefined) {
    this.#tls = tls
  }

  /** Listens on a free port of 127.0.0.1; stops when the test ends. */
  static async start(t: TestContext, tls?: ServerTls): Promise<HttpReceiver> {
    const receiver = new HttpReceiver(tls)
    await receiver.start()
    t.after(() => receiver.stop())
    return receiver
  }

  /** `http://127.0.0.1:<port>`, or https. */
  get origin(): string {
    return `${this.#tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`
  }

  get port(): number {
    return this.#port
  }

  /** Connections that are open. */
  get open(): number {
    return this.#open.size
  }

  /** The next requests are answered so, in the order of their arrival, whatever `answer` says. */
  next(answers: readonly Answer[]): void {
    this.#next = [...answers]
  }

  /** Requests are taken, and answered only after `release`. */
  hold(): void {
    this.#holding = true
  }

  release(): void {
    this.#holding = false
    for (const go of this.#waiting.splice(0)) go()
  }

  /** Listens again, on the same port. */
  async start(): Promise<void> {
    const handler = (request: IncomingMessage, response: ServerResponse) =>
      void this.#serve(request, response)
    const server = this.#tls
      ? createTlsServer({ ...this.#tls, requestCert: this.#tls.ca !== undefined }, handler)
      : createServer(handler)
    server.on('connection', (socket: Socket) => {
      this.accepted++
      track(this.#open, socket)
    })
    server.on(this.#tls ? 'secureConnection' : 'connection', (socket: Socket) => this.greet(socket))
    this.#server = server
    this.#port = await listen(server, this.#port)
  }

  /** Breaks all connections and refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.release()
    if (server !== undefined) await end(server, this.#open)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer)
    } catch {
      return // the sender went away
    }
    const received: Received = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body: Buffer.concat(chunks),
    }
    this.requests.push(received)
    if (this.#holding) await new Promise<void>(resolve => this.#waiting.push(resolve))
    const { status = 200, headers = {}, body = '' } = this.#next.shift() ?? (await this.answer(received))
    response.writeHead(status, headers).end(body)
  }
}

/** A server that says whatever bytes a test wants. */
export interface RawServer {
  readonly origin: string
  readonly port: number
  /** Complete requests seen, as Latin-1 text. */
  readonly requests: readonly string[]
  /** Connections taken so far. */
  readonly accepted: number
  /** Connections that are open. */
  readonly open: number
}

/** Called with each complete request of a connection. */
export type RawScript = (socket: Socket, request: string) => void

/** Calls `script` with each request; `greet` with each new connection, before anything is read. */
export async function rawServer(
  t: TestContext,
  script: RawScript,
  greet: (socket: Socket) => void = () => {},
): Promise<RawServer> {
  const open = new Set<Socket>()
  const requests: string[] = []
  let accepted = 0
  const server = createTcpServer({ noDelay: true }, socket => {
    accepted++
    track(open, socket)
    greet(socket)
    let text = ''
    socket.on('data', data => {
      text += data.toString('latin1')
      for (let end = endOfRequest(text); end > 0; end = endOfRequest(text)) {
        const request = text.slice(0, end)
        text = text.slice(end)
        requests.push(request)
        script(socket, request)
      }
    })
  })
  const port = await listen(server, 0)
  t.after(() => end(server, open))
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    requests,
    get accepted() {
      return accepted
    },
    get open() {
      return open.size
    },
  }
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer()
  const port = await listen(server, 0)
  await new Promise(resolve => server.close(resolve))
  return port
}

/** 0 where the request is not complete. */
function endOfRequest(text: string): number {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0)
  return text.length >= head + 4 + length ? head + 4 + length : 0
}

function track(open: Set<Socket>, socket: Socket): void {
  open.add(socket)
  socket.on('error', () => {}) // resets are part of what is tested
  socket.once('close', () => open.delete(socket))
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function end(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    for (const socket of open) socket.destroy()
  })
}
