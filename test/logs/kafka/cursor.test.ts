import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { kafkaLog } from '../../../src/logs/kafka/index.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'
import { ownKafka, sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { follow } from '../../suites/follower.ts'
import { configFor, deadline, openLog, withAdmin } from './fixtures.ts'

const kafka = sharedKafka('cursors of a Kafka log')
const own = ownKafka('cursors whose brokers go away')

const record = (text: string) => ({ key: null, value: Buffer.from(text) })
const texts = (records: readonly { readonly value: Buffer | null }[]) =>
  records.map(({ value }) => value?.toString() ?? '')

describe('cursors of a Kafka log', { skip: kafka.skip }, () => {
  test('a topic that does not exist is named and waited for, while the others are read', async t => {
    const log = await openLog(t, configFor(await kafka.brokers()))
    const [there, missing] = [unique('there'), unique('missing')]
    await log.createTopic(there, { partitions: 1 })
    await log.append(there, [record('meanwhile')])
    const follower = follow(t, log, {
      group: unique('g'),
      topics: [missing, there].map(topic => ({ topic, start: 'earliest' as const })),
      deadline,
    })
    assert.deepEqual(texts(await follower.has(1)), ['meanwhile'])
    assert.deepEqual(follower.status(), {
      ready: false,
      detail: `topic ${missing} does not exist on ${log.name}`,
    })
    await follower.tenures[0]!.commit({ offset: 1, metadata: '', low: 1 })
    await log.createTopic(missing, { partitions: 1 })
    await log.append(missing, [record('at last')])
    assert.deepEqual(texts(await follower.has(2)), ['meanwhile', 'at last'])
    await follower.until(() => follower.status().ready, 'ready')
    assert.deepEqual(follower.broken, [])
  })

  test('a topic deleted while it is read is told, and the others go on', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const [kept, deleted] = [unique('kept'), unique('deleted')]
    for (const topic of [kept, deleted]) await log.createTopic(topic, { partitions: 1 })
    const follower = follow(t, log, {
      group: unique('g'),
      topics: [kept, deleted].map(topic => ({ topic, start: 'earliest' as const })),
      deadline,
    })
    await follower.until(() => follower.tenures.length === 2, 'both')
    await withAdmin(brokers, admin => admin.deleteTopics({ topics: [deleted] }))
    await follower.until(() => follower.status().detail.includes(`topic ${deleted} does not exist`), 'told')
    await follower.until(() => follower.tenures.length === 1, 'the one that is kept')
    await log.append(kept, [record('goes on')])
    assert.deepEqual(texts(await follower.has(1)), ['goes on'])
  })

  test('a cursor closed while it joins leaves nothing behind, and tells nothing more', async t => {
    const log = await openLog(t, configFor(await kafka.brokers()))
    const topic = unique('closed')
    await log.createTopic(topic, { partitions: 1 })
    for (const step of [/./, /joining/, /loading|reading/, /reading/]) {
      const follower = follow(t, log, {
        group: unique('g'),
        topics: [{ topic, start: 'earliest' }],
        deadline,
      })
      await until(() => step.test(follower.status().detail), `${step}`, deadline)
      await Promise.all([follower.close(), follower.close()])
      assert.deepEqual(follower.broken, [])
      assert.equal(follower.status().ready, false)
    }
  })
})

describe('cursors whose brokers go away', { skip: own.skip }, () => {
  test('brokers unreachable at the start are waited for visibly, and brokers that went are come back to', {
    timeout: 180_000, // two starts of a broker
  }, async t => {
    const server = await own.start(t)
    const topic = unique('gone')
    const first = await openLog(t, configFor(server.bootstrap))
    await first.createTopic(topic, { partitions: 2 })
    await first.append(topic, [record('before')])
    await first.close()
    await server.kill(1)

    const logger = new KeptLogger()
    const log = kafkaLog(configFor(server.bootstrap), { logger })
    t.after(() => log.close())
    await log.open()
    const follower = follow(t, log, { group: unique('g'), topics: [{ topic, start: 'earliest' }], deadline })
    await until(() => /ECONNREFUSED/.test(log.status().detail), 'told why', deadline)
    await until(() => /ECONNREFUSED/.test(follower.status().detail), 'told by the cursor', deadline)
    assert.equal(log.status().ready || follower.status().ready, false)
    await server.restart(1)
    assert.deepEqual(texts(await follower.has(1)), ['before'])
    await until(() => log.status().ready && follower.status().ready, 'ready', deadline)

    await server.kill(1)
    await until(() => !log.status().ready && !follower.status().ready, 'not ready', deadline)
    const appended = log.append(topic, [record('meanwhile')])
    await server.restart(1)
    await appended
    await follower.until(() => texts(follower.records).includes('meanwhile'), 'what was appended meanwhile')
    await until(() => log.status().ready && follower.status().ready, 'ready again', deadline)
    assert.deepEqual(follower.broken, [])
    // Told, not shouted: a line for each change and a few for attempts.
    assert.ok(
      logger.lines.filter(({ level }) => level !== 'debug').length < 60,
      `${logger.lines.length} lines`,
    )
  })

  test('closing does not wait for brokers that are gone', async t => {
    const server = await own.start(t)
    const log = await openLog(t, configFor(server.bootstrap))
    const topic = unique('closing')
    await log.createTopic(topic, { partitions: 1 })
    const follower = follow(t, log, { group: unique('g'), topics: [{ topic, start: 'earliest' }], deadline })
    await follower.until(() => follower.tenures.length === 1, 'owner')
    server.pause(1)
    const start = performance.now()
    await log.close()
    const took = performance.now() - start
    server.resume(1)
    assert.ok(took < 12_000, `${took} ms`)
    assert.equal(follower.past[0]?.ended, true)
  })
})
