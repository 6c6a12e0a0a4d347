import type { IConnackPacket, MqttClient, Packet } from 'mqtt'
import type { Outcome } from '../../src/types.ts'
import type { Failure } from '../failure.ts'
import { Aliases } from './aliases.ts'
import type { Broker } from './broker.ts'
import { clientOver } from './client.ts'
import { dial } from './dialer.ts'
import { failureOf } from './failure.ts'
import { type Limits, limitsOf, noLimits, unfit } from './limits.ts'
import { type Message, packetSize, tooLarge } from './message.ts'
import { Pending, type Publication } from './publication.ts'
import { acknowledged, blamesMessage, connectionRefused, disconnected } from './reason-codes.ts'
import { clientOptions, type SessionOptions } from './session.ts'
import { Wire } from './wire.ts'

/** Told what becomes of a connection. Calls must not throw. */
export interface ConnectionListener {
  /** It can be published on. */
  opened(connection: Connection): void
  /** There is room for more. */
  roomed(connection: Connection): void
  /** It is over, or never came to be; `left`: how many publications were not acknowledged. */
  closed(connection: Connection, failure: Failure, left: number): void
}

const gracePeriod = 1_000 // ms for a broker to close its side after DISCONNECT
const closedByBroker: Failure = { class: 'network', reason: 'connection closed by the broker' }
const withWill = 0x04 // MQTT 5 §3.14.2.1: disconnect with will message

/**
 * One network connection to one broker. A client of the library lives as long as its connection and no longer: it never
 * reconnects, sends nothing again and queues nothing, so that what is under way stands here alone.
 */
export class Connection {
  readonly broker: Broker
  readonly #session: SessionOptions
  readonly #listener: ConnectionListener
  readonly #client: MqttClient
  readonly #wire: Wire
  readonly #pending = new Pending()
  /** Under way, but nobody waits for them any more. */
  readonly #abandoned = new Set<Publication>()
  readonly #closed = Promise.withResolvers<void>()
  #state: 'connecting' | 'open' | 'ending' | 'closed' = 'connecting'
  #failure: Failure | undefined
  /** The code of the broker's DISCONNECT, where one came. */
  #blame: number | undefined
  #limits: Limits = noLimits
  #aliases = new Aliases(0)
  #heardAt = 0
  #acknowledged = 0
  /** So many go one at a time: the connection before broke, and one of its messages may be why. */
  #careful: number

  /** Begins to connect. @throws SluiceError `password_unreadable`. */
  constructor(broker: Broker, session: SessionOptions, listener: ConnectionListener, careful = 0) {
    this.broker = broker
    this.#session = session
    this.#listener = listener
    this.#careful = careful
    const options = clientOptions(session)
    this.#wire = new Wire(dial(broker))
    this.#client = clientOver(this.#wire, options)
    this.#client.on('packetreceive', packet => this.#received(packet))
    this.#client.on('connect', () => this.#ready())
    this.#client.on('error', error => this.destroy(failureOf(error)))
    this.#client.on('close', () => this.#over())
    this.#wire.on('error', error => this.destroy(failureOf(error)))
  }

