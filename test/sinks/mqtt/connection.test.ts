import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Failure } from '../../../sinks/failure.ts'
import { addressOf, brokerAt } from '../../../sinks/mqtt/broker.ts'
import { Connection, type ConnectionListener } from '../../../sinks/mqtt/connection.ts'
import type { Message } from '../../../sinks/mqtt/message.ts'
import type { Publication } from '../../../sinks/mqtt/publication.ts'
import { slowWait } from '../../../sinks/mqtt/reason-codes.ts'
import type { SessionOptions } from '../../../sinks/mqtt/session.ts'
import { Problems } from '../../../sinks/problems.ts'
import type { Outcome } from '../../../src/types.ts'
import { MqttDouble } from '../../helpers/mqtt-double.ts'
import { until } from '../../helpers/until.ts'
import { sessionOf } from './session.ts'

/** A connection and what it told. */
interface Opened {
  readonly connection: Connection
  readonly told: { opened: number; roomed: number; closed: Failure | undefined; left: number }
  /** Publishes; the outcomes come in the order in which they were told. */
  publish(message?: Partial<Message>): Publication
  readonly outcomes: Outcome[]
}

function open(
  t: TestContext,
  double: MqttDouble,
  session: Partial<SessionOptions> = {},
  careful = 0,
): Opened {
  const told: Opened['told'] = { opened: 0, roomed: 0, closed: undefined, left: 0 }
  const listener: ConnectionListener = {
    opened: () => void told.opened++,
    roomed: () => void told.roomed++,
    closed: (_, failure, left) => Object.assign(told, { closed: failure, left }),
  }
  const broker = brokerAt(addressOf(double.url, 'url', new Problems('edge'))!, undefined)
  const connection = new Connection(broker, sessionOf(session), listener, careful)
  t.after(() => connection.end())
  const outcomes: Outcome[] = []
  return {
    connection,
    told,
    outcomes,
    publish(message = {}) {
      const properties = session.protocol === 4 ? undefined : {}
      const publication: Publication = {
        message: { topic: 't', body: Buffer.from('x'), qos: 1, retain: false, properties, ...message },
        settle: outcome => void outcomes.push(outcome),
      }
      connection.publish(publication)
      return publication
    },
  }
}

async function opened(
  t: TestContext,
  double: MqttDouble,
  session: Partial<SessionOptions> = {},
  careful = 0,
) {
  const one = open(t, double, session, careful)
  await until(() => one.told.opened === 1, 'the connection')
  return one
}

for (const protocol of [4, 5] as const)
  for (const qos of [0, 1, 2] as const)
    test(`a message of QoS ${qos} is delivered, version ${protocol}`, async t => {
      const double = await MqttDouble.start(t, protocol)
      const { publish, outcomes, connection, told } = await opened(t, double, { protocol })
      publish({ qos })
      await until(() => outcomes.length === 1, 'the outcome')
      assert.deepEqual(outcomes, [{ kind: 'delivered' }])
      assert.deepEqual([connection.acknowledged, told.roomed], [1, 1])
      await until(() => double.published.length === 1, 'the message')
      assert.equal(double.published[0]!.qos, qos)
    })

test('the reason codes of both answers of QoS 2 count', async t => {
  const double = await MqttDouble.start(t)
  const policy = { noSubscribers: 'refused', fixedTopic: false } as const
  const { publish, outcomes } = await opened(t, double, { policy })
  for (const [received, completed, status, kind] of [
    [0x97, 0, 0x97, 'retry'],
    [0, 0x92, 0x92, 'retry'],
    [0x10, 0, 0x10, 'refused'],
  ] as const) {
    double.answer = () => ({ received, completed })
    publish({ qos: 2 })
    await until(() => outcomes.length === 1, 'the outcome')
    const outcome = outcomes.pop()
    assert.deepEqual([outcome?.kind, outcome?.status], [kind, status])
  }
})

test('an outcome names the broker, by its origin', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => ({ code: 0x97 })
  const { publish, outcomes } = await opened(t, double)
  publish()
  await until(() => outcomes.length === 1, 'the outcome')
  const reason = `${double.url}: answered 0x97 (quota exceeded)`
  assert.deepEqual(outcomes, [{ kind: 'retry', class: 'throttled', reason, status: 0x97, wait: slowWait }])
})

test('a connection that is refused says why, and was never open', async t => {
  for (const [version, code, errorClass] of [
    [5, 0x86, 'permission'],
    [4, 5, 'permission'],
    [5, 0x89, 'throttled'],
  ] as const) {
    const double = await MqttDouble.start(t, version)
    double.connack = code
    const { told, connection } = open(t, double, { protocol: version })
    await until(() => told.closed !== undefined, 'the end')
    assert.deepEqual([told.closed?.class, told.closed?.status, told.opened], [errorClass, code, 0])
    assert.equal(connection.room, false)
  }
})

