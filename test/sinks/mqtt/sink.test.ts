import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { attributesOf } from '../../../sinks/attributes.ts'
import { deliveries, delivery } from '../../helpers/deliveries.ts'
import { MqttDouble } from '../../helpers/mqtt-double.ts'
import { until } from '../../helpers/until.ts'
import { mqttSinkWith, never, outcomeFrom } from './make.ts'

test('a message has its topic, the envelope and every property', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, { url: double.url, attributes: { site: 'x-{{ object_type }}' } })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const one = delivery({ offset: 42, topic: 'events', partition: 3, replayId: 'r1', traceparent })
  await sink.send([one], never)
  const { topic, payload, qos, retain, dup, properties } = double.published[0]!
  assert.deepEqual([topic, qos, retain, dup], ['netbox/device', 1, false, false])
  assert.deepEqual(payload, one.body)
  assert.deepEqual(
    { ...properties, userProperties: { ...properties?.userProperties } },
    {
      payloadFormatIndicator: true,
      contentType: 'application/json',
      correlationData: Buffer.from(`${one.egressId}:r1`),
      userProperties: { ...attributesOf(one, 'nb-1'), site: 'x-dcim.device' },
    },
  )
})

test('one connection serves all, and says who it is', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, {
    url: double.url,
    client_id: 'me',
    client_id_exact: true,
    username: 'u',
    password: 'p',
    session_expiry: 60_000,
    keepalive: 7_000,
    will: { topic: 'status', payload: 'offline', retain: true },
  })
  await Promise.all(deliveries(50).map(one => sink.send([one], never)))
  assert.equal(double.connects.length, 1)
  const { clientId, username, password, keepalive, clean, properties, will } = double.connects[0]!
  assert.deepEqual([clientId, username, String(password), keepalive, clean], ['me', 'u', 'p', 7, true])
  assert.deepEqual({ ...properties }, { sessionExpiryInterval: 60 })
  assert.deepEqual([will?.topic, String(will?.payload), will?.retain], ['status', 'offline', true])
})

test('of a batch each has its own outcome, whatever becomes of the others', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { maximumPacketSize: 5_000 }
  const codes: { readonly [offset: string]: number } = { '1': 0x97, '2': 0x99 }
  double.answer = ({ properties }) => ({
    code: codes[String(properties?.userProperties?.['source_offset'])] ?? 0,
  })
  const sink = await mqttSinkWith(t, { url: double.url })
  const batch = [...deliveries(4), delivery({ offset: 4, body: Buffer.alloc(5_001) })]
  const outcomes = await sink.send(batch, never)
  assert.deepEqual(
    outcomes.map(outcome =>
      outcome.kind === 'delivered' ? outcome.kind : `${outcome.kind} ${outcome.class}`,
    ),
    ['delivered', 'retry throttled', 'refused rejected', 'delivered', 'refused too_large'],
  )
  assert.equal(double.published.length, 4)
})

test('what there is no room for waits here, and goes in order', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { receiveMaximum: 3 }
  const sink = await mqttSinkWith(t, { url: double.url })
  const outcomes = await Promise.all(deliveries(40).map(one => sink.send([one], never)))
  assert.ok(outcomes.every(([outcome]) => outcome?.kind === 'delivered'))
  assert.ok(double.most <= 3, `${double.most} at a time`)
  assert.deepEqual(
    double.published.map(({ properties }) => Number(properties?.userProperties?.['source_offset'])),
    Array.from({ length: 40 }, (_, offset) => offset),
  )
})

test('what waits for room is given up in time, and never sent', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { receiveMaximum: 1 }
  double.answer = () => 'nothing'
  const sink = await mqttSinkWith(t, { url: double.url, timeout: 300 })
  const outcomes = await Promise.all(deliveries(2).map(one => sink.send([one], never)))
  for (const [outcome] of outcomes) assert.ok(outcome?.kind === 'retry' && outcome.class === 'timeout')
  assert.equal(double.published.length, 1)
})

test('a message that breaks the connection is found, and the others arrive', async t => {
  const double = await MqttDouble.start(t)
  double.answer = ({ properties }) =>
    properties?.userProperties?.['source_offset'] === '5' ? { disconnect: 0x95 } : { code: 0 }
  const sink = await mqttSinkWith(t, { url: double.url })
  const left = [...deliveries(12)]
  const refused: string[] = []
  while (left.length > 0) {
    const sent = left.splice(0)
    const outcomes = (await Promise.all(sent.map(one => sink.send([one], never)))).flat()
    for (const [at, outcome] of outcomes.entries())
      if (outcome.kind === 'retry') left.push(sent[at]!)
      else if (outcome.kind === 'refused') refused.push(`${sent[at]!.event.record.offset} ${outcome.class}`)
  }
  assert.deepEqual(refused, ['5 too_large'])
})

