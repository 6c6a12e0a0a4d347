/** The whole road, from an event posted to a message at a subscriber: what arrives, what is logged, what is counted. */
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { assertEnvelope, messageBytes } from '../../helpers/envelope.ts'
import { netboxEvent } from '../../helpers/events.ts'
import { MqttSubscriber } from '../../helpers/mqtt-subscriber.ts'
import { runApp } from '../../helpers/running-app.ts'
import { until } from '../../helpers/until.ts'
import type { MosquittoOptions } from '../../servers/mosquitto.ts'
import { ownMosquitto } from '../../servers/mosquitto-suite.ts'

const mosquitto = ownMosquitto('the whole road to an MQTT broker')

async function road(t: TestContext, options: MosquittoOptions, more = '') {
  const broker = await mosquitto.start(t, options)
  const app = await runApp(
    t,
    `
identity: { netbox_id: nb-1 }
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks:
  edge:
    type: mqtt
    url: ${broker.url}
    topic: "netbox/{{ object_type }}/{{ event }}/{{ data.site.slug | upper }}/{{ data.id }}"
    retry: { initial: 10ms, max: 50ms }
    concurrency: 50
${more}
rules:
  - { name: devices, object_types: [dcim.device], event_types: [object_updated], sinks: [edge] }
`,
  )
  return { broker, ...app }
}

describe('the whole road to an MQTT broker', { skip: mosquitto.skip }, () => {
  test('an event posted to HTTP in arrives in its envelope, under the topic that it makes', async t => {
    const { broker, post, sample } = await road(
      t,
      {},
      '    attributes: { site: "{{ data.site.slug | upper }}" }',
    )
    const subscriber = await MqttSubscriber.start(t, broker.url)
    const event = netboxEvent({ id: 7, site: 'z/rh' })
    assert.equal(await post(event), 202)
    const [packet] = await subscriber.until(1)
    const envelope = assertEnvelope(packet!.payload as Buffer)
    assert.ok(messageBytes(packet!.payload as Buffer).equals(event))
    assert.equal(packet!.topic, 'netbox/dcim.device/updated/Z%2FRH/7')
    const { correlationData, userProperties } = packet!.properties!
    assert.equal(String(correlationData), envelope.egress_id)
    assert.equal(userProperties?.['netbox_id'], 'nb-1')
    assert.equal(userProperties?.['site'], 'Z/RH')
    await until(
      async () => (await sample('sluice_sink_delivered_total{sink="edge"}')) === 1,
      'the delivery to be counted',
    )
  })

  for (const [what, options, more, errorClass, status] of [
    [
      'wrong credentials',
      { users: { sluice: 'right' } },
      '    username: sluice\n    password: wrong',
      'permission',
      0x87,
    ],
    ['a topic that is not allowed', { acl: ['topic read #'] }, '', 'permission', 0x87],
  ] as const)
    test(`${what}: the log line and the metric say so, and nothing is given up`, async t => {
      const { post, sample, lines } = await road(t, options, more)
      await post(netboxEvent())
      const attempt = () => lines.find(line => line['msg'] === 'delivery.attempted')
      await until(() => attempt() !== undefined, 'the attempt')
      const { outcome, class: found, status: said } = attempt() as { readonly [field: string]: unknown }
      assert.deepEqual([outcome, found, said], ['retry', errorClass, status])
      const name = `sluice_sink_attempts_total{sink="edge",outcome="retry",class="${errorClass}"}`
      await until(async () => ((await sample(name)) ?? 0) >= 1, name)
      assert.doesNotMatch(JSON.stringify(lines), /wrong/)
    })

  test('too large for the broker: a dead letter, and the next goes on', async t => {
    const { broker, post, sample } = await road(t, { config: ['max_packet_size 3000'] })
    const subscriber = await MqttSubscriber.start(t, broker.url)
    await post(netboxEvent({ id: 1, size: 5_000 }))
    await post(netboxEvent({ id: 2 }))
    await subscriber.until(1)
    await until(
      async () => (await sample('sluice_sink_dead_lettered_total{sink="edge",stage="refused"}')) === 1,
      'the dead letter',
    )
  })

  test('broker killed and started again under load: 0 lost, order per key, repeats have the same id', async t => {
    const { broker, post } = await road(t, {})
    const subscriber = await MqttSubscriber.start(t, broker.url)
    const keys = 20
    const perKey = 15
    const posting = (async () => {
      for (let n = 0; n < keys * perKey; n++) {
        const event = netboxEvent({ id: n % keys, data: { serial: Math.floor(n / keys) } })
        assert.equal(await post(event), 202)
      }
    })()
    for (const part of [60, 160]) {
      await subscriber.until(part)
      // On SIGTERM it keeps what the subscriber is still owed.
      await broker.kill('SIGTERM')
      await broker.start()
    }
    await posting
    await until(() => subscriber.egressIds.size >= keys * perKey, 'all events', 30_000)
    const seen = new Map<string, number[]>()
    const ids = new Map<string, string>()
    for (const { topic, payload, properties } of subscriber.packets) {
      const { serial } = JSON.parse(String(payload)).message.data as { readonly serial: number }
      const egressId = String(properties?.userProperties?.['egress_id'])
      const event = `${topic} ${serial}`
      assert.equal(ids.get(event) ?? egressId, egressId, 'a repeat has the id of the first')
      if (!ids.has(event)) seen.set(topic, [...(seen.get(topic) ?? []), serial])
      ids.set(event, egressId)
    }
    assert.equal(seen.size, keys)
    for (const serials of seen.values())
      assert.deepEqual(
        serials,
        Array.from({ length: perKey }, (_, serial) => serial),
      )
  })
})
