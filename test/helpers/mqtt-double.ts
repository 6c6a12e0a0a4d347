/** A stand-in for an MQTT broker that answers as it is told: for reason codes and limits that no real one can be made to give. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import {
  generate,
  type IConnackPacket,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
  parser,
} from 'mqtt-packet'

/** What the broker does with one PUBLISH. */
export type Answer =
  | { readonly code: number }
  /** PUBREC with the first code, PUBCOMP with the second. */
  | { readonly received: number; readonly completed: number }
  | { readonly disconnect: number }
  | 'drop'
  | 'nothing'

export class MqttDouble {
  readonly connects: IConnectPacket[] = []
  readonly published: IPublishPacket[] = []
  /** PUBREL packets that came. */
  released = 0
  /** DISCONNECT packets that came, by their reason code. */
  readonly disconnects: number[] = []
  /** Of CONNACK; 0 accepts. */
  connack = 0
  properties: NonNullable<IConnackPacket['properties']> = {}
  /** Whether a CONNECT is answered at all. */
  answersConnect = true
  /** Whether a client that says goodbye has its connection closed. */
  closes = true
  answer: (packet: IPublishPacket) => Answer = () => ({ code: 0 })
  readonly #version: 4 | 5
  readonly #server: Server
  readonly #open = new Set<Socket>()
  /** Publications without an answer now, and the most there ever were. */
  #unanswered = 0
  most = 0

  /** Ends with the test. */
  static async start(t: { after(done: () => Promise<void>): void }, version: 4 | 5 = 5): Promise<MqttDouble> {
    const double = new MqttDouble(version)
    await new Promise<void>(done => double.#server.listen(0, '127.0.0.1', done))
    t.after(() => double.stop())
    return double
  }

  private constructor(version: 4 | 5) {
    this.#version = version
    this.#server = createServer({ noDelay: true }, socket => this.#join(socket))
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#open.size
  }

  /** Sends a packet to everybody. */
  say(packet: Packet): void {
    for (const socket of this.#open) this.#send(socket, packet)
  }

  /** Sends bytes to everybody. */
  sayBytes(bytes: Buffer): void {
    for (const socket of this.#open) socket.write(bytes)
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.#open) socket.resetAndDestroy()
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise(done => this.#server.close(done))
  }

  #join(socket: Socket): void {
    this.#open.add(socket)
    socket.on('error', () => {}).on('close', () => this.#open.delete(socket))
    const packets = parser({ protocolVersion: this.#version })
    packets.on('packet', packet => this.#take(packet, socket))
    packets.on('error', error => socket.destroy(error))
    socket.on('data', (bytes: Buffer) => packets.parse(bytes))
  }

  #take(packet: Packet, socket: Socket): void {
    if (packet.cmd === 'connect') {
      this.connects.push(packet)
      if (!this.answersConnect) return
      const code = this.connack
      const { properties } = this
      this.#send(socket, {
        cmd: 'connack',
        sessionPresent: false,
        returnCode: code,
        reasonCode: code,
        properties,
      })
      if (code !== 0) socket.end()
    } else if (packet.cmd === 'publish') this.#publish(packet, socket)
    else if (packet.cmd === 'pubrel') {
      this.released++
      this.#send(socket, { cmd: 'pubcomp', messageId: packet.messageId!, reasonCode: this.#completed })
    } else if (packet.cmd === 'pingreq') this.#send(socket, { cmd: 'pingresp' })
    else if (packet.cmd === 'disconnect') {
      this.disconnects.push(packet.reasonCode ?? 0)
      if (this.closes) socket.end()
    }
  }

  #completed = 0

  #publish(packet: IPublishPacket, socket: Socket): void {
    this.published.push(packet)
    this.most = Math.max(this.most, ++this.#unanswered)
    const answer = this.answer(packet)
    const { messageId } = packet
    if (answer === 'nothing' || (packet.qos === 0 && answer !== 'drop')) return
    // A turn later, so that what was sent together is under way together.
    setImmediate(() => {
      this.#unanswered--
      if (answer === 'drop') socket.resetAndDestroy()
      else if ('disconnect' in answer) {
        this.#send(socket, { cmd: 'disconnect', reasonCode: answer.disconnect })
        socket.end()
      } else if ('received' in answer) {
        this.#completed = answer.completed
        this.#send(socket, { cmd: 'pubrec', messageId: messageId!, reasonCode: answer.received })
      } else {
        const cmd = packet.qos === 2 ? 'pubrec' : 'puback'
        this.#send(socket, { cmd, messageId: messageId!, reasonCode: answer.code })
      }
    })
  }

  #send(socket: Socket, packet: Packet): void {
    if (!socket.destroyed) socket.write(generate(packet, { protocolVersion: this.#version }))
  }
}
