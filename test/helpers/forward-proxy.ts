import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** An HTTP proxy for tests: makes the connections it is asked for, and remembers what for. */
export class TestProxy {
  /** `host:port`, as asked for, in order. */
  readonly asked: string[] = []
  /** What Proxy-Authorization each had. */
  readonly credentials: (string | undefined)[] = []
  /** The status to refuse with; 200 connects. */
  status = 200
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor() {
    this.#server = createServer()
    this.#server.on('connect', (request, socket) => this.#connect(request, socket as Socket))
    this.#server.on('connection', socket => this.#keep(socket))
  }

  static async start(t: { after(done: () => Promise<void>): void }): Promise<TestProxy> {
    const proxy = new TestProxy()
    await new Promise<void>(resolve => proxy.#server.listen(0, '127.0.0.1', resolve))
    t.after(() => proxy.#close())
    return proxy
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  #connect(request: IncomingMessage, socket: Socket): void {
    this.asked.push(request.url ?? '')
    this.credentials.push(request.headers['proxy-authorization'])
    if (this.status !== 200) {
      socket.end(`HTTP/1.1 ${this.status} No\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    const { hostname, port } = new URL(`http://${request.url}`)
    const target = connect(Number(port || 80), hostname.replace(/^\[(.*)\]$/, '$1'))
    this.#keep(target)
    target.once('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    target.on('error', () => socket.destroy())
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {}).once('close', () => this.#sockets.delete(socket))
  }

  #close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise(resolve => this.#server.close(() => resolve()))
  }
}
