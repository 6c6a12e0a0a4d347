import rhea, { type Connection, type EventContext, type Sender } from 'rhea'
import { HOST } from './ports.ts'

/** Answers those who put tokens at a broker that knows nothing of them: a client of it like any other. */
export class TokenResponder {
  /** What tokens were for, in their order. */
  readonly audiences: string[] = []
  /** What they are answered. */
  status = 202
  readonly #connection: Connection
  readonly #gone = Promise.withResolvers<void>()
  #sender: Sender | undefined

  /** Connects to a broker on the loopback interface. @throws Error */
  static async start(port: number): Promise<TokenResponder> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const responder = new TokenResponder(port, resolve, reject)
    await promise
    return responder
  }

  private constructor(port: number, ready: () => void, failed: (error: Error) => void) {
    const container = rhea.create_container({ id: 'token-responder' })
    const topic = { address: '$cbs', capabilities: ['topic'] }
    container.on('connection_open', ({ connection }) => {
      connection.open_receiver({ source: topic, credit_window: 100 })
      this.#sender = connection.open_sender({ target: topic })
    })
    let receives = false
    container.on('receiver_open', () => {
      receives = true
    })
    // Credit comes after both links: whoever asks from now on is heard.
    container.on('sendable', () => (receives ? ready() : undefined))
    container.on('message', context => this.#answer(context))
    for (const event of ['connection_error', 'sender_error', 'receiver_error', 'session_error'])
      container.on(event as 'disconnected', () => failed(new Error(event)))
    container.on('disconnected', () => {
      this.#gone.resolve()
      failed(new Error('disconnected'))
    })
    this.#connection = container.connect({ host: HOST, port, reconnect: false })
  }

  /** Resolves when it is disconnected. */
  async stop(): Promise<void> {
    if (this.#connection.is_open()) this.#connection.close()
    await this.#gone.promise
  }

  #answer({ message }: EventContext): void {
    const asked = message?.application_properties
    if (message === undefined || asked?.['operation'] !== 'put-token') return
    this.audiences.push(asked['name'])
    this.#sender?.send({
      correlation_id: message.message_id as string,
      application_properties: { 'status-code': this.status, 'status-description': 'as told' },
      body: '',
    })
  }
}
