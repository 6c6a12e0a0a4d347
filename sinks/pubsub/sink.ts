import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Preview, Sink, SinkType } from '../../src/types.ts'
import { UnderWay } from '../under-way.ts'
import { checkTopic } from './check.ts'
import { Connection } from './connection.ts'
import { Flow } from './flow.ts'
import { type Message, messageOf } from './message.ts'
import { type PubsubOptions, pubsubOptions } from './options.ts'
import { previewOf } from './preview.ts'
import { type Answer, type Cancel, Publisher } from './publisher.ts'
import { Publishing, type PublishingOwner } from './publishing.ts'
import { emptySize, mostBytes } from './size.ts'

/** Publishes each event with the envelope as its data. Options: schemas/sink-pubsub.schema.json. */
export const pubsubSink: SinkType = {
  type: 'pubsub',
  create: (options, context) => new PubsubSink(context.name, pubsubOptions(options, context)),
}

// Fifty attributes of up to 256 characters, with their names, take less.
const margin = 65_536 // bytes

class PubsubSink implements Sink, PublishingOwner {
  readonly origin: string
  readonly room: number
  readonly #name: string
  readonly #options: PubsubOptions
  readonly #publisher: Publisher
  readonly #underWay: UnderWay
  #closed = false

  constructor(name: string, options: PubsubOptions) {
    const { connection, timeout } = options
    this.#name = name
    this.#options = options
    this.origin = connection.endpoint.origin
    this.room = mostBytes - emptySize(connection.topic)
    const flow = new Flow(options.mostMessages, options.mostBytes)
    this.#publisher = new Publisher(() => new Connection(connection), flow)
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closed) return Promise.reject(this.#closedError())
    if (deliveries.length === 0) return Promise.resolve([])
    // First: should one throw, nothing is held yet.
    const prepared = deliveries.map(delivery => messageOf(delivery, this.#options.message))
    const deadline = performance.now() + this.#options.timeout
    const publishing = new Publishing(prepared, this, deadline, signal)
    this.#underWay.add(publishing)
    publishing.start()
    return publishing.outcomes
  }

  get bodyRoom(): number {
    return mostBytes - margin
  }

  preview(delivery: Delivery): Preview {
    return previewOf(delivery, this.#options.message)
  }

  /** Asks whether the topic is there and may be published to. */
  check(signal: AbortSignal): Promise<void> {
    return checkTopic(this.#options.connection, this.#options.timeout, signal)
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true
      this.#underWay.close(this.#closedError())
      this.#publisher.close()
    }
    return Promise.resolve()
  }

  publish(messages: readonly Message[], answered: (answer: Answer) => void): Cancel {
    return this.#publisher.publish(messages, answered)
  }

  ended(publishing: Publishing): void {
    this.#underWay.delete(publishing)
  }

  #closedError(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}
