import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Preview, Sink, SinkType } from '../../src/types.ts'
import { Call, type Placed } from '../call.ts'
import { UnderWay } from '../under-way.ts'
import { batchesOf } from './batches.ts'
import { reach } from './check.ts'
import { failureOf } from './failure.ts'
import { type Message, messageOf, mostBytes } from './message.ts'
import { type SnsOptions, snsOptions } from './options.ts'
import { previewOf } from './preview.ts'
import { Publisher } from './publisher.ts'

/** Publishes each event as a message to a topic of SNS. Options: schemas/sink-sns.schema.json. */
export const snsSink: SinkType = {
  type: 'sns',
  create: (options, context) => new SnsSink(context.name, snsOptions(options, context)),
}

// Ten attributes of up to 256 characters and a subject take less.
const margin = 12_288 // bytes

class SnsSink implements Sink {
  readonly #name: string
  readonly #options: SnsOptions
  readonly #publisher: Publisher
  readonly #underWay: UnderWay
  #closed = false

  constructor(name: string, options: SnsOptions) {
    this.#name = name
    this.#options = options
    this.#publisher = new Publisher(options.publisher)
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(options.timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closed) return Promise.reject(this.#closedError())
    if (deliveries.length === 0) return Promise.resolve([])
    // First: should one throw, nothing is held yet.
    const messages = deliveries.map(delivery => messageOf(delivery, this.#options.message))
    const late = () => this.#shown({ kind: 'retry', class: 'timeout', reason: 'no answer in time' })
    const call = new Call(messages.length, late, performance.now() + this.#options.timeout, signal)
    this.#underWay.add(call)
    void this.#publishAll(call.place<Message>(messages), call)
    return call.outcomes
  }

  /** With bodies for protocols nobody knows what they come to. */
  get bodyRoom(): number | undefined {
    return this.#options.message.bodies.size > 0 ? undefined : mostBytes - margin
  }

  /** What would be published; nothing is connected. */
  preview(delivery: Delivery): Preview {
    return previewOf(delivery, this.#options)
  }

  /** Asks for the topic and publishes nothing. */
  check(signal: AbortSignal): Promise<void> {
    const { publisher, origin, timeout } = this.#options
    const { topicArn, endpoint } = publisher
    const address = () => (endpoint === undefined ? this.#publisher.address() : Promise.resolve(origin))
    return reach({ topicArn, address, describe: ends => this.#publisher.describe(ends) }, timeout, signal)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#underWay.close(this.#closedError())
    this.#publisher.close()
  }

  /** One request after the other: a call is one place of the outbox's concurrency. Never rejects. */
  async #publishAll(placed: readonly Placed<Message>[], call: Call): Promise<void> {
    for (const batch of batchesOf(placed)) await this.#publish(batch, call)
    this.#underWay.delete(call)
    call.done()
  }

  /** A batch that is refused as a whole is halved, until the one is found that is at fault. */
  async #publish(batch: readonly Placed<Message>[], call: Call): Promise<void> {
    if (call.over) return
    try {
      const outcomes = await this.#publisher.publish(
        batch.map(({ message }) => message),
        call.work,
      )
      for (const [index, { at }] of batch.entries()) call.set(at, this.#shown(outcomes[index]!))
    } catch (error) {
      if (call.over) return
      const outcome = failureOf(error)
      if (outcome.kind === 'refused' && batch.length > 1) {
        const half = Math.ceil(batch.length / 2)
        await this.#publish(batch.slice(0, half), call)
        await this.#publish(batch.slice(half), call)
      } else for (const { at } of batch) call.set(at, this.#shown(outcome))
    }
  }

  #shown(outcome: Outcome): Outcome {
    if (outcome.kind === 'delivered') return outcome
    return { ...outcome, reason: `${this.#options.origin}: ${outcome.reason}` }
  }

  #closedError(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}
