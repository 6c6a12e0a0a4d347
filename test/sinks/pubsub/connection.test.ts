import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Connection, type ConnectionOptions } from '../../../sinks/pubsub/connection.ts'
import { authOf } from '../../../sinks/pubsub/credentials.ts'
import { faultOf } from '../../../sinks/pubsub/failure.ts'
import { until } from '../../helpers/until.ts'
import { HOST } from '../../servers/ports.ts'
import { TOPIC } from '../../servers/pstest.ts'
import { ownPstest } from '../../servers/pstest-suite.ts'

const pstest = ownPstest("the pubsub sink's connections")
const message = { data: Buffer.from('{}'), attributes: { egress_id: 'e1' }, orderingKey: 'k', size: 10 }

function connectTo(t: TestContext, port: number, changes: Partial<ConnectionOptions> = {}): Connection {
  const endpoint = { host: HOST, port, plain: true, origin: `http://${HOST}` }
  const auth = authOf(undefined, endpoint)
  const connection = new Connection({ endpoint, auth, topic: TOPIC, userAgent: 'Sluice/1.2.3', ...changes })
  t.after(() => connection.close())
  return connection
}

function publishing(
  connection: Connection,
): Promise<{ readonly error: unknown; readonly ids: readonly string[] }> {
  return new Promise(done => connection.publish([message, message], (error, ids) => done({ error, ids })))
}

describe('a connection to Pub/Sub', { skip: pstest.skip }, () => {
  test('publishes, and gets an id for each message', async t => {
    const server = await pstest.start(t)
    const { error, ids } = await publishing(connectTo(t, server.port))
    assert.equal(error, null)
    assert.deepEqual(ids, ['m0', 'm1'])
    const [request] = server.requests
    assert.deepEqual(
      request?.messages.map(({ data, attributes, orderingKey }) => [String(data), attributes, orderingKey]),
      [
        ['{}', { egress_id: 'e1' }, 'k'],
        ['{}', { egress_id: 'e1' }, 'k'],
      ],
    )
    assert.match(request!.userAgent, /^Sluice\/1\.2\.3 grpc-node-js/)
    assert.equal(request!.params, `topic=${encodeURIComponent(TOPIC)}`)
    assert.equal(request!.authorization, '')
  })

  test('an answer is told once, and the time it came is known', async t => {
    const server = await pstest.start(t)
    const connection = connectTo(t, server.port)
    assert.equal(connection.heardAt, Number.NEGATIVE_INFINITY)
    server.reply([{ code: 14, message: 'busy' }])
    const before = performance.now()
    const { error } = await publishing(connection)
    assert.equal(faultOf(error).failure.class, 'unavailable')
    assert.ok(connection.heardAt >= before)
    assert.equal(server.requests.length, 1)
  })

  test('a request that is cancelled says nothing any more, before it was sent too', async t => {
    const server = await pstest.start(t)
    const connection = connectTo(t, server.port)
    const answered = () => assert.fail('answered')
    connection.publish([message], answered)()
    server.control({ hold: true })
    const cancel = connection.publish([message], answered)
    await until(() => server.requests.length === 1, 'the request')
    cancel()
    server.control({})
    assert.equal((await publishing(connection)).error, null)
    assert.equal(server.requests.length, 2)
  })

  test('nobody there: told at once, and not tried again', async t => {
    const server = await pstest.start(t)
    await server.kill()
    const { error } = await publishing(connectTo(t, server.port))
    const { failure, broken } = faultOf(error)
    assert.deepEqual([failure.class, failure.reason, broken], ['network', 'connection refused', true])
  })

  test('closed: nothing is sent, and nothing stays open', async t => {
    const server = await pstest.start(t)
    const connection = connectTo(t, server.port)
    await publishing(connection)
    connection.close()
    connection.close()
    await until(() => server.connections === 0, 'the connection to be closed')
    const { error } = await publishing(connection)
    assert.notEqual(error, null)
    const unused = connectTo(t, server.port)
    unused.close()
    assert.notEqual((await publishing(unused)).error, null)
  })
})
