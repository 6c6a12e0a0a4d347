import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceBusClient } from '@azure/service-bus'
import { Connection } from '../../../sinks/service-bus/connection.ts'
import { unhurried } from '../../../sinks/service-bus/credential.ts'
import { Lost } from '../../../sinks/service-bus/failure.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'
import { connectionOptions, connectionTo, untilEndOf } from './make.ts'

const message = { body: Buffer.from('{}'), messageId: 'a' }

test('a link says what a message may have', async t => {
  const double = await ServiceBusDouble.start(t)
  double.maxMessageSize = 1_000
  const link = await connectionTo(t, double).attach(0)
  assert.equal(link.maxBytes, 1_000)
  await link.send(message, untilEndOf(t))
  assert.equal(double.kept.length, 1)
})

test('a detached link is made anew over the same connection, with a new token', async t => {
  const double = await ServiceBusDouble.start(t)
  const connection = connectionTo(t, double)
  const first = await connection.attach(0)
  await first.send(message, untilEndOf(t))
  double.detach('amqp:link:detach-forced')
  await until(() => !first.open, 'the end of the link')
  assert.equal(connection.alive, true)
  await (await connection.attach(0)).send(message, untilEndOf(t))
  assert.deepEqual([double.attaches, double.tokens.length, double.open], [2, 2, 1])
})

test('a connection that breaks ends its link at once, and is not used again', async t => {
  const double = await ServiceBusDouble.start(t)
  const connection = connectionTo(t, double)
  const link = await connection.attach(0)
  double.answer = () => 'nothing'
  const sending = assert.rejects(link.send(message, untilEndOf(t)), Lost)
  await until(() => double.received.length === 1, 'the message')
  double.cut()
  await sending
  assert.deepEqual([connection.alive, link.open], [false, false])
  await assert.rejects(connection.attach(0), Lost)
})

test('one that says nothing is given up after its time', async t => {
  const double = await ServiceBusDouble.start(t)
  double.mute = true
  const connection = connectionTo(t, double, 100)
  await assert.rejects(
    connection.attach(0),
    error => error instanceof Lost && error.failure.class === 'timeout',
  )
  await until(() => double.open === 0, 'the socket to be closed')
})

test('a token that is not answered is given up after its time', async t => {
  const double = await ServiceBusDouble.start(t)
  double.cbsStatus = undefined
  const connection = connectionTo(t, double, 500)
  await assert.rejects(
    connection.attach(0),
    error => error instanceof Lost && error.failure.class === 'timeout',
  )
  assert.equal(connection.alive, false)
})

test('closed while it connects: leaves no socket and no timer', async t => {
  const double = await ServiceBusDouble.start(t)
  const left = watchLeaks()
  double.cbsStatus = undefined
  const connection = connectionTo(t, double)
  const attaching = assert.rejects(connection.attach(0), Lost)
  await until(() => double.tokens.length === 1, 'the token')
  await Promise.all([connection.close(), connection.close()])
  await attaching
  assert.deepEqual(await left(), [])
})

test('closes also where the other side says nothing any more', async t => {
  const double = await ServiceBusDouble.start(t)
  const connection = connectionTo(t, double)
  await connection.attach(0)
  double.freeze()
  await connection.close()
  double.cut()
})

test('a token is renewed before it expires, and sending goes on', async t => {
  const double = await ServiceBusDouble.start(t)
  let asked = 0
  const getToken = async () => ({ token: `t${++asked}`, expiresOnTimestamp: Date.now() })
  const connection = new Connection({
    ...connectionOptions(double),
    client: () => withCredential(new ServiceBusClient(double.connectionString), unhurried({ getToken }, 50)),
  })
  t.after(() => connection.close())
  const link = await connection.attach(0)
  await until(() => double.tokens.length >= 3, 'two renewals')
  await link.send(message, untilEndOf(t))
  assert.deepEqual([double.attaches, double.open], [1, 1])
  assert.deepEqual(double.tokens.slice(0, 3), ['t1', 't2', 't3'])
})

/** The SDK speaks without TLS to a connection string only: the credential takes its place. */
function withCredential(client: ServiceBusClient, credential: object): ServiceBusClient {
  const { _connectionContext } = client as unknown as {
    readonly _connectionContext: { tokenCredential: object }
  }
  _connectionContext.tokenCredential = credential
  return client
}
