import type { Duplex } from 'node:stream'
import { type IClientOptions, MqttClient, type Packet, Store, UniqueMessageIdProvider } from 'mqtt'

/** What the library would keep to send again: nothing. Retrying is the outbox's. */
class NoStore extends Store {
  override put(_packet: unknown, done?: () => void): this {
    done?.()
    return this
  }

  override del(packet: Parameters<Store['del']>[0], done: Parameters<Store['del']>[1]): this {
    done?.(undefined, packet as never)
    return this
  }
}

/**
 * A client of the library for one connection, over `stream`: it reconnects, queues, stores and logs nothing. Each of
 * these is switched off by an option but one: a message of QoS 1 or 2 is copied for the store before the store is asked,
 * a third of what a message costs.
 */
export function clientOver(stream: Duplex, options: IClientOptions): MqttClient {
  const client = new MqttClient(() => stream as never, {
    ...options,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    // Otherwise every acknowledgement would take down a timer and put up another.
    reschedulePings: false,
    connectTimeout: 2_147_483_647, // whoever opens the connection has the deadline
    messageIdProvider: new UniqueMessageIdProvider(),
    outgoingStore: new NoStore(),
    log: () => {},
  })
  client['_storeAndSend'] = (packet: Packet, done: () => void, stored: () => void) => {
    stored()
    client['_writePacket'](packet, done)
  }
  return client
}
