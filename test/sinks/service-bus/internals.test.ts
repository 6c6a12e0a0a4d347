/** What is relied on beyond the SDK's own surface: a new version that changes it fails here first. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServiceBusClient, type ServiceBusMessageBatch } from '@azure/service-bus'
import { encoded } from '../../../sinks/service-bus/encoding.ts'
import { addEncoded, ClientConnection, watchLink } from '../../../sinks/service-bus/internals.ts'
import { ServiceBusDouble } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'

test('a sender has a link once it is open, which tells of credit, answers and its end', async t => {
  const double = await ServiceBusDouble.start(t)
  const client = new ServiceBusClient(double.connectionString)
  const told: string[] = []
  const events = {
    sendable: () => told.push('sendable'),
    settled: () => told.push('settled'),
    ended: (error: unknown) => told.push(String((error as { condition?: string } | undefined)?.condition)),
  }
  const sender = client.createSender('netbox')
  assert.equal(watchLink(sender, events), undefined)
  await sender.createMessageBatch()
  const sendable = watchLink(sender, events)!
  await until(sendable, 'credit')
  await sender.sendMessages({ body: Buffer.from('{}') })
  await until(() => told.includes('settled'), 'the answer')
  double.detach('amqp:link:detach-forced')
  await until(() => told.includes('amqp:link:detach-forced'), 'the end')
  await client.close()
})

test("a client's connection tells when it is over, and can be destroyed", async t => {
  const double = await ServiceBusDouble.start(t)
  for (const end of ['by the other side', 'from here']) {
    const client = new ServiceBusClient(double.connectionString)
    let lost = 0
    const connection = new ClientConnection(client, () => lost++)
    connection.destroy() // nothing is connected
    await client.createSender('netbox').createMessageBatch()
    if (end === 'from here') connection.destroy()
    else double.cut()
    await until(() => lost === 1 && double.open === 0, end)
    await client.close()
  }
})

test('messages that are encoded already fill a batch as the same ones do that the SDK encodes', async t => {
  const double = await ServiceBusDouble.start(t)
  const client = new ServiceBusClient(double.connectionString)
  const sender = client.createSender('netbox')
  const messages = [1, 40, 256, 300, 2_000, 2_000, 2_000].map((size, at) => ({
    body: Buffer.alloc(size, 0x20),
    messageId: `m-${at}`,
    applicationProperties: { at: String(at) },
  }))
  const [first, ...others] = messages
  const filled = async (add: (batch: ServiceBusMessageBatch, at: number) => boolean) => {
    const batch = await sender.createMessageBatch({ maxSizeInBytes: 6_000 })
    assert.ok(batch.tryAddMessage(first!))
    const taken = others.map((_, at) => add(batch, at))
    return { batch, taken, size: batch.sizeInBytes, count: batch.count }
  }
  const theirs = await filled((batch, at) => batch.tryAddMessage(others[at]!))
  const ours = await filled((batch, at) => addEncoded(batch, encoded(others[at]!)!, others[at]!))
  assert.deepEqual([ours.taken, ours.size, ours.count], [theirs.taken, theirs.size, theirs.count])
  assert.ok(ours.taken.includes(false))
  await sender.sendMessages(ours.batch)
  assert.deepEqual(
    double.received.map(({ message }) => message.message_id),
    messages.slice(0, ours.count).map(({ messageId }) => messageId),
  )
  await client.close()
})