test('QoS 0 is delivered once it is written', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, { url: double.url, qos: 0 })
  const outcomes = await sink.send(deliveries(500), never)
  assert.ok(outcomes.every(({ kind }) => kind === 'delivered'))
  await until(() => double.published.length === 500, 'all messages')
})

test('QoS 2 is delivered once its exchange has ended', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, { url: double.url, qos: 2 })
  const outcomes = await sink.send(deliveries(20), never)
  assert.ok(outcomes.every(({ kind }) => kind === 'delivered'))
  assert.equal(double.released, 20)
})

test('nobody subscribes: as configured', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => ({ code: 0x10 })
  for (const kind of ['delivered', 'retry', 'refused'] as const) {
    const sink = await mqttSinkWith(t, { url: double.url, no_subscribers: kind })
    const outcome = await outcomeFrom(sink)
    assert.deepEqual([outcome.kind, outcome.status], [kind, 0x10])
  }
})

test('not authorised: a retry that an operator has to know of, with the broker named', async t => {
  const double = await MqttDouble.start(t)
  double.answer = () => ({ code: 0x87 })
  assert.deepEqual(await outcomeFrom(await mqttSinkWith(t, { url: double.url })), {
    kind: 'retry',
    class: 'permission',
    reason: `${double.url}: answered 0x87 (not authorized)`,
    status: 0x87,
    alarm: true,
  })
})

test('without a connection nothing is kept: every delivery has its outcome, and the next comes anew', async t => {
  const double = await MqttDouble.start(t)
  double.connack = 0x86
  const sink = await mqttSinkWith(t, { url: double.url })
  const outcomes = (await Promise.all(deliveries(20).map(one => sink.send([one], never)))).flat()
  for (const outcome of outcomes) assert.ok(outcome.kind === 'retry' && outcome.class === 'permission')
  assert.equal(double.connects.length, 1)
  double.connack = 0
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
  assert.equal(double.published.length, 1)
})

test('what had not been sent when the connection broke goes over the next', async t => {
  const double = await MqttDouble.start(t)
  double.properties = { receiveMaximum: 2 }
  double.answer = () => (double.published.length <= 2 ? 'nothing' : { code: 0 })
  const sink = await mqttSinkWith(t, { url: double.url })
  const sending = Promise.all(deliveries(6).map(one => sink.send([one], never)))
  await until(() => double.published.length === 2, 'the first two')
  double.cut()
  const kinds = (await sending).map(([outcome]) => outcome?.kind)
  assert.deepEqual(kinds, ['retry', 'retry', 'delivered', 'delivered', 'delivered', 'delivered'])
})

test('what has ended is held no longer, nor its signal', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, { url: double.url })
  const [earlier, later] = [new AbortController().signal, new AbortController().signal]
  await sink.send([delivery()], earlier)
  await sink.send([delivery()], later)
  assert.deepEqual(
    [earlier, later].map(signal => getEventListeners(signal, 'abort').length),
    [0, 1],
  )
})

test('check connects, and leaves the sink as it was', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, { url: double.url })
  await sink.check!(never)
  assert.deepEqual([double.connects.length, double.published.length], [1, 0])
  double.connack = 0x86
  await assert.rejects(sink.check!(never), { code: 'sink_unreachable' })
  double.connack = 0
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
})

test('a load that never ends does not pile up behind a broker that is slow', async t => {
  const double = await MqttDouble.start(t)
  const sink = await mqttSinkWith(t, { url: double.url, max_in_flight: 10 })
  const outcomes = await sink.send(deliveries(500), never)
  assert.ok(outcomes.every(({ kind }) => kind === 'delivered'))
  assert.ok(double.most <= 10, `${double.most} at a time`)
})

test('with a will it comes back by itself, without one when there is something to send', async t => {
  const double = await MqttDouble.start(t)
  const will = { topic: 'status', payload: 'offline' }
  const there = await mqttSinkWith(t, { url: double.url, will, birth: { topic: 'birth' } })
  await outcomeFrom(there)
  double.connack = 0x88
  double.cut()
  await until(() => double.connects.length >= 3, 'two more attempts')
  double.connack = 0
  const births = () => double.published.filter(({ topic }) => topic === 'birth').length
  await until(() => births() === 2, 'the second birth')
  await there.close()
  const connects = double.connects.length
  const quiet = await mqttSinkWith(t, { url: double.url })
  await outcomeFrom(quiet)
  double.cut()
  await until(() => double.open === 0, 'the end')
  assert.equal((await outcomeFrom(quiet)).kind, 'delivered')
  assert.equal(double.connects.length, connects + 2)
})
