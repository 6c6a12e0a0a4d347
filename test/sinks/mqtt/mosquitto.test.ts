/** The sink against a real broker: what arrives at a subscriber, what its settings do, and what a restart costs. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, type TestContext, test } from 'node:test'
import type { Outcome } from '../../../src/types.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { MqttSubscriber } from '../../helpers/mqtt-subscriber.ts'
import { until } from '../../helpers/until.ts'
import { makeCertificates } from '../../servers/certs.ts'
import { ownMosquitto } from '../../servers/mosquitto-suite.ts'
import { mqttSinkWith, never, outcomeFrom } from './make.ts'

const mosquitto = ownMosquitto('the mqtt sink with a real broker')
const folder = mkdtempSync(join(tmpdir(), 'sluice-mqtt-'))
after(() => rmSync(folder, { recursive: true }))

const words = (outcome: Outcome) =>
  outcome.kind === 'delivered' ? outcome.kind : `${outcome.kind} ${outcome.class} ${outcome.status}`

describe('with mosquitto', { skip: mosquitto.skip }, () => {
  for (const qos of [0, 1, 2])
    test(`a subscriber gets what is delivered with QoS ${qos}, byte for byte, with its properties`, async t => {
      const broker = await mosquitto.start(t)
      const subscriber = await MqttSubscriber.start(t, broker.url, { topic: 'netbox/+' })
      const sink = await mqttSinkWith(t, {
        url: broker.url,
        qos,
        message_expiry: 60_000,
        response_topic: 'answers',
        topic_aliases: 5,
      })
      const sent = deliveries(20)
      assert.ok((await sink.send(sent, never)).every(({ kind }) => kind === 'delivered'))
      const got = await subscriber.until(20)
      assert.deepEqual(
        got.map(({ payload }) => String(payload)),
        sent.map(({ body }) => String(body)),
      )
      const { topic, properties } = got[19]!
      assert.equal(topic, 'netbox/device')
      assert.equal(properties?.contentType, 'application/json')
      assert.equal(properties?.responseTopic, 'answers')
      assert.equal(String(properties?.correlationData), sent[19]!.dedupId)
      assert.equal(properties?.userProperties?.['source_offset'], '19')
      assert.ok(Number(properties?.messageExpiryInterval) <= 60)
    })

  test('a retained message is there for those who come later', async t => {
    const broker = await mosquitto.start(t)
    await outcomeFrom(await mqttSinkWith(t, { url: broker.url, retain: true }))
    const [packet] = await (await MqttSubscriber.start(t, broker.url)).until(1)
    assert.equal(packet!.retain, true)
  })

  test('values of an event stay within their level of the topic', async t => {
    const broker = await mosquitto.start(t)
    const subscriber = await MqttSubscriber.start(t, broker.url, { topic: 'netbox/+/end' })
    const sink = await mqttSinkWith(t, { url: broker.url, topic: 'netbox/{{ event_type }}/end' })
    const [outcome] = await sink.send([delivery({ type: 'a/+/#\0$' })], never)
    assert.equal(outcome!.kind, 'delivered')
    assert.equal((await subscriber.until(1))[0]!.topic, 'netbox/a%2F%2B%2F%23%00$/end')
  })

  test('over TLS, WebSocket, and both', async t => {
    const { ca, client, ...rest } = makeCertificates(join(folder, 'tls'))
    const broker = await mosquitto.start(t, { certificates: { ca, client, ...rest } })
    const subscriber = await MqttSubscriber.start(t, broker.url)
    const urls = [broker.url, broker.webSocketUrl, broker.tlsUrl, broker.tlsWebSocketUrl]
    for (const url of urls)
      for (const protocol of [4, 5]) {
        const tls = url.includes('s://') && !url.startsWith('ws://') ? { tls: { ca } } : {}
        const sink = await mqttSinkWith(t, { url, protocol, ...tls })
        assert.deepEqual([url, words(await outcomeFrom(sink))], [url, 'delivered'])
        await sink.check!(never)
      }
    await subscriber.until(2 * urls.length)
  })

  test('a certificate that is not trusted, or one that is missing, is a matter of TLS', async t => {
    const { ca, client, ...rest } = makeCertificates(join(folder, 'mutual'))
    const broker = await mosquitto.start(t, {
      certificates: { ca, client, ...rest },
      clientCertificates: true,
    })
    const url = broker.tlsUrl
    for (const tls of [{}, { ca }, { ca, server_name: 'elsewhere.example' }]) {
      const outcome = await outcomeFrom(await mqttSinkWith(t, { url, tls }))
      assert.ok(outcome.kind === 'retry' && outcome.class === 'tls' && outcome.alarm === true, words(outcome))
    }
    const own = { ca, cert: client.cert, key: client.key }
    assert.equal(words(await outcomeFrom(await mqttSinkWith(t, { url, tls: own }))), 'delivered')
  })

  test('wrong credentials are a matter of permission, and no secret is shown', async t => {
    const broker = await mosquitto.start(t, { users: { sluice: 'right-secret' } })
    for (const [protocol, status] of [
      [5, 0x87],
      [4, 5],
    ]) {
      const sink = await mqttSinkWith(t, {
        url: broker.url,
        protocol,
        username: 'sluice',
        password: 'wrong-secret',
      })
      const outcome = await outcomeFrom(sink)
      assert.equal(words(outcome), `retry permission ${status}`)
      assert.doesNotMatch(JSON.stringify(outcome), /secret/)
      await assert.rejects(sink.check!(never), { code: 'sink_unreachable', hint: /username, password/ })
    }
  })

  test('a password file is read anew at each connection', async t => {
    const broker = await mosquitto.start(t, { users: { sluice: 'second' } })
    const password_file = join(folder, 'token')
    writeFileSync(password_file, 'first\n', { mode: 0o600 })
    const sink = await mqttSinkWith(t, { url: broker.url, username: 'sluice', password_file })
    assert.equal(words(await outcomeFrom(sink)), 'retry permission 135')
    writeFileSync(password_file, 'second\n')
    assert.equal(words(await outcomeFrom(sink)), 'delivered')
  })

  test('a topic that the ACL does not allow is a retry with an alarm, and the others go on', async t => {
    const broker = await mosquitto.start(t, {
      users: { sluice: 'p' },
      acl: ['user sluice', 'topic write netbox/allowed'],
    })
    const topic = 'netbox/{{ event_type }}'
    const sink = await mqttSinkWith(t, { url: broker.url, topic, username: 'sluice', password: 'p' })
    const batch = [delivery({ type: 'allowed' }), delivery({ type: 'denied' }), delivery({ type: 'allowed' })]
    const outcomes = await sink.send(batch, never)
    assert.deepEqual(outcomes.map(words), ['delivered', 'retry permission 135', 'delivered'])
  })

  test("the broker's limits are kept: messages under way, and the size of a packet", async t => {
    const broker = await mosquitto.start(t, { config: ['max_packet_size 4000'] })
    const sink = await mqttSinkWith(t, { url: broker.url })
    const batch = [...deliveries(100), delivery({ offset: 100, body: Buffer.alloc(4_000, 'x') })]
    const outcomes = (await sink.send(batch, never)).map(words)
    assert.deepEqual(outcomes, [...new Array(100).fill('delivered'), 'refused too_large undefined'])
  })

  test('nobody subscribes: the broker says so, and it is what the configuration makes of it', async t => {
    const broker = await mosquitto.start(t)
    const outcome = await outcomeFrom(await mqttSinkWith(t, { url: broker.url, no_subscribers: 'refused' }))
    assert.equal(words(outcome), 'refused not_found 16')
  })

  for (const protocol of [4, 5])
    test(`birth and will are published, version ${protocol}`, async t => {
      const broker = await mosquitto.start(t)
      const subscriber = await MqttSubscriber.start(t, broker.url, { topic: 'status' })
      const sink = await mqttSinkWith(t, {
        url: broker.url,
        protocol,
        birth: { topic: 'status', payload: 'online' },
        will: { topic: 'status', payload: 'offline' },
      })
      assert.equal(words(await outcomeFrom(sink)), 'delivered')
      await sink.close()
      const texts = (await subscriber.until(2)).map(({ payload }) => String(payload))
      assert.deepEqual(texts, ['online', 'offline'])
    })

  test('two with one client id end each other, and say so', async t => {
    const broker = await mosquitto.start(t)
    const options = { url: broker.url, client_id: 'same', client_id_exact: true }
    const [one, other] = [await mqttSinkWith(t, options), await mqttSinkWith(t, options)]
    assert.equal(words(await outcomeFrom(one)), 'delivered')
    assert.equal(words(await outcomeFrom(other)), 'delivered')
    await until(() => /already connected, closing old connection/.test(broker.log()), 'the broker to say so')
    assert.equal(words(await outcomeFrom(one)), 'delivered')
  })

  for (const protocol of [4, 5])
    for (const qos of [1, 2])
      test(`killed and started again under load: what is delivered is there, version ${protocol}, QoS ${qos}`, async t => {
        await underLoad(t, protocol, qos)
      })
})

/** Three restarts while deliveries go on; each is sent again until it is delivered. */
async function underLoad(t: TestContext, protocol: number, qos: number): Promise<void> {
  const broker = await mosquitto.start(t)
  const topic = 'netbox/{{ egress_id }}'
  const subscriber = await MqttSubscriber.start(t, broker.url, { topic: 'netbox/#' })
  const sink = await mqttSinkWith(t, { url: broker.url, protocol, qos, topic })
  const all = deliveries(1_500)
  const left = [...all]
  let attempts = 0
  let outcomes = 0
  let delivered = 0
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      for (let kind = ''; kind !== 'delivered'; outcomes++) {
        attempts++
        kind = (await sink.send([next], never))[0]!.kind
        if (kind === 'delivered') delivered++
      }
  }
  const running = Promise.all(Array.from({ length: 50 }, worker))
  for (const part of [300, 700, 1_100]) {
    await until(() => delivered >= part, `${part} to be delivered`, 20_000)
    // It writes down on SIGTERM what its subscribers are still owed; SIGKILL would lose it, acknowledged or not.
    await broker.kill('SIGTERM')
    await broker.start()
  }
  await running
  assert.equal(outcomes, attempts)
  assert.equal(delivered, all.length)
  const ids = () => new Set(subscriber.packets.map(packet => packet.topic.split('/')[1]))
  await until(() => ids().size >= all.length, 'all of them at the subscriber', 20_000)
  for (const { egressId } of all) assert.ok(ids().has(egressId))
}
