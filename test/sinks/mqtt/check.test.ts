import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { addressOf, brokerAt } from '../../../sinks/mqtt/broker.ts'
import { reachAll } from '../../../sinks/mqtt/check.ts'
import { Problems } from '../../../sinks/problems.ts'
import { MqttDouble } from '../../helpers/mqtt-double.ts'
import { until } from '../../helpers/until.ts'
import { sessionOf } from './session.ts'

const never = new AbortController().signal
const will = { topic: 'status', payload: Buffer.from('offline'), qos: 1, retain: true, delay: 0 } as const

function reach(doubles: readonly MqttDouble[], timeout = 20_000, signal = never) {
  const brokers = doubles.map(({ url }) => brokerAt(addressOf(url, 'url', new Problems('edge'))!, undefined))
  return reachAll(brokers, sessionOf({ will, sessionExpiry: 60 }), timeout, signal)
}

const two = async (t: TestContext) => [await MqttDouble.start(t), await MqttDouble.start(t)] as const

test('every broker is connected to, under another client id, and nothing is sent', async t => {
  const doubles = await two(t)
  await reach(doubles)
  for (const double of doubles) {
    assert.deepEqual(
      double.connects.map(({ clientId, will: sent, properties }) => [clientId, sent, properties]),
      [['test-check', undefined, undefined]],
    )
    assert.deepEqual([double.published.length, double.disconnects], [0, [0]])
    await until(() => double.open === 0, 'the connection to be closed')
  }
})

test('all that cannot be used are named, with a hint', async t => {
  const [refusing, busy] = await two(t)
  refusing.connack = 0x87
  busy.connack = 0x89
  await assert.rejects(reach([refusing, await MqttDouble.start(t), busy]), {
    code: 'sink_unreachable',
    message:
      `${refusing.url}: connection refused: 0x87 (not authorized); ` +
      `${busy.url}: connection refused: 0x89 (server busy)`,
    hint: 'does the broker know this username, password or certificate?',
  })
})

test('a broker that says nothing is waited for no longer than the timeout', async t => {
  const [silent, fine] = await two(t)
  silent.answersConnect = false
  await assert.rejects(reach([fine, silent], 100), { message: `${silent.url}: no connection in time` })
  await until(() => silent.open + fine.open === 0, 'the connections to be closed')
})

test('an abort ends it with the reason', async t => {
  const [silent] = await two(t)
  silent.answersConnect = false
  const aborter = new AbortController()
  const reason = new Error('no more time')
  const reaching = assert.rejects(reach([silent], 20_000, aborter.signal), error => error === reason)
  await until(() => silent.connects.length === 1, 'CONNECT')
  aborter.abort(reason)
  await reaching
  await assert.rejects(reach([silent], 20_000, aborter.signal), error => error === reason)
  await until(() => silent.open === 0, 'the connection to be closed')
})
