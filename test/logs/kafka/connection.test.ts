import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Clients } from '../../../src/logs/kafka/client.ts'
import { Connection, within } from '../../../src/logs/kafka/connection.ts'
import { partitionsOf } from '../../../src/logs/kafka/requests.ts'
import { deadPort } from '../../helpers/http-server.ts'
import { watchLeaks } from '../../helpers/leaks.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'
import { sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { configFor, deadline } from './fixtures.ts'
import { brokerError } from './scripted.ts'

const kafka = sharedKafka('a connection to Kafka')

function connectionTo(brokers: readonly string[]) {
  const logger = new KeptLogger()
  return { logger, connection: new Connection(new Clients(configFor(brokers), logger), 'kafka test', logger) }
}

test('what is not open cannot be used', async () => {
  const { connection } = connectionTo(['127.0.0.1:1'])
  assert.deepEqual(connection.status(), { ready: false, detail: 'connecting to kafka test' })
  await assert.rejects(
    connection.use(async () => 1),
    { code: 'log_unusable' },
  )
  await connection.close()
})

test('brokers that cannot be reached are told in the status, and closing does not wait for them', async () => {
  const { connection, logger } = connectionTo([`127.0.0.1:${await deadPort()}`])
  connection.open()
  await until(() => /^kafka test: .*ECONNREFUSED/.test(connection.status().detail), 'why', deadline)
  assert.equal(connection.status().ready, false)
  assert.ok(logger.lines.some(({ level, message }) => level === 'warn' && message === 'kafka.unreachable'))
  const start = performance.now()
  await connection.close()
  await connection.close()
  assert.ok(performance.now() - start < 5_000)
  assert.equal(connection.status().detail, 'kafka test is closed')
})

test('a wait ends with its signal', async () => {
  const end = new AbortController()
  const waiting = within(new Promise(() => {}), end.signal)
  end.abort(new Error('enough'))
  await assert.rejects(waiting, { message: 'enough' })
  await assert.rejects(within(new Promise(() => {}), end.signal), { message: 'enough' })
  assert.equal(await within(Promise.resolve(7), new AbortController().signal), 7)
})

describe('a connection to Kafka', { skip: kafka.skip }, () => {
  test('is ready once a broker answers, and repeats what failed for the time being', async t => {
    const { connection, logger } = connectionTo(await kafka.brokers())
    t.after(() => connection.close())
    connection.open()
    connection.open()
    await until(() => connection.status().ready, 'ready', deadline)
    assert.equal(logger.lines.filter(({ message }) => message === 'kafka.connected').length, 1)
    let tries = 0
    const result = await connection.use(async () => {
      if (++tries < 3) throw brokerError(5)
      return 'there'
    })
    assert.deepEqual([result, tries], ['there', 3])
    await assert.rejects(
      connection.use(async () => {
        throw brokerError(29)
      }),
      { code: 'log_refused', message: /^kafka test: not permitted: / },
    )
    const impatient = connection.use(async () => {
      throw brokerError(5)
    }, 100)
    await assert.rejects(impatient, { code: 'log_unreachable', message: /^kafka test: / })
  })

  test('used by many at once before it is ready, it leaves no socket open when it closes', async t => {
    const brokers = await kafka.brokers()
    const leaks = watchLeaks()
    const { connection } = connectionTo(brokers)
    t.after(() => connection.close())
    connection.open()
    const nowhere = unique('nowhere')
    const found = await Promise.all(
      Array.from({ length: 10 }, () => connection.use(cluster => partitionsOf(cluster, nowhere))),
    )
    assert.deepEqual(new Set(found), new Set([undefined]))
    await connection.close()
    assert.deepEqual(await leaks(), [])
  })
})
