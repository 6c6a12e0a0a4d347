import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { PositionsView } from '../../src/admin/positions.ts'
import type { KafkaConfig } from '../../src/config/types.ts'
import { kafkaLog } from '../../src/logs/kafka/index.ts'
import type { Log } from '../../src/types.ts'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { sourceIdOf } from '../helpers/operated.ts'
import { adminConfig, Operator } from '../helpers/operator.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'
import { runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'
import { sharedKafka, unique } from '../servers/kafka-suite.ts'

const kafka = sharedKafka('operators on Kafka')

async function openLog(t: TestContext, brokers: readonly string[]): Promise<Log> {
  const config: KafkaConfig = {
    type: 'kafka',
    brokers,
    client_id: 'test',
    group: 'none',
    tls: undefined,
    sasl: undefined,
    session_timeout: 10_000,
  }
  const log = kafkaLog(config, { logger: quietLogger })
  await log.open()
  t.after(() => log.close())
  return log
}

describe('operators on Kafka', { skip: kafka.skip, timeout: 180_000 }, () => {
  test('a pause is in the commit, a replay has a group of its own, a redrive takes letters from the list', async t => {
    const brokers = await kafka.brokers()
    const log = await openLog(t, brokers)
    const topic = unique('operators')
    await log.createTopic(topic, { partitions: 2 })
    for (const sink of ['crm', 'undecodable'])
      await log.createTopic(`${topic}.dead.${sink}`, { partitions: 1 })
    const receiver = await HttpReceiver.start(t)
    const { app } = await runApp(
      t,
      `
log: { type: kafka, brokers: [${brokers.map(broker => `"${broker}"`).join(', ')}], group: ${topic} }
dead_letters: { topic: "${topic}.dead.{sink}" }
sources: [{ topics: [${topic}], start: earliest }]
metrics: { listen: none }
${adminConfig}
sinks:
  crm: { type: http, url: "${receiver.origin}", retry: { initial: 10ms, max: 50ms } }
rules:
  - { name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }
`,
    )
    const operator = new Operator(app)
    for (let n = 0; n < 6; n++) {
      const value = netboxEvent({ sourceId: sourceIdOf(n) })
      await log.append(topic, [{ key: Buffer.from(`k${n}`), value, partition: n % 2 }])
    }
    await until(() => receiver.requests.length === 6, 'all events', 60_000)

    const paused = await operator.post<PositionsView>('/sinks/crm/pause')
    assert.deepEqual(paused.body.partitions, { [topic]: 2 })
    assert.ok(paused.body.positions.every(position => position.paused))
    for (const commit of await log.committed(topic, topic)) assert.match(commit?.metadata ?? '', /!/)
    assert.equal((await operator.post('/sinks/crm/resume')).status, 200)

    const job = await operator.finish({ kind: 'replay', sink: 'crm', from: 'earliest', rate: 'none' })
    assert.deepEqual([job.state, job.delivered], ['done', 6], job.detail)
    const again = receiver.requests.filter(({ headers }) => headers['sluice-replay-id'] === job.id)
    assert.equal(again.length, 6)
    const group = await log.committed(job.group, topic)
    assert.deepEqual(
      group.map(commit => commit?.offset),
      [3, 3],
    )

    receiver.answer = () => ({ status: 422 })
    await log.append(topic, [{ key: null, value: netboxEvent({ sourceId: sourceIdOf(9) }), partition: 0 }])
    await until(async () => (await operator.letters('crm')).length === 1, 'a dead letter', 30_000)
    receiver.answer = () => ({ status: 200 })
    const redriven = await operator.finish({ kind: 'redrive', sink: 'crm' })
    assert.deepEqual([redriven.state, redriven.delivered], ['done', 1], redriven.detail)
    assert.equal(receiver.requests.at(-1)?.headers['sluice-source-id'], sourceIdOf(9))
    assert.deepEqual(await operator.letters('crm'), [])
  })
})
