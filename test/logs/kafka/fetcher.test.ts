import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { type TestContext, test } from 'node:test'
import { Feed } from '../../../src/logs/kafka/feed.ts'
import { Fetcher } from '../../../src/logs/kafka/fetcher.ts'
import type { Broker, Cluster, RawPartition } from '../../../src/logs/kafka/types.ts'
import type { Bounds } from '../../../src/types.ts'
import { KeptLogger } from '../../helpers/outbox.ts'
import { until } from '../../helpers/until.ts'

const load = createRequire(import.meta.url)
const { createErrorFromCode } = load('kafkajs/src/protocol/error') as {
  createErrorFromCode(code: number): Error
}

type Request = Parameters<Broker['fetch']>[0]

/** A cluster whose fetches the test answers. Partition p is led by broker `leaders[p]`. */
class ScriptedCluster {
  readonly leaders: number[]
  readonly fetches: {
    node: number
    request: Request
    answer(parts: RawPartition[]): void
    fail(error: Error): void
  }[] = []
  refreshed = 0

  constructor(leaders: number[]) {
    this.leaders = leaders
  }

  get cluster(): Cluster {
    return {
      findTopicPartitionMetadata: () => this.leaders.map((leader, partitionId) => ({ partitionId, leader })),
      findBroker: async ({ nodeId }: { nodeId: number }) => ({
        fetch: (request: Request) =>
          new Promise((resolve, reject) => {
            const one = {
              node: nodeId,
              request,
              answer: (partitions: RawPartition[]) => {
                this.fetches.splice(this.fetches.indexOf(one), 1)
                resolve({ responses: [{ topicName: 'events', partitions }] })
              },
              fail: (error: Error) => {
                this.fetches.splice(this.fetches.indexOf(one), 1)
                reject(error)
              },
            }
            this.fetches.push(one)
          }),
      }),
      refreshMetadata: async () => {
        this.refreshed++
      },
      removeBroker() {},
    } as unknown as Cluster
  }

  /** Partitions asked for by the fetches under way, with their offsets. */
  asked(): string[] {
    return this.fetches
      .flatMap(({ request }) => request.topics.flatMap(({ partitions }) => partitions))
      .map(({ partition, fetchOffset }) => `${partition}@${fetchOffset}`)
      .sort()
  }
}

function bench(t: TestContext, leaders: number[], bounds?: readonly Bounds[]) {
  const script = new ScriptedCluster(leaders)
  const logger = new KeptLogger()
  const astray: Feed[] = []
  const fetcher = new Fetcher({
    cluster: script.cluster,
    boundsOf: async () => bounds,
    logger,
    astray: feed => astray.push(feed),
  })
  t.after(() => fetcher.close())
  const feeds = leaders.map(
    (_, partition) =>
      new Feed({ topic: 'events', partition }, { records: 3, bytes: 1_000 }, 100, fetcher.wake),
  )
  fetcher.replace(feeds)
  const asks = (...expected: string[]) =>
    until(() => script.asked().join() === expected.join(), `${expected}; asked for: ${script.asked()}`)
  return { script, logger, astray, fetcher, feeds, asks }
}

function records(partition: number, from: number, count: number): RawPartition {
  const batchContext = { firstOffset: String(from), lastOffsetDelta: count - 1 }
  return {
    partition,
    highWatermark: '100',
    messages: Array.from({ length: count }, (_, i) => ({
      offset: String(from + i),
      timestamp: '0',
      key: null,
      value: Buffer.from('v'),
      headers: {},
      batchContext,
    })),
  }
}

test('each broker has one fetch under way, for its partitions that are read', async t => {
  const { script, feeds, asks } = bench(t, [1, 2, 1, 1])
  feeds[0]!.seek(10)
  feeds[1]!.seek(20)
  feeds[2]!.seek(30)
  await asks('0@10', '1@20', '2@30')
  assert.deepEqual(script.fetches.map(({ node }) => node).sort(), [1, 2])
  script.fetches.find(({ node }) => node === 1)!.answer([records(0, 10, 1), records(2, 30, 2)])
  await asks('0@11', '1@20', '2@32')
})

test('a partition whose reader is behind is left out; while it is at work the others are asked for at shorter intervals', async t => {
  const { script, feeds, asks } = bench(t, [1, 1])
  feeds[0]!.seek(0)
  feeds[1]!.seek(0)
  await asks('0@0', '1@0')
  const idle = script.fetches[0]!.request.maxWaitTime
  script.fetches[0]!.answer([records(0, 0, 5), records(1, 0, 1)])
  await asks('1@1')
  assert.equal(script.fetches[0]!.request.maxWaitTime, idle, 'nobody reads it')
  await feeds[1]!.read()
  script.fetches[0]!.answer([records(1, 1, 0)])
  await until(() => script.fetches.length === 1, 'the next')
  assert.equal(script.fetches[0]!.request.maxWaitTime, idle)
  await feeds[0]!.read()
  script.fetches[0]!.answer([records(1, 1, 0)])
  await asks('0@5', '1@1')
  script.fetches[0]!.answer([records(0, 5, 5)])
  await asks('1@1')
  assert.ok(script.fetches[0]!.request.maxWaitTime < idle, 'its reader is at work')
  await feeds[0]!.read()
  script.fetches[0]!.answer([records(1, 1, 0)])
  await asks('0@10', '1@1')
})

