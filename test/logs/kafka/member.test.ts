import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { Clients } from '../../../src/logs/kafka/client.ts'
import type { CursorListener, Log, Tenure } from '../../../src/types.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'
import { ownKafka, sharedKafka, unique } from '../../servers/kafka-suite.ts'
import { follow } from '../../suites/follower.ts'
import { configFor, deadline, openLog, withAdmin } from './fixtures.ts'

const kafka = sharedKafka('members of a Kafka group')
const own = ownKafka('a member whose brokers are silent')

const texts = (records: readonly { readonly value: Buffer | null }[]) =>
  records.map(({ value }) => value?.toString() ?? '')
const record = (text: string, partition = 0) => ({ key: null, value: Buffer.from(text), partition })

async function newTopic(log: Log, partitions = 1): Promise<string> {
  const topic = unique('member')
  await log.createTopic(topic, { partitions })
  return topic
}

describe('members of a Kafka group', { skip: kafka.skip }, () => {
  test('a rebalance waits for what is under way: a commit is stored half a second after it began, and the next owner begins with it', async t => {
    const log = await openLog(t, configFor(await kafka.brokers()))
    const topic = await newTopic(log)
    await log.append(topic, [record('a'), record('b'), record('c')])
    const options = { group: unique('g'), topics: [{ topic, start: 'earliest' as const }] }
    let tenure: Tenure | undefined
    let stored: Promise<unknown> | undefined
    const listener: CursorListener = {
      assigned: ([first]) => {
        tenure ??= first
      },
      rebalancing: async () => {
        assert.equal(tenure?.mayStart(), true, 'until it joins again the partition is its own')
        await sleep(400)
        stored ??= tenure?.commit({ offset: 2, metadata: 'from the listener', low: 0 }).then(
          () => 'stored',
          error => error,
        )
      },
      ended() {},
      failed() {},
    }
    const first = log.read(options, listener)
    t.after(() => first.close())
    await until(() => tenure !== undefined, 'the first member owns it', deadline)
    const second = follow(t, log, { ...options, deadline })
    await until(() => stored !== undefined, 'a rebalance', deadline)
    assert.equal(await stored, 'stored')
    await first.close()
    assert.deepEqual(texts(await second.has(1)).slice(-1), ['c'])
    assert.deepEqual(second.tenures[0]?.committed, { offset: 2, metadata: 'from the listener', low: 2 })
  })

  test('a member that the group has thrown out cannot commit, and joins anew', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = await newTopic(log)
    await log.append(topic, [record('a'), record('b')])
    const group = unique('g')
    const follower = follow(t, log, { group, topics: [{ topic, start: 'earliest' }], reads: false, deadline })
    const tenure = await follower
      .until(() => follower.tenures.length === 1, 'owner')
      .then(() => follower.tenures[0]!)
    await throwOut(t, brokers, group)
    await assert.rejects(tenure.commit({ offset: 1, metadata: '', low: 1 }), { code: 'commit_fenced' })
    assert.equal((await log.committed(group, topic))[0]?.offset, 0)
    await follower.until(() => tenure.ended && follower.tenures.length === 1, 'a new tenure')
    await follower.tenures[0]!.commit({ offset: 1, metadata: '', low: 1 })
    assert.equal((await log.committed(group, topic))[0]?.offset, 1)
    assert.deepEqual(follower.broken, [])
  })

  test('in a new group that starts at the latest, every member begins behind what was there', async t => {
    const log = await openLog(t, configFor(await kafka.brokers()))
    const topic = await newTopic(log, 4)
    for (let partition = 0; partition < 4; partition++)
      await log.append(topic, [record('old', partition), record('old', partition)])
    const options = { group: unique('g'), topics: [{ topic, start: 'latest' as const }], deadline }
    const members = [follow(t, log, options), follow(t, log, options)]
    await until(() => members.every(({ tenures }) => tenures.length === 2), 'two each', deadline)
    const owned = members.flatMap(({ tenures }) => tenures.map(({ committed }) => committed.offset))
    assert.deepEqual(owned, [2, 2, 2, 2])
    for (let partition = 0; partition < 4; partition++)
      await log.append(topic, [record(`new ${partition}`, partition)])
    const all = () => members.flatMap(({ records }) => texts(records))
    await until(() => all().length >= 4, '4 records', deadline)
    assert.deepEqual(all().sort(), ['new 0', 'new 1', 'new 2', 'new 3'])
  })

  test('a partition new to a topic that the group knows begins at its start', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = await newTopic(log)
    await log.append(topic, [record('old')])
    const options = { group: unique('g'), topics: [{ topic, start: 'latest' as const }], deadline }
    const first = follow(t, log, options)
    await first.until(() => first.tenures.length === 1, 'owner')
    await first.close()
    await withAdmin(brokers, admin => admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] }))
    await until(async () => (await log.bounds(topic))?.length === 2, 'two partitions', deadline)
    const other = await openLog(t, configFor(brokers))
    await other.append(topic, [record('before anyone read it', 1)])
    const second = follow(t, other, options)
    assert.deepEqual(texts(await second.has(1)), ['before anyone read it'])
  })

  test('what a transaction aborted is not read, and its markers are moved over', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, configFor(brokers))
    const topic = await newTopic(log)
    const { Kafka, logLevel } = kafkajs
    const client = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
    const producer = client.producer({
      transactionalId: unique('tx'),
      maxInFlightRequests: 1,
      idempotent: true,
    })
    await producer.connect()
    for (const [n, ending] of ['commit', 'abort', 'commit', 'abort', 'abort'].entries()) {
      const transaction = await producer.transaction()
      await transaction.send({
        topic,
        messages: [{ value: `${n} ${ending}` }, { value: `${n} ${ending} too` }],
      })
      await transaction[ending as 'commit' | 'abort']()
    }
    await producer.disconnect()
    const follower = follow(t, log, {
      group: unique('g'),
      topics: [{ topic, start: 'earliest' }],
      reads: false,
      deadline,
    })
    await follower.until(() => follower.tenures.length === 1, 'owner')
    const [tenure] = follower.tenures
    assert.equal(tenure?.bounds.end, 15)
    const seen: string[] = []
    for (let next = 0; next < 15; ) {
      const batch = await tenure.read()
      assert.ok(batch !== undefined && batch.next > next)
      seen.push(...texts(batch.records))
      next = batch.next
    }
    assert.deepEqual(seen, ['0 commit', '0 commit too', '2 commit', '2 commit too'])
    // Who was left behind gets to where the head is, from among the markers at the end too.
    for (const from of [2, 11, 14]) {
      const reread = tenure.reread(from)
      let next = from
      while (next < 15) next = (await reread.read())!.next
      assert.equal(next, 15)
      reread.close()
    }
  })
})

