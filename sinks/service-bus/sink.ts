import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Preview, Sink, SinkType } from '../../src/types.ts'
import { Call, type Placed } from '../call.ts'
import { UnderWay } from '../under-way.ts'
import { reach } from './check.ts'
import { Connector } from './connector.ts'
import { failureOf, verdictOf } from './failure.ts'
import type { Link } from './link.ts'
import { type Message, messageOf } from './message.ts'
import { type ServiceBusOptions, serviceBusOptions } from './options.ts'
import { packed, type Transfer } from './packing.ts'
import { previewOf } from './preview.ts'

/** Sends each event as a message to a topic or queue of Azure Service Bus. Options: schemas/sink-service_bus.schema.json. */
export const serviceBusSink: SinkType = {
  type: 'service_bus',
  create: (options, context) => new ServiceBusSink(context.name, serviceBusOptions(options, context)),
}

// What is around a body, and application properties of up to 256 characters, mostly take a tenth of it.
const margin = 16_384 // bytes

class ServiceBusSink implements Sink {
  readonly #name: string
  readonly #options: ServiceBusOptions
  readonly #connector: Connector
  readonly #underWay: UnderWay
  #closing: Promise<void> | undefined

  constructor(name: string, options: ServiceBusOptions) {
    this.#name = name
    this.#options = options
    this.#connector = new Connector(options.connection)
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(options.timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closing !== undefined) return Promise.reject(this.#closed())
    if (deliveries.length === 0) return Promise.resolve([])
    // First: should one throw, nothing is held yet.
    const messages = deliveries.map(delivery => messageOf(delivery, this.#options.message))
    const startedAt = performance.now()
    let link: Link | undefined
    const late = () => {
      if (link !== undefined) this.#connector.giveUp(link, startedAt)
      return this.#shown({ kind: 'retry', class: 'timeout', reason: 'no answer in time' })
    }
    const call = new Call(messages.length, late, startedAt + this.#options.timeout, signal)
    this.#underWay.add(call)
    void this.#sendAll(call.place<Message>(messages), call, used => {
      link = used
    })
    return call.outcomes
  }

  get bodyRoom(): number {
    return this.#connector.maxBytes - margin
  }

  /** What would be sent; nothing is connected. */
  preview(delivery: Delivery): Preview {
    return previewOf(delivery, this.#options)
  }

  /** Opens a link of its own, which shows whether this side may send, and sends nothing. */
  check(signal: AbortSignal): Promise<void> {
    return reach(this.#options, signal)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Never rejects. */
  async #sendAll(placed: readonly Placed<Message>[], call: Call, using: (link: Link) => void): Promise<void> {
    await this.#sendThese(placed, call, this.#options.mostInBatch, using)
    this.#underWay.delete(call)
    call.done()
  }

  async #sendThese(
    placed: readonly Placed<Message>[],
    call: Call,
    most: number,
    using: (link: Link) => void,
  ): Promise<void> {
    if (call.over || placed.length === 0) return
    try {
      const link = await this.#connector.link()
      if (call.over) return
      using(link)
      const fitting = placed.filter(one => this.#fits(one, link, call))
      const alone = link.suspects > 0 || !link.batches
      const transfers = await packed(fitting, link, alone ? 1 : most)
      await Promise.all(transfers.map(transfer => this.#transfer(transfer, link, call, using)))
    } catch (error) {
      const failure = failureOf(error)
      for (const { at } of placed) call.set(at, this.#shown({ kind: 'retry', ...failure }))
    }
  }

  /** A batch that is refused as a whole is halved, until the one is found that is at fault. */
  async #transfer(
    { placed, cargo }: Transfer,
    link: Link,
    call: Call,
    using: (link: Link) => void,
  ): Promise<void> {
    try {
      await link.send(cargo, call.work)
      for (const { at } of placed) call.set(at, delivered)
    } catch (error) {
      if (call.over) return
      const { outcome, split } = verdictOf(error)
      if (split && placed.length > 1) {
        const half = Math.ceil(placed.length / 2)
        await this.#sendThese(placed.slice(0, half), call, half, using)
        await this.#sendThese(placed.slice(half), call, half, using)
      } else for (const { at } of placed) call.set(at, this.#shown(outcome))
    }
  }

  /** What the link does not take is not sent. Its properties are not counted: of those the service judges. */
  #fits({ at, message: { body } }: Placed<Message>, { maxBytes }: Link, call: Call): boolean {
    if (body.length <= maxBytes) return true
    const reason = `too large: a body of ${body.length} bytes; a message may have ${maxBytes}`
    call.set(at, this.#shown({ kind: 'refused', class: 'too_large', reason }))
    return false
  }

  #shown(outcome: Exclude<Outcome, { kind: 'delivered' }>): Outcome {
    return { ...outcome, reason: `${this.#options.origin}: ${outcome.reason}` }
  }

  async #close(): Promise<void> {
    this.#underWay.close(this.#closed())
    await this.#connector.close()
  }

  #closed(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}

const delivered: Outcome = { kind: 'delivered' }
