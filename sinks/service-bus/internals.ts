/**
 * What the SDK does not offer, and what cannot be done without: a send that is under way when its link is detached or its
 * connection breaks waits out its whole time; a link without credit makes the SDK sleep; a connection that says nothing is
 * never closed; and encoding a message costs twice as much as all the rest of it.
 */
import type {
  ServiceBusClient,
  ServiceBusMessage,
  ServiceBusMessageBatch,
  ServiceBusSender,
} from '@azure/service-bus'

/** Told of an event, with the error that caused it where there was one. */
type Listener = (context: EventContext) => void

interface EventContext {
  readonly error?: unknown
  readonly connection?: { readonly error?: unknown }
  readonly session?: { readonly error?: unknown }
  readonly sender?: { readonly error?: unknown }
}

interface Emitter {
  on(event: string, listener: Listener): unknown
}

/** A link as the library below the SDK has it. */
interface RawLink extends Emitter {
  readonly session: Emitter
  sendable(): boolean
}

interface RawConnection extends Emitter {
  /** Of rhea, which opens the socket. */
  readonly _connection: {
    readonly socket?: object
    readonly local: { readonly open: { idle_time_out?: number } }
    abort_socket(socket: object): void
  }
}

/** What is heard of a link for sending. */
export interface LinkEvents {
  /** There is credit. */
  sendable(): void
  /** The service said what became of a transfer. */
  settled(): void
  /** It can be used no more. */
  ended(error: unknown): void
}

/** Listens to the link that a sender has now. @returns whether it has credit; undefined where there is no link. */
export function watchLink(sender: ServiceBusSender, events: LinkEvents): (() => boolean) | undefined {
  const { _sender } = sender as unknown as { readonly _sender: { readonly link: RawLink | undefined } }
  const { link } = _sender
  if (link === undefined) return undefined
  link.on('sendable', () => events.sendable())
  link.on('settled', () => events.settled())
  for (const event of ['sender_error', 'sender_close']) link.on(event, ended)
  for (const event of ['session_error', 'session_close']) link.session.on(event, ended)
  return () => link.sendable()

  function ended({ sender: closed, session }: EventContext): void {
    events.ended(closed?.error ?? session?.error)
  }
}

interface RawBatch {
  readonly _encodedMessages: Buffer[]
  _sizeInBytes: number
}

/** Adds a message that is encoded already, behind one that the SDK added itself. @returns whether there was room. */
export function addEncoded(
  batch: ServiceBusMessageBatch,
  bytes: Buffer,
  message: ServiceBusMessage,
): boolean {
  const raw = batch as unknown as RawBatch
  if (!Array.isArray(raw._encodedMessages)) return batch.tryAddMessage(message)
  // A data section around it: its descriptor, and a length of one byte or four.
  const size = raw._sizeInBytes + bytes.length + (bytes.length <= 255 ? 5 : 8)
  if (size > batch.maxSizeInBytes) return false
  raw._encodedMessages.push(bytes)
  raw._sizeInBytes = size
  return true
}

/** The connection of a client that has not been used yet: `lost` is told when it is over. */
export class ClientConnection {
  readonly #connection: RawConnection

  constructor(client: ServiceBusClient, lost: (error: unknown) => void) {
    const { _connectionContext } = client as unknown as {
      readonly _connectionContext: { readonly connection: RawConnection }
    }
    // The SDK makes a new one in its place when this one is over; ours lives no longer than that.
    this.#connection = _connectionContext.connection
    this.#connection.on('disconnected', ({ error, connection }) => lost(connection?.error ?? error))
  }

  /** Closes its socket, whatever the other side says. */
  destroy(): void {
    const raw = this.#connection._connection
    if (raw.socket === undefined) return
    // Otherwise what is written to a connection that was closed while it opened starts two minutes of waiting for an answer.
    raw.local.open.idle_time_out = 0
    raw.abort_socket(raw.socket)
  }
}
