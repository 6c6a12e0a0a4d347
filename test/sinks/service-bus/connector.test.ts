import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Connector } from '../../../sinks/service-bus/connector.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'
import { connectionOptions, never } from './make.ts'

const message = { body: Buffer.from('{}'), messageId: 'a' }

async function connectorTo(t: Parameters<typeof ServiceBusDouble.start>[0]) {
  const double = await ServiceBusDouble.start(t)
  const connector = new Connector(connectionOptions(double))
  t.after(() => connector.close())
  return { double, connector }
}

test('all who ask have the same link', async t => {
  const { double, connector } = await connectorTo(t)
  const links = await Promise.all([connector.link(), connector.link()])
  links.push(await connector.link())
  assert.equal(new Set(links).size, 1)
  assert.deepEqual([double.open, double.attaches], [1, 1])
})

test('attempts that bring nothing have pauses between them, longer and longer', async t => {
  const { double, connector } = await connectorTo(t)
  await double.stop()
  const begun = performance.now()
  for (let attempt = 1; attempt <= 3; attempt++)
    await Promise.all([assert.rejects(connector.link()), assert.rejects(connector.link())])
  assert.ok(performance.now() - begun >= 50 + 100 - 2)
  await double.start()
  await (await connector.link()).send(message, never)
})

test('a new connection where the old one broke; the next link where one was detached', async t => {
  const { double, connector } = await connectorTo(t)
  const first = await connector.link()
  await first.send(message, never)
  double.cut()
  await until(() => !first.open, 'the end')
  const second = await connector.link()
  await second.send(message, never)
  double.detach('amqp:link:detach-forced')
  await until(() => !second.open, 'the end')
  await (await connector.link()).send(message, never)
  assert.deepEqual([double.kept.length, double.attaches, double.open], [3, 3, 1])
})

test('a link that is silent is given up with its connection, one that speaks is not', async t => {
  const { double, connector } = await connectorTo(t)
  const link = await connector.link()
  const before = performance.now()
  await link.send(message, never)
  connector.giveUp(link, before)
  assert.equal(link.open, true)
  connector.giveUp(link, performance.now())
  assert.equal(link.open, false)
  assert.notEqual(await connector.link(), link)
  await until(() => double.open === 1, 'the first connection to be closed')
})

test('closed in a pause it makes no connection', async t => {
  const { double, connector } = await connectorTo(t)
  await double.stop()
  await assert.rejects(connector.link())
  const waiting = assert.rejects(connector.link())
  await connector.close()
  await waiting
  await assert.rejects(connector.link())
})
