import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Failure } from '../../../sinks/failure.ts'
import { addressOf, brokerAt } from '../../../sinks/mqtt/broker.ts'
import { Connection } from '../../../sinks/mqtt/connection.ts'
import { Connector } from '../../../sinks/mqtt/connector.ts'
import { Problems } from '../../../sinks/problems.ts'
import { type ErrorClass, SluiceError } from '../../../src/errors.ts'
import { MqttDouble } from '../../helpers/mqtt-double.ts'
import { until } from '../../helpers/until.ts'
import { sessionOf } from './session.ts'

const brokerOf = (url: string) => brokerAt(addressOf(url, 'url', new Problems('edge'))!, undefined)

/** A connector to these addresses, and what it told. */
function connectorTo(t: TestContext, urls: readonly string[], connectTimeout = 20_000) {
  const told = {
    roomed: [] as string[],
    failed: [] as Failure[],
    lost: 0,
    tried: [] as string[],
    careful: [] as number[],
  }
  const connector: Connector = new Connector(
    urls.map(brokerOf),
    connectTimeout,
    (broker, listener, careful) => {
      told.tried.push(broker.origin)
      told.careful.push(careful)
      return new Connection(broker, sessionOf(), listener, careful)
    },
    {
      roomed: connection => void told.roomed.push(connection.broker.origin),
      failed: failure => void told.failed.push(failure),
      lost: () => void told.lost++,
    },
  )
  t.after(() => connector.close())
  return { connector, told }
}

const message = { topic: 't', body: Buffer.from('x'), qos: 1, retain: false, properties: {} } as const

/** An address where nobody listens any more. */
async function nobody(t: TestContext): Promise<string> {
  const double = await MqttDouble.start(t)
  const { url } = double
  await double.stop()
  return url
}

test('nothing is connected before it is wanted, and one connection is enough', async t => {
  const double = await MqttDouble.start(t)
  const { connector, told } = connectorTo(t, [double.url])
  assert.equal(connector.current, undefined)
  assert.deepEqual(told.tried, [])
  for (let n = 0; n < 3; n++) connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  connector.want()
  assert.deepEqual([told.tried, told.roomed], [[double.url], [double.url]])
})

test('the brokers have their turns, and the first that can be reached is used', async t => {
  const [gone, double] = [await nobody(t), await MqttDouble.start(t)]
  const { connector, told } = connectorTo(t, [gone, double.url])
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  assert.deepEqual(told.tried, [gone, double.url])
  assert.deepEqual(told.failed, [])
})

test('when it breaks, the next broker has its turn', async t => {
  const [a, b] = [await MqttDouble.start(t), await MqttDouble.start(t)]
  const { connector, told } = connectorTo(t, [a.url, b.url])
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  a.cut()
  await until(() => told.lost === 1, 'the loss')
  assert.equal(connector.current, undefined)
  assert.deepEqual(told.tried, [a.url])
  connector.want()
  await until(() => connector.current !== undefined, 'the other connection')
  assert.deepEqual(told.roomed, [a.url, b.url])
})

test('none can be reached: told once, after each was tried, and what needs an operator first', async t => {
  const [gone, refusing, also] = [await nobody(t), await MqttDouble.start(t), await nobody(t)]
  refusing.connack = 0x86
  const { connector, told } = connectorTo(t, [gone, refusing.url, also])
  connector.want()
  await until(() => told.failed.length > 0, 'the failure')
  const reason = `${refusing.url}: connection refused: 0x86 (bad user name or password)`
  assert.deepEqual(told.failed, [{ class: 'permission', reason, status: 0x86, alarm: true }])
  assert.deepEqual(told.tried, [gone, refusing.url, also])
})

test('a broker that does not answer CONNECT is given up in time for the next', async t => {
  const [silent, double] = [await MqttDouble.start(t), await MqttDouble.start(t)]
  silent.answersConnect = false
  const { connector, told } = connectorTo(t, [silent.url, double.url], 300)
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  assert.deepEqual(told.tried, [silent.url, double.url])
  await until(() => silent.open === 0, 'the first to be closed')
})

test('alone it is a timeout', async t => {
  const silent = await MqttDouble.start(t)
  silent.answersConnect = false
  const { connector, told } = connectorTo(t, [silent.url], 50)
  connector.want()
  await until(() => told.failed.length === 1, 'the failure')
  assert.deepEqual(told.failed, [{ class: 'timeout', reason: `${silent.url}: no connection in time` }])
})

test('rounds that bring nothing come with pauses, that grow; success ends them', async t => {
  const double = await MqttDouble.start(t)
  double.connack = 0x88
  const { connector, told } = connectorTo(t, [double.url])
  const startedAt = performance.now()
  for (let round = 1; round <= 4; round++) {
    connector.want()
    await until(() => told.failed.length === round, 'the failure')
  }
  assert.ok(performance.now() - startedAt >= 50 + 100 + 200 - 3)
  double.connack = 0
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  let outcome = ''
  connector.current!.publish({ message, settle: ({ kind }) => void (outcome = kind) })
  await until(() => outcome === 'delivered', 'a message')
  double.cut()
  await until(() => told.lost === 1, 'the loss')
  connector.want()
  assert.equal(told.tried.length, 6, 'at once')
})

test('what was under way at a break goes one at a time afterwards', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => 'nothing'
  const { connector, told } = connectorTo(t, [double.url])
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  for (let n = 0; n < 3; n++) connector.current!.publish({ message, settle: () => {} })
  await until(() => double.published.length === 3, 'the messages')
  double.cut()
  await until(() => told.lost === 1, 'the loss')
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
  assert.deepEqual(told.careful, [0, 3])
})

test('credentials that cannot be had fail the round, and can be there the next time', async t => {
  const double = await MqttDouble.start(t)
  const failed: Failure[] = []
  let there = false
  const connector: Connector = new Connector(
    [brokerOf(double.url)],
    20_000,
    (broker, listener) => {
      if (!there) throw new SluiceError('password_unreadable', 'password_file is empty')
      return new Connection(broker, sessionOf(), listener)
    },
    { roomed: () => {}, failed: failure => void failed.push(failure), lost: () => {} },
  )
  t.after(() => connector.close())
  connector.want()
  const errorClass: ErrorClass = 'config'
  assert.deepEqual(failed, [
    { class: errorClass, reason: `${double.url}: password_file is empty`, alarm: true },
  ])
  there = true
  connector.want()
  await until(() => connector.current !== undefined, 'the connection')
})

test('closed it connects no more, in whatever state it was', async t => {
  const silent = await MqttDouble.start(t)
  silent.answersConnect = false
  const pausing = connectorTo(t, [await nobody(t)])
  pausing.connector.want()
  await until(() => pausing.told.failed.length === 1, 'the failure')
  pausing.connector.want()
  const connecting = connectorTo(t, [silent.url])
  connecting.connector.want()
  await until(() => silent.connects.length === 1, 'CONNECT')
  for (const { connector, told } of [pausing, connecting]) {
    await connector.close()
    connector.want()
    assert.equal(connector.current, undefined)
    assert.equal(told.tried.length, 1)
  }
  assert.deepEqual(connecting.told.failed, [])
  await until(() => silent.open === 0, 'the connection to be closed')
})
