import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Clients } from '../../../src/logs/kafka/client.ts'
import { groupOf, patchKafkajs } from '../../../src/logs/kafka/patch.ts'
import { deadPort } from '../../helpers/http-server.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { follow } from '../../suites/follower.ts'
import { configFor, deadline, openLog } from './fixtures.ts'

const kafka = sharedKafka('an idle Kafka log')

interface Queue {
  readonly pending: unknown[]
  throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  scheduleCheckPendingRequests(): void
  checkPendingRequests(): void
  destroy(): void
}

function queueOf(): Queue {
  patchKafkajs()
  const load = createRequire(import.meta.url)
  const RequestQueue = load('kafkajs/src/network/requestQueue') as new (options: object) => Queue
  const logger = { debug() {} }
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    clientId: 'c',
    broker: 'b',
    logger,
  })
}

test('a connection with nothing to send arms no timer', () => {
  const queue = queueOf()
  queue.scheduleCheckPendingRequests()
  assert.equal(queue.throttleCheckTimeoutId, null)
})

test('what a throttled connection holds back is looked at again when the throttle ends', t => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  const queue = queueOf()
  let checks = 0
  queue.checkPendingRequests = () => {
    checks++
  }
  queue.pending.push({})
  queue.throttledUntil = 1_000_250
  queue.scheduleCheckPendingRequests()
  queue.scheduleCheckPendingRequests()
  t.mock.timers.tick(249)
  assert.equal(checks, 0)
  t.mock.timers.tick(1)
  assert.equal(checks, 1)
  assert.equal(queue.throttleCheckTimeoutId, null)
})

interface Connection {
  readonly socket: Socket | undefined
  connect(): Promise<unknown>
  disconnect(): Promise<unknown>
}

function connectionTo(port: number): Connection {
  patchKafkajs()
  const load = createRequire(import.meta.url)
  const Connection = load('kafkajs/src/network/connection') as new (options: object) => Connection
  const socketFactory = (load('kafkajs/src/network/socketFactory') as () => unknown)()
  const logger = { namespace: () => logger, debug() {}, error() {}, warn() {} }
  const timeouts = { requestTimeout: 1_000, connectionTimeout: 5_000 }
  return new Connection({ host: '127.0.0.1', port, logger, socketFactory, ...timeouts })
}

test('requests that find a connection closed wait for one socket', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  let accepted = 0
  server.on('connection', socket => {
    accepted++
    socket.on('error', () => {})
  })
  const { port } = server.address() as AddressInfo
  const connection = connectionTo(port)
  t.after(async () => {
    await connection.disconnect()
    server.close()
  })
  await Promise.all([connection.connect(), connection.connect(), connection.connect()])
  await connection.connect()
  // Sockets are accepted in the order of their coming: with the next one all of the connection's are counted.
  const next = connect(port, '127.0.0.1')
  t.after(() => next.destroy())
  await until(() => next.readyState === 'open' && accepted > 1, 'both sockets')
  assert.equal(accepted, 2)
})

test('attempts to reach a broker that is gone leave nothing on a socket', async () => {
  const connection = connectionTo(await deadPort())
  await assert.rejects(connection.connect(), /ECONNREFUSED/)
  const { socket } = connection
  const before = socket?.listenerCount('connect') ?? 0
  for (let i = 0; i < 20; i++) await connection.disconnect()
  assert.ok((socket?.listenerCount('connect') ?? 0) <= before + 1)
})

test('a client whose consumer does not run is in no group', () => {
  const clients = new Clients(configFor(['127.0.0.1:1']), new KeptLogger())
  assert.equal(groupOf(clients.create('group').consumer), undefined)
})

describe('an idle Kafka log', { skip: kafka.skip }, () => {
  test('costs next to no CPU, and Node has nothing to warn of', async t => {
    const warnings: string[] = []
    const warned = (warning: Error) => warnings.push(`${warning.name}: ${warning.message}`)
    process.on('warning', warned)
    t.after(() => process.off('warning', warned))
    const log = await openLog(t, configFor(await kafka.brokers()))
    const topic = unique('idle')
    await log.createTopic(topic, { partitions: 4 })
    await log.append(topic, [{ key: null, value: Buffer.from('x') }])
    const follower = follow(t, log, {
      group: unique('idle'),
      topics: [{ topic, start: 'earliest' }],
      deadline,
    })
    await follower.has(1)
    await until(() => log.status().ready && follower.status().ready, 'ready', deadline)
    // A loaded machine makes the same work dearer: the best of a few spells counts.
    const shares: number[] = []
    while (shares.length < 4 && Math.min(...shares) > 0.01) shares.push(await shareOfCore(1_500))
    t.diagnostic(`share of a core: ${shares.map(share => `${(share * 100).toFixed(2)} %`).join(', ')}`)
    assert.ok(Math.min(...shares) < 0.03, `${shares.join(', ')} of a core`)
    assert.deepEqual(warnings, [])
  })
})

/** CPU time of this process over a spell of doing nothing. */
async function shareOfCore(spell: number): Promise<number> {
  const before = process.cpuUsage()
  const start = performance.now()
  await sleep(spell)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / (performance.now() - start)
}
