/**
 * A stand-in for Azure Service Bus on AMQP 1.0, for what another broker gets wrong: sizes, duplicate detection, the
 * service's own errors, detached links. It answers as it is told.
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import rhea, { type Connection, type Delivery, type EventContext, type Message, type Receiver } from 'rhea'

/** What becomes of a message. */
export type Answer =
  | 'accept'
  | 'release'
  | 'modify'
  | 'nothing'
  /** The connection breaks. */
  | 'drop'
  | { readonly reject: string; readonly description?: string }
  | { readonly detach: string; readonly description?: string }

/** A message as it came, by itself or in a batch. */
export interface Received {
  readonly message: Message
  readonly body: Buffer
  /** Messages that came together with it, itself included. */
  readonly together: number
}

const batchFormat = 0x80013700

export class ServiceBusDouble {
  /** Messages that have been decided about, or that are left without an answer, in the order they came. */
  readonly received: Received[] = []
  /** Messages that are kept: accepted, and no duplicates. */
  readonly kept: Received[] = []
  /** How many messages each transfer had. */
  readonly transfers: number[] = []
  /** Tokens that were put, as they came. */
  readonly tokens: string[] = []
  /** Links for sending that were opened. */
  attaches = 0
  /** Milliseconds that the answer to a token takes. */
  cbsDelay = 0
  /** Answer to a token; undefined: none. */
  cbsStatus: number | undefined = 202
  cbsCondition: string | undefined
  /** What a link is refused with. */
  attachError: { readonly condition: string; readonly description: string } | undefined
  maxMessageSize = 262_144
  duplicateDetection = false
  /** A batch goes to one partition: what is in it has one key. */
  partitioned = false
  sessions = false
  answer: (message: Message) => Answer = () => 'accept'
  /** Told of each message that goes into `received`. */
  decided: (message: Message) => void = () => {}
  /** Whether anything at all is said to a connection. */
  mute = false
  readonly #credit: number
  /** Accepts all and looks at nothing. */
  readonly #blind: boolean
  readonly #container = rhea.create_container({ id: 'double' })
  readonly #sockets = new Set<Socket>()
  readonly #ids = new Set<string>()
  readonly #links = new Set<Receiver>()
  readonly #held: (() => void)[] = []
  #holding = false
  #server: Server | undefined
  #port = 0

  /** Ends with the test. */
  static async start(
    t: { after(done: () => Promise<void>): void },
    options: { readonly credit?: number; readonly blind?: boolean } = {},
  ): Promise<ServiceBusDouble> {
    const double = new ServiceBusDouble(options.credit ?? 1_000, options.blind ?? false)
    await double.start()
    t.after(() => double.stop())
    return double
  }

