import { SluiceError } from '../../src/errors.ts'
import type { Delivery, Outcome, Preview, Sink, SinkType } from '../../src/types.ts'
import type { Failure } from '../failure.ts'
import { UnderWay } from '../under-way.ts'
import { reachAll } from './check.ts'
import { Connection } from './connection.ts'
import { Connector, type ConnectorOwner } from './connector.ts'
import { messageOf } from './message.ts'
import { type MqttOptions, mqttOptions } from './options.ts'
import { previewOf } from './preview.ts'
import { Batch, Sending, type SendingOwner } from './sending.ts'

/** Publishes each event with the envelope as its payload. Options: schemas/sink-mqtt.schema.json. */
export const mqttSink: SinkType = {
  type: 'mqtt',
  create: (options, context) => new MqttSink(context.name, mqttOptions(options, context)),
}

const unwritable: Outcome = {
  kind: 'retry',
  class: 'internal',
  reason: 'the message could not be written',
  alarm: true,
}

class MqttSink implements Sink, ConnectorOwner, SendingOwner {
  readonly #name: string
  readonly #options: MqttOptions
  readonly #connector: Connector
  readonly #underWay: UnderWay
  /** Not sent yet, first come first served: no connection, or no room on it. */
  readonly #waiting = new Set<Sending>()
  #filling = false
  #wasThere = false
  #closing: Promise<void> | undefined

  constructor(name: string, options: MqttOptions) {
    this.#name = name
    this.#options = options
    this.#connector = new Connector(
      options.brokers,
      options.connectTimeout,
      (broker, listener, careful) => new Connection(broker, options.session, listener, careful),
      this,
    )
    // A tenth of the timeout is late enough, a tenth of a second seldom enough to cost nothing.
    this.#underWay = new UnderWay(Math.min(Math.max(options.timeout / 10, 5), 100), () => performance.now())
  }

  send(deliveries: readonly Delivery[], signal: AbortSignal): Promise<readonly Outcome[]> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#closing !== undefined) return Promise.reject(this.#closed())
    if (deliveries.length === 0) return Promise.resolve([])
    // First: should one throw, nothing is held yet.
    const messages = deliveries.map(delivery => messageOf(delivery, this.#options.message))
    const deadline = performance.now() + this.#options.timeout
    const batch = new Batch(messages.length)
    for (const [at, message] of messages.entries()) {
      if ('kind' in message) batch.settle(at, message)
      else this.#add(new Sending(message, batch, at, this, deadline, signal))
    }
    this.#fill()
    return batch.outcomes
  }

  /** What would be published; nothing is connected. */
  preview(delivery: Delivery): Preview {
    return previewOf(delivery, this.#options.message)
  }

  /** Connects to each broker and says nothing but who it is. */
  check(signal: AbortSignal): Promise<void> {
    return reachAll(this.#options.brokers, this.#options.session, this.#options.connectTimeout, signal)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  roomed(): void {
    this.#wasThere = true
    this.#fill()
  }

  failed(failure: Failure): void {
    for (const sending of this.#waiting) sending.settle({ kind: 'retry', ...failure })
    this.#comeBack()
  }

  lost(): void {
    if (this.#waiting.size > 0) this.#connector.want()
    else this.#comeBack()
  }

  ended(sending: Sending, how: 'late' | 'aborted' | undefined): void {
    if (how === undefined) this.#underWay.delete(sending)
    if (!sending.sent) this.#waiting.delete(sending)
    else if (how !== undefined) this.#connector.current?.abandon(sending, how === 'late')
  }

  /** Who is told by will and birth whether this side is there is told the truth, also while there is nothing to send. */
  #comeBack(): void {
    const { will, birth } = this.#options.session
    if (this.#wasThere && (will !== undefined || birth !== undefined)) this.#connector.want()
  }

  #add(sending: Sending): void {
    this.#underWay.add(sending)
    this.#waiting.add(sending)
  }

  /** Sends what waits, as much as there is room for. Where a message is settled at once, this is called from within. */
  #fill(): void {
    if (this.#filling) return
    this.#filling = true
    for (const sending of this.#waiting) {
      const connection = this.#connector.current
      if (connection === undefined) {
        this.#connector.want()
        break
      }
      if (!connection.room) break
      this.#waiting.delete(sending)
      sending.sent = true
      try {
        connection.publish(sending)
      } catch {
        sending.settle(unwritable)
      }
    }
    this.#filling = false
  }

  async #close(): Promise<void> {
    this.#underWay.close(this.#closed())
    await this.#connector.close()
  }

  #closed(): SluiceError {
    return new SluiceError('sink_closed', `sink ${this.#name}: closed`)
  }
}
