import { connect } from 'node:net'
import { MqttClient, UniqueMessageIdProvider } from 'mqtt'
import { attributesOf } from '../../sinks/attributes.ts'
import { mqttSink } from '../../sinks/mqtt/sink.ts'
import type { Delivery } from '../../src/types.ts'
import { startMosquitto } from '../../test/servers/mosquitto.ts'
import { HOST } from '../../test/servers/ports.ts'
import { inTurns, type Send, type SinkBench } from '../parts/sink-bench.ts'

const inFlight = 500

/**
 * QoS 1, one connection to mosquitto, 500 in flight: bare mqtt.js (MQTT 5) without and with our properties, and the
 * adapter.
 *
 * Latest (Node 26.10, 2 shared cores under load; CPU µs per event): mqtt.js 15, with our properties 34 to 41; the sink
 * with MQTT 5 21, with MQTT 3.1.1 11.
 */
export async function bench(): Promise<SinkBench> {
  const broker = await startMosquitto()
  const client = new MqttClient(() => connect(broker.port, HOST).setNoDelay(true), {
    protocolVersion: 5,
    reconnectPeriod: 0,
    messageIdProvider: new UniqueMessageIdProvider(),
  })
  await new Promise<void>(done => client.once('connect', () => done()))
  const sink = await mqttSink.create(
    { type: 'mqtt', url: broker.url, topic: 'netbox/{{ object_type }}/{{ event }}' },
    { name: 'bench', userAgent: 'Sluice/0.0.0', concurrency: inFlight, netboxId: 'nb-1' },
  )
  const older = await mqttSink.create(
    { type: 'mqtt', url: broker.url, protocol: 4, topic: 'netbox/{{ object_type }}/{{ event }}' },
    { name: 'older', userAgent: 'Sluice/0.0.0', concurrency: inFlight },
  )
  const { signal } = new AbortController()
  return {
    ways: new Map<string, Send>([
      ['mqtt.js', bare(client, false)],
      ['mqtt.js, with properties', bare(client, true)],
      ['sink, MQTT 5', all => inTurns(all, inFlight, one => sink.send([one], signal))],
      ['sink, MQTT 3.1.1', all => inTurns(all, inFlight, one => older.send([one], signal))],
    ]),
    async stop() {
      client.end(true)
      await Promise.all([sink.close(), older.close()])
      await broker.stop()
    },
  }
}

/** The least that can be done: no promise, no deadline, no outcome. */
function bare(client: MqttClient, properties: boolean): Send {
  return all =>
    new Promise(resolve => {
      let next = 0
      let acknowledged = 0
      const start = () => {
        const one = all[next++]
        if (one === undefined) return
        client.publish(
          'netbox/dcim.device/updated',
          one.body,
          properties ? optionsOf(one) : { qos: 1 },
          () => {
            if (++acknowledged === all.length) resolve()
            else start()
          },
        )
      }
      for (let n = 0; n < inFlight; n++) start()
    })
}

function optionsOf(one: Delivery) {
  const properties = {
    payloadFormatIndicator: true,
    contentType: 'application/json',
    correlationData: Buffer.from(one.dedupId, 'latin1'),
    userProperties: attributesOf(one, 'nb-1'),
  }
  return { qos: 1, properties } as const
}
