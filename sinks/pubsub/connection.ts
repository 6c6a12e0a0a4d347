import { v1 } from '@google-cloud/pubsub'
import { type GoogleAuth, grpc } from 'google-gax'
import type { Endpoint } from './endpoint.ts'
import type { Message } from './message.ts'

/** Where a connection leads, and who speaks on it. */
export interface ConnectionOptions {
  readonly endpoint: Endpoint
  /** Shared by a sink's connections, so that its tokens are. */
  readonly auth: GoogleAuth
  /** The topic's full name. */
  readonly topic: string
  readonly userAgent: string
}

/** An error, or the ids that the messages have got, in their order. */
export type Answered = (error: unknown, ids: readonly string[]) => void

/** What of the generated client is used: its methods as gRPC has them, each of which can be cancelled. */
export interface Stub extends grpc.Client {
  publish(
    request: { readonly topic: string; readonly messages: readonly Message[] },
    metadata: grpc.Metadata,
    callback: (error: grpc.ServiceError | null, answer?: { readonly messageIds?: readonly string[] }) => void,
  ): grpc.ClientUnaryCall
  getTopic(
    request: { readonly topic: string },
    metadata: grpc.Metadata,
    callback: (error: grpc.ServiceError | null) => void,
  ): grpc.ClientUnaryCall
}

const channelOptions = {
  // Retries are the outbox's.
  'grpc.enable_retries': 0,
  // Google's DNS names no service configuration, and looking for one costs a request.
  'grpc.service_config_disable_resolution': 1,
  // Otherwise a new channel would get the connection that the old one is waiting to make again.
  'grpc.use_local_subchannel_pool': 1,
  // As the library's own Pub/Sub class has it: a connection that is silently gone is found out.
  'grpc.keepalive_time_ms': 300_000,
  'grpc.keepalive_timeout_ms': 20_000,
}

/**
 * One channel to Pub/Sub. The generated client makes it (endpoint, credentials, encoding); requests are made of its
 * stub: the methods around that retry by themselves and give a promise that cannot be cancelled, and the library's
 * Topic queues, and stops a key at its first error until it is told to go on.
 */
export class Connection {
  readonly #topic: string
  readonly #made: Promise<Stub>
  readonly #metadata = new grpc.Metadata()
  #stub: Stub | undefined
  #closed = false
  #heardAt = Number.NEGATIVE_INFINITY

  /** Begins to look for credentials; connects with the first request. */
  constructor({ endpoint, auth, topic, userAgent }: ConnectionOptions) {
    this.#topic = topic
    this.#metadata.set('x-goog-request-params', `topic=${encodeURIComponent(topic)}`)
    const client = new v1.PublisherClient({
      servicePath: endpoint.host,
      port: endpoint.port,
      auth,
      fallback: false,
      'grpc.primary_user_agent': userAgent,
      ...channelOptions,
      ...(endpoint.plain ? plainOptions() : {}),
    } as ConstructorParameters<typeof v1.PublisherClient>[0])
    this.#made = client.initialize() as unknown as Promise<Stub>
    this.#made.then(
      stub => {
        this.#stub = stub
        if (this.#closed) stub.close()
      },
      () => {},
    )
  }

  /** Milliseconds of the process's clock: when the other side last answered anything. */
  get heardAt(): number {
    return this.#heardAt
  }

  /** One request. The function it gives cancels it: `answered` is not called then. */
  publish(messages: readonly Message[], answered: Answered): () => void {
    const request = { topic: this.#topic, messages }
    return this.#call((stub, metadata, callback) => {
      return stub.publish(request, metadata, (error, answer) => callback(error, answer?.messageIds ?? []))
    }, answered)
  }

  /** Any other request; `answered` gets what `start` hands to its callback. */
  ask(start: Start, answered: Answered): () => void {
    return this.#call(start, answered)
  }

  /** Requests under way end by themselves. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#stub?.close()
  }

  #call(start: Start, answered: Answered): () => void {
    let over = false
    let call: grpc.ClientUnaryCall | undefined
    const end: Answered = (error, ids) => {
      if (over) return
      over = true
      answered(error, ids)
    }
    const begin = (stub: Stub) => {
      if (over) return
      try {
        call = start(stub, this.#metadata, (error, ids) => {
          if (!over) this.#heardAt = performance.now()
          end(error, ids)
        })
      } catch (error) {
        // Whoever asked is told later, as always.
        queueMicrotask(() => end(error, []))
      }
    }
    if (this.#stub !== undefined) begin(this.#stub)
    else this.#made.then(begin, error => end(error, []))
    return () => {
      over = true
      call?.cancel()
    }
  }
}

/** An emulator is on this machine, or near it: no proxy leads there. */
function plainOptions() {
  return { sslCreds: grpc.credentials.createInsecure(), 'grpc.enable_http_proxy': 0 }
}

/** Makes a call of a stub. */
export type Start = (stub: Stub, metadata: grpc.Metadata, callback: Answered) => grpc.ClientUnaryCall
