import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Packet } from 'mqtt'
import { clientOver } from '../../../sinks/mqtt/client.ts'
import { MqttDouble } from '../../helpers/mqtt-double.ts'
import { until } from '../../helpers/until.ts'

async function connected(t: TestContext, version: 4 | 5 = 5) {
  const broker = await MqttDouble.start(t, version)
  const stream = connect(Number(new URL(broker.url).port), '127.0.0.1')
  t.after(() => void stream.destroy())
  const client = clientOver(stream, { protocolVersion: version, keepalive: 0, clientId: 'c' })
  client.on('error', () => {})
  await new Promise<void>(done => client.once('connect', () => done()))
  return { broker, client, stream }
}

for (const qos of [1, 2] as const)
  test(`a message of QoS ${qos} goes its way, and nothing of it is kept`, async t => {
    const { broker, client } = await connected(t)
    const answers: Packet[] = []
    client.on('packetreceive', packet => answers.push(packet))
    client.publish('t', Buffer.from('x'), { qos })
    const last = qos === 1 ? 'puback' : 'pubcomp'
    await until(() => answers.some(({ cmd }) => cmd === last), 'the acknowledgement')
    assert.equal(String(broker.published[0]!.payload), 'x')
    assert.equal(broker.released, qos - 1)
    assert.deepEqual(Object.keys(client['outgoing']), [])
    assert.equal(client.getLastMessageId(), 1)
  })

test('the message itself is written, not a copy that was put by', async t => {
  const { client } = await connected(t)
  let stored = 0
  client.publish('t', Buffer.from('x'), { qos: 1, cbStorePut: () => void stored++ })
  assert.equal(stored, 1)
  assert.equal((await client.outgoingStore.createStream().toArray()).length, 0)
})

test('it neither reconnects nor keeps what was under way', async t => {
  const { broker, client } = await connected(t)
  broker.answer = () => 'nothing'
  client.publish('t', Buffer.from('x'), { qos: 1 })
  await until(() => broker.published.length === 1, 'the message')
  broker.cut()
  await until(() => !client.connected, 'the connection to be closed')
  assert.equal(client.reconnecting, false)
  assert.equal(broker.connects.length, 1)
})
