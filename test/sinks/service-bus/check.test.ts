import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'
import { never, outcomeFrom, sinkWith } from './make.ts'

test('opens a link of its own, sends nothing, and leaves nothing behind', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double)
  await sink.check!(never)
  assert.deepEqual([double.attaches, double.received.length], [1, 0])
  await until(() => double.open === 0, 'the connection to be closed')
  assert.equal((await outcomeFrom(sink)).kind, 'delivered')
})

test('no such topic', async t => {
  const double = await ServiceBusDouble.start(t)
  double.attachError = {
    condition: 'amqp:not-found',
    description: "The messaging entity 'sb://ns/netbox' could not be found. key-secret",
  }
  const sink = await sinkWith(t, double)
  await assert.rejects(sink.check!(never), {
    code: 'sink_unreachable',
    message: `sb://127.0.0.1:${double.port}: answered MessagingEntityNotFound (no such topic or queue)`,
    hint: 'is there a topic "netbox" in this namespace?',
  })
})

test('no right to send, at the token or at the link', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double, { topic: undefined, queue: 'jobs' })
  const expected = {
    code: 'sink_unreachable',
    message: /answered UnauthorizedAccess \(not authorised: needs the right Send there\)$/,
    hint: 'needs the role "Azure Service Bus Data Sender" on the queue "jobs", or a key with the right Send',
  }
  double.cbsStatus = 401
  await assert.rejects(sink.check!(never), expected)
  double.cbsStatus = 202
  double.attachError = { condition: 'amqp:unauthorized-access', description: "needs 'Send' claim(s)" }
  await assert.rejects(sink.check!(never), expected)
})

test('a topic that is disabled', async t => {
  const double = await ServiceBusDouble.start(t)
  double.attachError = { condition: 'com.microsoft:entity-disabled', description: '' }
  await assert.rejects((await sinkWith(t, double)).check!(never), { hint: /enabled/ })
})

test('nobody there', async t => {
  const double = await ServiceBusDouble.start(t)
  const sink = await sinkWith(t, double)
  await double.stop()
  await assert.rejects(sink.check!(never), { message: /connection refused$/, hint: /port 5671/ })
})

test('aborted while it waits: rejects with the reason, and leaves nothing behind', async t => {
  const double = await ServiceBusDouble.start(t)
  double.mute = true
  const sink = await sinkWith(t, double)
  const reason = new Error('enough')
  await assert.rejects(sink.check!(AbortSignal.abort(reason)), error => error === reason)
  const aborter = new AbortController()
  const rejection = assert.rejects(sink.check!(aborter.signal), error => error === reason)
  await until(() => double.open === 1, 'the connection')
  aborter.abort(reason)
  await rejection
  await until(() => double.open === 0, 'the connection to be closed')
})