test('a broker that cannot take what is sent is not used', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { maximumQoS: 0 }
  const { told } = open(t, double)
  await until(() => told.closed !== undefined, 'the end')
  assert.deepEqual([told.closed?.class, told.closed?.alarm, told.opened], ['config', true, 0])
})

test('no more are under way than the broker takes', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { receiveMaximum: 3 }
  double.answer = () => 'nothing'
  const { publish, connection } = await opened(t, double)
  for (let n = 0; n < 3; n++) {
    assert.equal(connection.room, true)
    publish()
  }
  assert.equal(connection.room, false)
})

test('what is larger than the broker takes is refused, and not sent', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { maximumPacketSize: 100 }
  const { publish, outcomes } = await opened(t, double)
  publish({ body: Buffer.alloc(100) })
  publish({ body: Buffer.alloc(92) }) // and 8 bytes: two of the fixed header, three of the topic, two of the identifier, one of no properties
  await until(() => outcomes.length === 2, 'both outcomes')
  assert.deepEqual(outcomes[0], {
    kind: 'refused',
    class: 'too_large',
    reason: `${double.url}: too large: a packet of 108 bytes; the broker takes 100`,
  })
  assert.equal(outcomes[1]!.kind, 'delivered')
  assert.equal(double.published.length, 1)
})

test('a topic that was sent before is sent as its number', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { topicAliasMaximum: 5 }
  const { publish, outcomes } = await opened(t, double, { mostAliases: 1 })
  for (const topic of ['a', 'a', 'b', 'a']) publish({ topic, properties: {} })
  await until(() => outcomes.length === 4, 'all outcomes')
  assert.deepEqual(
    double.published.map(({ topic, properties }) => [topic, properties?.topicAlias]),
    [
      ['a', 1],
      ['', 1],
      ['b', 1],
      ['a', 1],
    ],
  )
})

test('a broker that takes no aliases gets whole topics', async t => {
  const double = await MqttDouble.start(t)
  const { publish, outcomes } = await opened(t, double, { mostAliases: 5 })
  publish({ properties: {} })
  publish({ properties: {} })
  await until(() => outcomes.length === 2, 'both outcomes')
  assert.deepEqual(
    double.published.map(({ topic }) => topic),
    ['t', 't'],
  )
})

test('when it breaks, everything that was not acknowledged is tried again', async t => {
  const double = await MqttDouble.start(t)
  double.answer = ({ messageId }) => (messageId! % 2 === 0 ? { code: 0 } : 'nothing')
  const { publish, outcomes, told } = await opened(t, double)
  for (let n = 0; n < 10; n++) publish({ qos: n < 8 ? 1 : 2 })
  await until(() => outcomes.length === 5, 'those that are answered')
  double.cut()
  await until(() => told.closed !== undefined, 'the end')
  assert.equal(outcomes.length, 10)
  assert.equal(outcomes.filter(({ kind }) => kind === 'delivered').length, 5)
  const retried = outcomes.filter(({ kind }) => kind === 'retry')
  for (const outcome of retried)
    assert.deepEqual(outcome, { kind: 'retry', class: 'network', reason: `${double.url}: connection reset` })
  assert.equal(told.left, retried.length)
})

for (const [code, kind, errorClass] of [
  [0x8b, 'retry', 'unavailable'],
  [0x8e, 'retry', 'config'],
  [0x97, 'retry', 'throttled'],
  [0x95, 'refused', 'too_large'],
  [0x90, 'refused', 'rejected'],
] as const)
  test(`disconnected with 0x${code.toString(16)} while one message is under way: ${kind}`, async t => {
    const double = await MqttDouble.start(t)
    double.answer = () => ({ disconnect: code })
    const { publish, outcomes, told } = await opened(t, double)
    publish()
    await until(() => told.closed !== undefined, 'the end')
    assert.deepEqual([outcomes[0]?.kind, outcomes[0]?.status, told.closed?.class], [kind, code, errorClass])
  })

test('of several messages nobody knows which one was too large: all are tried again', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => 'nothing'
  const { publish, outcomes, told } = await opened(t, double)
  for (let n = 0; n < 3; n++) publish()
  double.say({ cmd: 'disconnect', reasonCode: 0x95 })
  await until(() => told.closed !== undefined, 'the end')
  assert.deepEqual(
    outcomes.map(outcome => outcome.kind),
    ['retry', 'retry', 'retry'],
  )
})

