/** The sink against an AMQP stack that is not the SDK's own: what a reader gets, and what a kill costs. */
import assert from 'node:assert/strict'
import { after, describe, type TestContext, test } from 'node:test'
import rhea, { type Message } from 'rhea'
import { deliveries } from '../../helpers/deliveries.ts'
import { bodyOf, unpacked } from '../../helpers/service-bus-double.ts'
import { until } from '../../helpers/until.ts'
import { startArtemis } from '../../servers/artemis.ts'
import { artemisFor } from '../../servers/artemis-suite.ts'
import { HOST } from '../../servers/ports.ts'
import { never, sinkWith, words } from './make.ts'

const artemis = artemisFor('the service_bus sink with a real broker')

const addressed = (port: number) => ({
  connectionString: `Endpoint=sb://${HOST}:${port};SharedAccessKeyName=send;SharedAccessKey=key-secret;UseDevelopmentEmulator=true`,
})

/** Everything that comes to the topic from now on. */
async function reader(t: TestContext, port: number): Promise<readonly Message[]> {
  const got: Message[] = []
  const container = rhea.create_container({ id: 'reader' })
  const ready = Promise.withResolvers<void>()
  container.on('receiver_open', () => ready.resolve())
  container.on('message', ({ message, delivery }) => {
    // A batch is passed on as it came; the service would take it apart.
    got.push(...(delivery?.format === 0 ? [message!] : unpacked(message as unknown as Buffer)))
  })
  const connection = container.connect({ host: HOST, port, reconnect: false })
  connection.open_receiver({ source: { address: 'netbox', capabilities: ['topic'] }, credit_window: 1_000 })
  t.after(() => connection.close())
  await ready.promise
  return got
}

describe('with Artemis', { skip: artemis.skip }, () => {
  after(() => artemis.stop())

  for (const most of [1, 100])
    test(`a reader gets what is delivered, ${most} in a transfer, byte for byte`, async t => {
      const { port } = await artemis.get()
      const got = await reader(t, port)
      const sink = await sinkWith(t, addressed(port), { session: 'key', batch: { max_count: most } })
      const sent = deliveries(50)
      assert.ok((await sink.send(sent, never)).every(({ kind }) => kind === 'delivered'))
      await until(() => got.length === 50, 'all of them', 20_000)
      const byId = new Map(got.map(message => [message.message_id, message]))
      for (const { dedupId, body, event, egressId } of sent) {
        const message = byId.get(dedupId)!
        assert.deepEqual(bodyOf(message), body)
        assert.equal(message.group_id, event.key)
        assert.equal(message.subject, 'object_updated')
        assert.equal(message.application_properties?.['egress_id'], egressId)
      }
    })

  test('a topic that is not there, and a token that is refused, are for an operator', async t => {
    const { port, tokens } = await artemis.get()
    const missing = await sinkWith(t, addressed(port), { topic: 'missing' })
    assert.equal(words((await missing.send(deliveries(1), never))[0]), 'retry not_found alarm')
    await assert.rejects(missing.check!(never), {
      code: 'sink_unreachable',
      hint: /is there a topic "missing"/,
    })
    tokens.status = 401
    const refused = await sinkWith(t, addressed(port))
    assert.equal(words((await refused.send(deliveries(1), never))[0]), 'retry permission alarm')
    tokens.status = 202
    assert.equal(words((await refused.send(deliveries(1), never))[0]), 'delivered')
    assert.ok(tokens.audiences.every(name => name.startsWith(`sb://${HOST}:${port}/`)))
  })

  test('killed and started again under load: an outcome for each, and all are delivered in the end', async t => {
    const own = await startArtemis()
    t.after(() => own.stop())
    const sink = await sinkWith(t, addressed(own.port), { timeout: 5_000 })
    const left = [...deliveries(600)]
    let delivered = 0
    let failed = 0
    const worker = async () => {
      for (let batch = left.splice(0, 5); batch.length > 0; batch = left.splice(0, 5)) {
        const outcomes = await sink.send(batch, never)
        assert.equal(outcomes.length, batch.length)
        for (const [index, { kind }] of outcomes.entries()) {
          if (kind === 'delivered') delivered++
          else left.push(batch[index]!)
          if (kind === 'retry') failed++
        }
      }
    }
    const running = Promise.all(Array.from({ length: 4 }, worker))
    await until(() => delivered >= 100, 'some to be delivered', 20_000)
    await own.kill()
    await own.start()
    await running
    assert.equal(delivered, 600)
    assert.ok(failed > 0)
  })
})