describe('a member whose brokers are silent', { skip: own.skip }, () => {
  test('starts nothing more before the broker gives its partitions away, and says so', async t => {
    const server = await own.start(t)
    const log = await openLog(t, configFor(server.bootstrap, { session_timeout: 6_000 }))
    const topic = await newTopic(log)
    const follower = follow(t, log, { group: unique('g'), topics: [{ topic, start: 'earliest' }], deadline })
    await follower.until(() => follower.tenures.length === 1 && follower.status().ready, 'owner')
    const [tenure] = follower.tenures
    const frozen = performance.now()
    server.pause(1)
    await until(() => tenure?.mayStart() === false, 'nothing may start', deadline)
    const after = performance.now() - frozen
    assert.ok(after > 3_000 && after < 6_000, `after ${after} ms`)
    await until(() => !follower.status().ready, 'not ready', deadline)
    server.resume(1)
    await follower.until(() => follower.tenures[0]?.mayStart() === true, 'it may again')
    await log.append(topic, [record('again')])
    await follower.has(1)
    assert.deepEqual(follower.broken, [])
  })
})

/** Makes every member leave the group, without their knowing. */
async function throwOut(t: TestContext, brokers: readonly string[], group: string): Promise<void> {
  const { cluster, consumer } = new Clients(configFor(brokers), new KeptLogger()).create(group)
  t.after(() => consumer.disconnect())
  await consumer.connect()
  await cluster.brokerPool.findConnectedBroker()
  await cluster.refreshMetadata()
  const { members = [] } = (await consumer.describeGroup()) as { members?: { memberId: string }[] }
  assert.equal(members.length, 1)
  const coordinator = (await cluster.findGroupCoordinator({ groupId: group })) as unknown as {
    leaveGroup(request: { groupId: string; memberId: string }): Promise<void>
  }
  for (const { memberId } of members) await coordinator.leaveGroup({ groupId: group, memberId })
}
