import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { netboxEvent } from '../helpers/events.ts'
import { HttpReceiver } from '../helpers/http-server.ts'
import { runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'
import { withAdmin } from '../logs/kafka/fixtures.ts'
import { ownKafka } from '../servers/kafka-suite.ts'

const kafka = ownKafka('Kafka away for long')

describe('Kafka away for long', { skip: kafka.skip, timeout: 180_000 }, () => {
  test('the consumer gives up after N errors and needs a restart: it goes on by itself, and readiness says so meanwhile', async t => {
    const server = await kafka.start(t)
    const topics = [{ topic: 'events', numPartitions: 2 }]
    await withAdmin(server.bootstrap, admin => admin.createTopics({ topics }))
    const crm = await HttpReceiver.start(t)
    const yaml = `
log: { type: kafka, brokers: ["${server.bootstrap[0]}"], group: crm, session_timeout: 3s }
dead_letters: { log: { type: embedded, path: ./dead-letters } }
sources: [{ topics: [events], start: earliest }]
ingest: { listen: 127.0.0.1:0 }
metrics: { listen: 127.0.0.1:0 }
sinks: { crm: { type: http, url: "${crm.origin}" } }
rules: [{ name: all, object_types: [dcim.device], event_types: [object_updated], sinks: [crm] }]
`
    const { post, get, lines } = await runApp(t, yaml)
    const isReady = async () => (await get('/ready')).status === 200
    const failures = () => lines.filter(({ level }) => level === 'warn' || level === 'error').length
    await until(isReady, 'it to be ready', 60_000)
    assert.equal(await post(netboxEvent({ id: 1 })), 202)
    await until(() => crm.requests.length === 1, 'the first', 20_000)
    await server.kill(1)
    await until(async () => !(await isReady()), 'it to say that it is not ready', 60_000)
    const before = failures()
    await until(() => failures() > before + 3, 'more failures in a row', 60_000)
    assert.equal((await get('/health')).status, 200)
    await server.restart(1)
    await until(isReady, 'it to be ready again', 60_000)
    await until(async () => (await post(netboxEvent({ id: 2 }))) === 202, 'it to take an event', 20_000)
    await until(() => crm.requests.some(({ body }) => body.includes('"data":{"id":2,')), 'the event', 20_000)
  })
})