  /** Whether another message may be sent: the broker's own limit and ours. */
  get room(): boolean {
    if (this.#state !== 'open') return false
    return this.#pending.size < (this.#careful > 0 ? 1 : this.#limits.inFlight)
  }

  /** Messages that the broker has acknowledged or, with QoS 0, that were written. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Sends it; to be called only where there is room. */
  publish(publication: Publication): void {
    const { message } = publication
    const { packet } = this.#limits
    if (packet !== undefined) {
      const size = packetSize(message) + (this.#limits.aliases > 0 ? 3 : 0)
      if (size > packet) {
        publication.settle(this.#named(tooLarge(`a packet of ${size} bytes; the broker takes ${packet}`)))
        return
      }
    }
    this.#write(publication, message)
  }

  /** Nobody waits for it any more; `late` where its deadline passed. A broker that says nothing at all is given up. */
  abandon(publication: Publication, late: boolean): void {
    const sentAt = this.#pending.sentAt(publication)
    if (sentAt === undefined) return
    this.#abandoned.add(publication)
    if (!late) return
    const silent = this.#heardAt < sentAt
    // Their identifiers stay in use: without an end the broker's limit would be used up by them.
    if (silent || this.#abandoned.size * 2 > this.#limits.inFlight)
      this.destroy({ class: 'timeout', reason: 'no acknowledgements in time; connection given up' })
  }

  /** Ends it now. The first failure counts. */
  destroy(failure: Failure): void {
    this.#failure ??= failure
    this.#wire.destroy()
  }

  /**
   * Ends it with a DISCONNECT, but does not wait long for the broker. What is under way is forgotten. The library's own
   * `end` never comes back where something is under way and the broker is gone.
   */
  async end(): Promise<void> {
    if (this.#state === 'connecting') this.#wire.destroy()
    if (this.#state !== 'open') return this.#closed.promise
    this.#state = 'ending'
    for (const id of this.#pending.identifiers) this.#client.removeOutgoingMessage(id)
    this.#pending.takeAll()
    const { will, protocol } = this.#session
    // Before MQTT 5 only a connection that breaks has its will published.
    if (will !== undefined && protocol === 4) this.#wire.destroy()
    else this.#client.end(false, will === undefined ? {} : { reasonCode: withWill })
    const timer = setTimeout(() => this.#wire.destroy(), gracePeriod)
    await this.#closed.promise
    clearTimeout(timer)
  }

  #write(publication: Publication, message: Message): void {
    const { body, qos, retain, properties } = message
    let { topic } = message
    const alias = properties === undefined ? undefined : this.#aliases.of(topic)
    if (alias !== undefined && properties !== undefined) {
      properties.topicAlias = alias.alias
      if (alias.known) topic = ''
    }
    const options = properties === undefined ? { qos, retain } : { qos, retain, properties }
    const now = performance.now()
    if (qos > 0) {
      this.#client.publish(topic, body, options)
      this.#pending.add(this.#client.getLastMessageId(), publication, now)
      return
    }
    const id = this.#pending.addUnnumbered(publication, now)
    // An error here is one of the connection, which is about to end.
    this.#client.publish(topic, body, options, error => {
      if (error == null) this.#settle(id, 0)
    })
  }

  #received(packet: Packet): void {
    this.#heardAt = performance.now()
    this.#wire.parsed()
    if (packet.cmd === 'puback' || packet.cmd === 'pubcomp')
      this.#settle(packet.messageId!, packet.reasonCode ?? 0)
    else if (packet.cmd === 'pubrec') this.#firstAnswer(packet.messageId!, packet.reasonCode ?? 0)
    else if (packet.cmd === 'connack') this.#answered(packet)
    else if (packet.cmd === 'disconnect') {
      this.#blame = packet.reasonCode ?? 0
      this.destroy(disconnected(this.#blame))
    }
  }

  /** Of QoS 2: a refusal is the end of the exchange, anything else half of it. */
  #firstAnswer(id: number, code: number): void {
    if (code < 0x80) this.#pending.note(id, code)
    else this.#settle(id, code)
  }

  #answered({ properties, reasonCode, returnCode }: IConnackPacket): void {
    const { protocol } = this.#session
    const code = (protocol === 5 ? reasonCode : returnCode) ?? 0
    const failure = code === 0 ? unfit(properties, this.#session) : connectionRefused(code, protocol)
    if (failure !== undefined) this.destroy(failure)
    this.#limits = limitsOf(properties, this.#session)
    this.#aliases = new Aliases(this.#limits.aliases)
  }

  #ready(): void {
    if (this.#state !== 'connecting' || this.#failure !== undefined) return
    const message = this.#session.birth?.()
    if (message === undefined) this.#open()
    else this.#write({ message, settle: outcome => this.#born(outcome) }, message)
  }

  #born(outcome: Outcome): void {
    if (this.#state !== 'connecting') return
    if (outcome.kind === 'delivered') this.#open()
    else this.destroy({ class: outcome.class, reason: `birth message: ${outcome.reason}`, alarm: true })
  }

  #open(): void {
    this.#state = 'open'
    this.#listener.opened(this)
  }

  #settle(id: number, code: number): void {
    const answered = this.#pending.take(id, code)
    if (answered === undefined) return
    this.#acknowledged++
    if (this.#careful > 0) this.#careful--
    if (this.#abandoned.size > 0) this.#abandoned.delete(answered.publication)
    const outcome = acknowledged(answered.code, this.#session.policy)
    answered.publication.settle(this.#state === 'connecting' ? outcome : this.#named(outcome))
    if (this.#state === 'open') this.#listener.roomed(this)
  }

  #over(): void {
    if (this.#state === 'closed') return
    const { policy } = this.#session
    const opened = this.#state === 'open'
    const failure = this.#failure ?? closedByBroker
    this.#state = 'closed'
    const left = this.#pending.takeAll()
    const blamed = this.#blame !== undefined && blamesMessage(this.#blame, policy)
    // Only one was under way: it was the cause. Of several any may be, and they go one at a time from now on.
    const kind = blamed && left.length === 1 ? 'refused' : 'retry'
    for (const publication of left) publication.settle(this.#named({ kind, ...failure }))
    this.#listener.closed(this, failure, opened ? left.length : 0)
    this.#closed.resolve()
  }

  #named(outcome: Outcome): Outcome {
    if (outcome.kind === 'delivered') return outcome
    return { ...outcome, reason: `${this.broker.origin}: ${outcome.reason}` }
  }
}