test('after a connection that broke, as many go one at a time as were under way', async t => {
  const double = await MqttDouble.start(t)
  const { publish, outcomes, connection } = await opened(t, double, {}, 2)
  for (const sent of [1, 2]) {
    publish()
    assert.equal(connection.room, false)
    await until(() => outcomes.length === sent, 'the outcome')
  }
  publish()
  assert.equal(connection.room, true)
})

test('the birth message comes first, and the connection is open once it is taken', async t => {
  const double = await MqttDouble.start(t)
  const birth = () =>
    ({ topic: 'status', body: Buffer.from('online'), qos: 1, retain: true, properties: {} }) as const
  const { publish, outcomes } = await opened(t, double, { birth })
  publish()
  await until(() => outcomes.length === 1, 'the outcome')
  assert.deepEqual(
    double.published.map(({ topic, retain }) => [topic, retain]),
    [
      ['status', true],
      ['t', false],
    ],
  )
  double.answer = () => ({ code: 0x87 })
  const refused = open(t, double, { birth })
  await until(() => refused.told.closed !== undefined, 'the end')
  assert.deepEqual(refused.told.closed, {
    class: 'permission',
    reason: 'birth message: answered 0x87 (not authorized)',
    alarm: true,
  })
  assert.equal(refused.told.opened, 0)
})

test('a broker that says nothing is given up at the first message that is late', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => 'nothing'
  const { publish, connection, told } = await opened(t, double)
  const late = publish()
  connection.abandon(late, true)
  await until(() => told.closed !== undefined, 'the end')
  assert.equal(told.closed?.class, 'timeout')
})

test('one that answers others is kept, until too many of its answers are missing', async t => {
  const double = await MqttDouble.start(t)
  double.answer = ({ topic }) => (topic === 'lost' ? 'nothing' : { code: 0 })
  const { publish, outcomes, connection, told } = await opened(t, double, { mostInFlight: 4 })
  const lost = [1, 2, 3].map(() => publish({ topic: 'lost' }))
  publish()
  await until(() => outcomes.length === 1, 'the other one')
  for (const publication of lost.slice(0, 2)) connection.abandon(publication, true)
  assert.equal(connection.room, true)
  connection.abandon(lost[2]!, true)
  await until(() => told.closed !== undefined, 'the end')
})

test('one that nobody waits for is no reason to end it', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => 'nothing'
  const { publish, connection } = await opened(t, double)
  connection.abandon(publish(), false)
  assert.equal(connection.room, true)
})

test('ended with something under way and a broker that does not close: it ends all the same', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => 'nothing'
  double.closes = false
  const { publish, connection, outcomes } = await opened(t, double)
  publish()
  await until(() => double.published.length === 1, 'the message')
  await Promise.all([connection.end(), connection.end()])
  assert.deepEqual(double.disconnects, [0])
  assert.deepEqual(outcomes, [])
  await until(() => double.open === 0, 'the socket to be closed')
})

test('ended before it was open: nothing stays', async t => {
  const double = await MqttDouble.start(t)
  double.answersConnect = false
  const { connection, told } = open(t, double)
  await connection.end()
  assert.equal(told.opened, 0)
  await until(() => double.open === 0, 'the socket to be closed')
})

test('what has a will has it published also when it ends in good order', async t => {
  const will = { topic: 'status', payload: Buffer.from('offline'), qos: 1, retain: true, delay: 0 } as const
  const newer = await MqttDouble.start(t, 5)
  await (await opened(t, newer, { will })).connection.end()
  assert.deepEqual(newer.disconnects, [0x04])
  const older = await MqttDouble.start(t, 4)
  await (await opened(t, older, { will, protocol: 4 })).connection.end()
  assert.deepEqual(older.disconnects, [])
  assert.equal(String(older.connects[0]!.will?.payload), 'offline')
})

for (const [what, bytes, errorClass] of [
  ['what is not MQTT', Buffer.from([0xf0, 0x00, 0xff]), 'other'],
  ['an answer nobody asked for, of the wrong kind', undefined, 'other'],
] as const)
  test(`${what} ends it`, async t => {
    const double = await MqttDouble.start(t)
    double.answer = () => 'nothing'
    const { publish, told, outcomes } = await opened(t, double)
    publish()
    await until(() => double.published.length === 1, 'the message')
    const { messageId } = double.published[0]!
    if (bytes === undefined) double.say({ cmd: 'suback', messageId: messageId!, granted: [0] })
    else double.sayBytes(bytes)
    await until(() => told.closed !== undefined, 'the end')
    assert.equal(told.closed?.class, errorClass)
    assert.equal(outcomes[0]?.kind, 'retry')
  })
