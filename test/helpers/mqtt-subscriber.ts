import mqtt, { type IPublishPacket } from 'mqtt'
import { until } from './until.ts'

/** What to subscribe to and as whom; every part has a default. */
export interface SubscriberOptions {
  readonly topic?: string
  readonly username?: string
  readonly password?: string
}

/** A client that takes down what a broker passes on to it; its session outlives the broker's restarts. */
export class MqttSubscriber {
  readonly packets: IPublishPacket[] = []
  readonly #client: mqtt.MqttClient

  /** Subscribes; ends with the test. */
  static async start(
    t: { after(done: () => Promise<void>): void },
    url: string,
    { topic = '#', ...credentials }: SubscriberOptions = {},
  ): Promise<MqttSubscriber> {
    const one = new MqttSubscriber(url, credentials)
    t.after(() => one.#stop())
    await new Promise<void>((done, failed) => {
      one.#client.once('connect', () => {
        one.#client.subscribe(topic, { qos: 1 }, error => (error == null ? done() : failed(error)))
      })
    })
    return one
  }

  private constructor(url: string, credentials: { readonly username?: string; readonly password?: string }) {
    this.#client = mqtt.connect(url, {
      ...credentials,
      protocolVersion: 5,
      clientId: `subscriber-${Math.random().toString(16).slice(2)}`,
      clean: false,
      properties: { sessionExpiryInterval: 600 },
      reconnectPeriod: 20,
    })
    this.#client.on('message', (_topic, _payload, packet) => this.packets.push(packet))
    this.#client.on('error', () => {})
  }

  /** Waits until so many messages have come. */
  async until(count: number): Promise<readonly IPublishPacket[]> {
    await until(() => this.packets.length >= count, `${count} messages at the subscriber`, 20_000)
    return this.packets
  }

  /** Egress ids of what has come. */
  get egressIds(): ReadonlySet<string> {
    return new Set(this.packets.map(({ properties }) => String(properties?.userProperties?.['egress_id'])))
  }

  async #stop(): Promise<void> {
    await this.#client.endAsync(true)
  }
}
