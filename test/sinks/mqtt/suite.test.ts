/** The suite that holds every sink, against mosquitto; a proxy before it holds back and changes its answers. */
import type { TestContext } from 'node:test'
import { mqttSink } from '../../../sinks/mqtt/sink.ts'
import { MqttTap } from '../../helpers/mqtt-tap.ts'
import { ownMosquitto } from '../../servers/mosquitto-suite.ts'
import { type Arrival, type OtherSide, type Reply, type SinkSuite, sinkSuite } from '../../suites/sink.ts'

const secret = 'password-secret'
const codes: { readonly [reply in Reply]: number } = {
  accept: 0,
  retry: 0x80,
  refuse: 0x99,
  throttle: 0x97,
}

const mosquitto = ownMosquitto('the mqtt sink with mosquitto')
if (mosquitto.skip === false)
  for (const version of [5, 4] as const) {
    sinkSuite({
      type: version === 5 ? 'mqtt 5' : 'mqtt 3.1.1',
      ...can(version),
      holds: true,
      stops: true,
      secrets: [secret],
      open: t => otherSide(t, version),
    })
  }

/** MQTT 3.1.1 can only acknowledge. */
function can(version: 4 | 5): Pick<SinkSuite, 'replies' | 'throttleWait'> {
  return version === 4 ? { replies: [] } : { replies: ['retry', 'refuse', 'throttle'], throttleWait: 1_000 }
}

async function otherSide(t: TestContext, version: 4 | 5): Promise<OtherSide> {
  const broker = await mosquitto.start(t, { users: { sluice: secret } })
  const tap = await MqttTap.start(t, broker.port, version)
  return {
    arrived: () =>
      tap.published.map(({ topic, payload, properties }) => arrivalOf(topic, payload, properties)),
    connections: () => tap.open,
    sink: ({ timeout, concurrency }) =>
      mqttSink.create(
        {
          type: 'mqtt',
          url: tap.url,
          protocol: version,
          // MQTT 3.1.1 has no place for the ids but here.
          topic: 'netbox/{{ egress_id }}/{{ source_id }}/{{ replay_id }}',
          username: 'sluice',
          password: secret,
          timeout,
        },
        { name: 'edge', userAgent: 'Sluice/1.2.3', concurrency },
      ),
    reply: replies => tap.answer(replies.map(reply => codes[reply])),
    hold: () => tap.hold(),
    release: () => tap.release(),
    stop: () => broker.kill(),
    start: () => broker.start(),
  }
}

type Published = MqttTap['published'][number]

function arrivalOf(
  topic: string,
  payload: Published['payload'],
  properties: Published['properties'],
): Arrival {
  const body = Buffer.from(payload)
  const [, egressId, sourceId, replayId] = topic.split('/') as [string, string, string, string]
  if (properties === undefined)
    return { body, dedupId: replayId === '' ? egressId : `${egressId}:${replayId}`, egressId, sourceId }
  const { egress_id, source_id } = properties.userProperties as { readonly [name: string]: string }
  return { body, dedupId: String(properties.correlationData), egressId: egress_id!, sourceId: source_id! }
}
