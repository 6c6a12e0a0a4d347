/** A proxy in front of an MQTT broker that sees every packet, and can hold back or change what the broker answers. */

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { generate, type IPublishPacket, type Packet, parser } from 'mqtt-packet'

/** Reason codes that stand in for the broker's own, by the order of the messages; 0: as it answers. */
export type Codes = readonly number[]

export class MqttTap {
  /** Everything published through it, in order, whatever became of it. */
  readonly published: IPublishPacket[] = []
  /** CONNECT packets that came through. */
  connects = 0
  readonly #version: 4 | 5
  readonly #upstream: number
  readonly #server: Server
  readonly #open = new Map<Socket, Socket>()
  readonly #held: (() => void)[] = []
  #holding = false
  #codes: number[] = []

  /** A proxy to the broker on a port of this machine; ends with the test. */
  static async start(
    t: { after(done: () => Promise<void>): void },
    upstream: number,
    version: 4 | 5,
  ): Promise<MqttTap> {
    const tap = new MqttTap(upstream, version)
    await new Promise<void>(done => tap.#server.listen(0, '127.0.0.1', done))
    t.after(() => tap.stop())
    return tap
  }

  private constructor(upstream: number, version: 4 | 5) {
    this.#upstream = upstream
    this.#version = version
    this.#server = createServer({ noDelay: true }, client => this.#join(client))
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Connections of clients that are open now. */
  get open(): number {
    return this.#open.size
  }

  /** The next messages are answered with these codes. */
  answer(codes: Codes): void {
    this.#codes.push(...codes)
  }

  hold(): void {
    this.#holding = true
  }

  release(): void {
    this.#holding = false
    for (const pass of this.#held.splice(0)) pass()
  }

  /** Breaks every connection. */
  cut(): void {
    for (const [client, broker] of this.#open) {
      client.resetAndDestroy()
      broker.destroy()
    }
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise(done => this.#server.close(done))
  }

  #join(client: Socket): void {
    const broker = connect(this.#upstream, '127.0.0.1').setNoDelay(true)
    const codes = new Map<number, number>()
    this.#open.set(client, broker)
    const end = () => {
      this.#open.delete(client)
      client.destroy()
      broker.destroy()
    }
    for (const socket of [client, broker]) socket.on('error', end).on('close', end)
    const requests = parser({ protocolVersion: this.#version })
    requests.on('packet', packet => this.#request(packet, codes))
    client.on('data', (bytes: Buffer) => {
      requests.parse(bytes)
      broker.write(bytes)
    })
    const answers = parser({ protocolVersion: this.#version })
    answers.on('packet', packet => this.#respond(packet, codes, client))
    broker.on('data', (bytes: Buffer) => answers.parse(bytes))
  }

  #request(packet: Packet, codes: Map<number, number>): void {
    if (packet.cmd === 'connect') this.connects++
    if (packet.cmd !== 'publish') return
    this.published.push(packet)
    const code = this.#codes.shift() ?? 0
    if (code !== 0) codes.set(packet.messageId!, code)
  }

  #respond(packet: Packet, codes: Map<number, number>, client: Socket): void {
    const pass = () => {
      if (!client.destroyed) client.write(generate(packet, { protocolVersion: this.#version }))
    }
    if (packet.cmd !== 'puback' && packet.cmd !== 'pubrec') {
      pass()
      return
    }
    const code = codes.get(packet.messageId!)
    codes.delete(packet.messageId!)
    if (code !== undefined) packet.reasonCode = code
    if (this.#holding) this.#held.push(pass)
    else pass()
  }
}