test('a broker that cannot be reached is asked again, after looking who leads now', async t => {
  const { script, feeds, fetcher, asks } = bench(t, [1])
  feeds[0]!.seek(7)
  await asks('0@7')
  script.leaders[0] = 2
  script.fetches[0]!.fail(createErrorFromCode(6))
  await asks('0@7')
  assert.equal(script.fetches[0]!.node, 2)
  assert.equal(script.refreshed, 1)
  assert.notEqual(fetcher.problem(), '')
  script.fetches[0]!.answer([records(0, 7, 1)])
  await asks('0@8')
  assert.equal(fetcher.problem(), '')
})

test('a partition that cannot be decoded waits and says so; the others go on', async t => {
  const { script, feeds, fetcher, logger, asks } = bench(t, [1, 1, 1])
  for (const feed of feeds) feed.seek(0)
  await asks('0@0', '1@0', '2@0')
  script.fetches[0]!.fail(new Error('corrupt input'))
  const poisoned = 1
  for (let seen = 0; seen < 3; seen++) {
    await until(() => script.asked().length === 1, 'each by itself')
    const partition = Number(script.asked()[0]!.split('@')[0])
    if (partition === poisoned) script.fetches[0]!.fail(new Error('corrupt input'))
    else script.fetches[0]!.answer([records(partition, 0, 1)])
  }
  await asks('0@1', '2@1')
  assert.match(fetcher.problem(), /^events\/1 cannot be read at offset 0: corrupt input/)
  const told = logger.lines.filter(({ level }) => level === 'error')
  assert.deepEqual(
    told.map(({ fields }) => fields),
    [{ topic: 'events', partition: 1, offset: 0, error: 'corrupt input' }],
  )
})

test('what retention deleted before it was read is a gap, told loudly', async t => {
  const { script, feeds, logger, asks } = bench(t, [1], [{ start: 50, end: 60 }])
  feeds[0]!.seek(7)
  await asks('0@7')
  script.fetches[0]!.fail(createErrorFromCode(1))
  await asks('0@50')
  assert.deepEqual(await feeds[0]!.read(), { records: [], next: 50, lostBelow: 50 })
  assert.match(logger.lines.find(({ level }) => level === 'error')!.message, /^log\.gap/)
})

test('a position beyond the end of the log makes the member begin anew, once it is sure', async t => {
  const { script, feeds, astray, asks } = bench(t, [1], [{ start: 0, end: 5 }])
  feeds[0]!.seek(7)
  await asks('0@7')
  script.fetches[0]!.fail(createErrorFromCode(1))
  await asks('0@7')
  assert.deepEqual(astray, [])
  script.fetches[0]!.fail(createErrorFromCode(1))
  await until(() => astray.length === 1, 'told')
})

test('a topic that no broker knows any more makes the member begin anew, and holds up no other', async t => {
  const { script, feeds, astray, asks } = bench(t, [1, 1], undefined)
  feeds[0]!.seek(0)
  feeds[1]!.seek(0)
  await asks('0@0', '1@0')
  script.fetches[0]!.fail(createErrorFromCode(3))
  let read = 0
  while (astray.length === 0) {
    await until(() => script.fetches.length > 0 || astray.length > 0, 'the next fetch')
    const [fetch] = script.fetches
    if (fetch === undefined) break
    const gone = script.asked().some(one => one.startsWith('0@'))
    if (gone) fetch.fail(createErrorFromCode(3))
    else fetch.answer([records(1, read++, 1)])
    await until(() => !script.fetches.includes(fetch), 'answered')
  }
  assert.deepEqual(astray, [feeds[0]])
  assert.ok(read > 0)
})

test('an answer that comes after the partitions changed hands is dropped', async t => {
  const { script, feeds, fetcher, asks } = bench(t, [1])
  feeds[0]!.seek(7)
  await asks('0@7')
  const late = script.fetches[0]!
  feeds[0]!.end()
  const next = new Feed({ topic: 'events', partition: 0 }, { records: 3, bytes: 1_000 }, 100, fetcher.wake)
  fetcher.replace([next])
  next.seek(3)
  late.answer([records(0, 7, 2)])
  await asks('0@3')
  assert.equal(await feeds[0]!.read(), undefined)
})
