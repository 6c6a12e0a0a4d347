/** A proxy before an AMQP broker that reads along what is sent, and can hold back what the broker says became of it. */
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import rhea, { type Message } from 'rhea'
import { bodyOf, type Received, unpacked } from './service-bus-double.ts'

const batchFormat = 0x80013700
const disposition = 0x15 // AMQP 1.0 §2.7.6
const headerBytes = 8

interface Frame {
  readonly channel: number
  readonly performative?: {
    readonly descriptor?: { readonly value: number }
    readonly name?: string
    readonly handle?: number
    readonly role?: boolean
    readonly target?: { readonly value?: readonly unknown[] }
    readonly message_format?: number
    readonly more?: boolean
  }
  readonly payload?: Buffer
}

// A part of the library that has no types.
const frames: { read_frame(bytes: Buffer): Frame } = createRequire(import.meta.url)('rhea/lib/frames.js')

export class AmqpTap {
  /** Messages in the order they came, whatever became of them. */
  readonly received: Received[] = []
  /** Whether what the broker says became of transfers is kept back. */
  #holding = false
  readonly #pairs = new Map<Socket, Pair>()
  readonly #target: number
  #server: Server | undefined
  #port = 0

  /** Ends with the test. */
  static async start(t: { after(done: () => Promise<void>): void }, target: number): Promise<AmqpTap> {
    const tap = new AmqpTap(target)
    await tap.start()
    t.after(() => tap.stop())
    return tap
  }

  private constructor(target: number) {
    this.#target = target
  }

  get connectionString(): string {
    return `Endpoint=sb://127.0.0.1:${this.#port};SharedAccessKeyName=send;SharedAccessKey=key-secret;UseDevelopmentEmulator=true`
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#pairs.size
  }

  hold(): void {
    this.#holding = true
  }

  release(): void {
    this.#holding = false
    for (const pair of this.#pairs.values()) pair.flush()
  }

  async start(): Promise<void> {
    const server = createServer({ noDelay: true }, socket => {
      const pair = new Pair(socket, connect(this.#target, '127.0.0.1').setNoDelay(true), {
        holding: () => this.#holding,
        took: (message, together) => this.received.push({ message, body: bodyOf(message), together }),
        closed: () => this.#pairs.delete(socket),
      })
      this.#pairs.set(socket, pair)
    })
    await new Promise<void>(done => server.listen(this.#port, '127.0.0.1', done))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** Breaks every connection, and takes none until `start`. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#pairs.keys()) socket.resetAndDestroy()
    await new Promise<void>(done => (server === undefined ? done() : server.close(() => done())))
  }
}

interface PairOwner {
  holding(): boolean
  took(message: Message, together: number): void
  closed(): void
}

/** One connection, both ways. */
class Pair {
  readonly #client: Socket
  readonly #owner: PairOwner
  readonly #held: Buffer[] = []
  /** Addresses of the client's links, by channel and handle. */
  readonly #links = new Map<string, string>()
  readonly #parts = new Map<string, Buffer[]>()
  readonly #formats = new Map<string, number>()

  constructor(client: Socket, broker: Socket, owner: PairOwner) {
    this.#client = client
    this.#owner = owner
    split(client, bytes => {
      broker.write(bytes)
      this.#sent(bytes)
    })
    split(broker, bytes => {
      if (owner.holding() && isDisposition(bytes)) this.#held.push(bytes)
      else client.write(bytes)
    })
    client
      .on('error', () => {})
      .on('close', () => {
        broker.destroy()
        owner.closed()
      })
    broker.on('error', () => {}).on('close', () => client.destroy())
  }

  flush(): void {
    for (const bytes of this.#held.splice(0)) this.#client.write(bytes)
  }

  #sent(bytes: Buffer): void {
    if (bytes.length <= headerBytes || bytes[5] !== 0) return // a header, or SASL
    const { channel, performative, payload } = frames.read_frame(bytes)
    if (performative?.handle === undefined) return
    const link = `${channel}/${performative.handle}`
    if (performative.name !== undefined) this.#links.set(link, targetOf(performative))
    else if (payload !== undefined) this.#transferred(link, payload, performative)
  }

  #transferred(link: string, payload: Buffer, performative: NonNullable<Frame['performative']>): void {
    if (this.#links.get(link) === '$cbs') return
    const parts = this.#parts.get(link) ?? []
    if (parts.length === 0) this.#formats.set(link, performative.message_format ?? 0)
    parts.push(payload)
    this.#parts.set(link, parts)
    if (performative.more === true) return
    this.#parts.delete(link)
    const raw = Buffer.concat(parts)
    const batch = this.#formats.get(link) === batchFormat
    const messages = batch ? unpacked(raw) : [rhea.message.decode(raw) as unknown as Message]
    for (const message of messages) this.#owner.took(message, messages.length)
  }
}

function targetOf({ target }: NonNullable<Frame['performative']>): string {
  const [address] = (target?.value ?? []) as { readonly value?: unknown }[]
  return String(address?.value ?? '')
}

function isDisposition(bytes: Buffer): boolean {
  const start = bytes[4]! * 4
  return (
    bytes.length > headerBytes && bytes[5] === 0 && bytes[start] === 0 && bytes[start + 2] === disposition
  )
}

/** Each header and each frame by itself. */
function split(socket: Socket, took: (bytes: Buffer) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes])
    for (;;) {
      const size = rest.length < headerBytes ? 0 : rest[0] === 0x41 ? headerBytes : rest.readUInt32BE(0)
      if (size === 0 || rest.length < size) return
      took(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
  })
}