  private constructor(credit: number, blind: boolean) {
    this.#credit = credit
    this.#blind = blind
    const container = this.#container
    // Ours to answer: it is no event emitter in its own types, but for what these name.
    container.sasl_server_mechanisms['enable_anonymous']!()
    container.on('sender_open', ({ sender }) => sender?.set_source(sender.source))
    container.on('receiver_open', context => this.#attached(context))
    container.on('message', context => this.#took(context))
    for (const ignored of ['disconnected', 'connection_error', 'session_error', 'receiver_error', 'error'])
      container.on(ignored as 'disconnected', () => {})
  }

  get port(): number {
    return this.#port
  }

  get connectionString(): string {
    return `Endpoint=sb://127.0.0.1:${this.#port};SharedAccessKeyName=send;SharedAccessKey=key-secret;UseDevelopmentEmulator=true`
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size
  }

  async start(): Promise<void> {
    const server = createServer({ noDelay: true }, socket => this.#join(socket))
    await new Promise<void>(done => server.listen(this.#port, '127.0.0.1', done))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.cut()
    await new Promise<void>(done => (server === undefined ? done() : server.close(() => done())))
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  /** Hears nothing any more, on connections that stay open. */
  freeze(): void {
    for (const socket of this.#sockets) socket.pause()
  }

  /** Ends every link for sending, as the service does now and then. */
  detach(condition: string, description = ''): void {
    for (const link of this.#links) link.close({ condition, description })
  }

  /** Messages are taken and not answered, until `release`. */
  hold(): void {
    this.#holding = true
  }

  release(): void {
    this.#holding = false
    for (const decide of this.#held.splice(0)) decide()
  }

  #join(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket))
    if (this.mute) {
      socket.resume()
      return
    }
    const connection = this.#container.create_connection({
      receiver_options: {
        credit_window: this.#credit,
        autoaccept: false,
        max_message_size: this.maxMessageSize,
      },
    } as never)
    const raw = connection as unknown as { accept(socket: Socket): void; abort_socket(socket: Socket): void }
    raw.accept(socket)
    // It hears of the other side's end only, and goes on with its timers.
    socket.on('close', () => raw.abort_socket(socket))
  }

  #attached({ receiver }: EventContext): void {
    if (receiver === undefined || addressOf(receiver) === '$cbs') return
    this.attaches++
    if (this.attachError !== undefined) receiver.close(this.attachError)
    else {
      this.#links.add(receiver)
      receiver.on('receiver_close', () => this.#links.delete(receiver))
    }
  }

  #took({ message, delivery, receiver, connection }: EventContext): void {
    if (message === undefined || delivery === undefined || receiver === undefined) return
    if (addressOf(receiver) === '$cbs') {
      delivery.accept()
      setTimeout(() => this.#answerToken(message, connection), this.cbsDelay)
      return
    }
    if (this.#blind) {
      delivery.accept()
      return
    }
    const raw = message as unknown as Buffer
    const batch = delivery.format === batchFormat
    const size = batch ? raw.length : 0
    const messages = batch ? unpacked(raw) : [message]
    this.transfers.push(messages.length)
    const decide = () => this.#decide(messages, size, delivery, receiver)
    if (this.#holding) {
      this.#note(messages)
      this.#held.push(() => this.#settle('accept', messages, delivery, receiver))
    } else setImmediate(decide)
  }

  /** All of a batch has one answer: the first that is not acceptance. */
  #decide(messages: readonly Message[], size: number, delivery: Delivery, receiver: Receiver): void {
    const answer =
      this.#wrong(messages, size) ?? messages.map(this.answer).find(one => one !== 'accept') ?? 'accept'
    // What a batch is refused for is one message's fault: it is told which when they come one by one.
    const blamed = typeof answer === 'object' && 'reject' in answer && messages.length > 1
    if (!blamed) this.#note(messages)
    this.#settle(answer, messages, delivery, receiver)
  }

  #settle(answer: Answer, messages: readonly Message[], delivery: Delivery, receiver: Receiver): void {
    if (answer === 'nothing') return
    if (answer === 'drop') receiver.connection.socket?.destroy()
    else if (answer === 'release') delivery.release({})
    else if (answer === 'modify') delivery.release({ delivery_failed: true })
    else if (answer === 'accept') {
      for (const message of messages) this.#keep(message, messages.length)
      delivery.accept()
    } else if ('reject' in answer)
      delivery.reject({ condition: answer.reject, description: answer.description ?? 'said by the service' })
    else
      receiver.close({ condition: answer.detach, description: answer.description ?? 'said by the service' })
  }

  #note(messages: readonly Message[]): void {
    for (const message of messages) {
      this.received.push(receivedOf(message, messages.length))
      this.decided(message)
    }
  }

  #keep(message: Message, together: number): void {
    const id = String(message.message_id)
    if (this.duplicateDetection && this.#ids.has(id)) return
    this.#ids.add(id)
    this.kept.push(receivedOf(message, together))
  }

  /** What the service's own rules say against it. */
  #wrong(messages: readonly Message[], size: number): Answer | undefined {
    if (size > this.maxMessageSize) return { reject: 'amqp:link:message-size-exceeded' }
    if (messages.some(message => bodyOf(message).length > this.maxMessageSize))
      return { reject: 'amqp:link:message-size-exceeded' }
    if (this.sessions && messages.some(({ group_id }) => group_id === undefined))
      return { reject: 'amqp:not-allowed' }
    const keys = new Set(messages.map(keyOf))
    return this.partitioned && keys.size > 1 ? { reject: 'amqp:not-allowed' } : undefined
  }

  #answerToken(request: Message, connection: Connection): void {
    this.tokens.push(String(bodyText(request)))
    if (this.cbsStatus === undefined) return
    const link = connection.find_sender(
      ({ source }: { source: { address: string } }) => source.address === '$cbs',
    )
    link?.send({
      correlation_id: request.message_id as string,
      application_properties: {
        'status-code': this.cbsStatus,
        'status-description': 'said by the service: key-secret',
        ...(this.cbsCondition === undefined ? {} : { 'error-condition': this.cbsCondition }),
      },
      body: '',
    })
  }
}

/** The messages in a batch: each is encoded in a data section of its own. */
export function unpacked(raw: Buffer): readonly Message[] {
  const { content } = rhea.message.decode(raw).body as { readonly content: Buffer | Buffer[] }
  const all = Array.isArray(content) ? content : [content]
  return all.map(one => rhea.message.decode(one) as unknown as Message)
}

/** The bytes of a message's body. */
export function bodyOf({ body }: Message): Buffer {
  return Buffer.from((body as { readonly content: Buffer }).content)
}

function receivedOf(message: Message, together: number): Received {
  return { message, body: bodyOf(message), together }
}

function bodyText({ body }: Message): unknown {
  return body
}

function keyOf({ group_id, message_annotations }: Message): string {
  return String(group_id ?? message_annotations?.['x-opt-partition-key'])
}

function addressOf(receiver: Receiver): string {
  return receiver.target.address
}
