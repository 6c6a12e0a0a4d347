/** The whole router in the test's process, on each of the logs. */
import { describe, type TestContext, test } from 'node:test'
import { type RunningApp, runApp } from '../helpers/running-app.ts'
import { until } from '../helpers/until.ts'
import { configFor, openLog } from '../logs/kafka/fixtures.ts'
import { type SharedKafka, unique } from '../servers/kafka-suite.ts'

/** Starts a configuration of sinks and rules on a log of its own, and waits until it reads. */
export type Run = (yaml: string) => Promise<RunningApp>

/** Declares a test twice: on the embedded log, and on Kafka. */
export function onBothLogs(
  kafka: SharedKafka,
  promise: string,
  body: (t: TestContext, run: Run) => Promise<void>,
): void {
  test(`${promise}: on the embedded log`, { timeout: 60_000 }, t =>
    body(t, yaml => ready(t, `ingest: { listen: 127.0.0.1:0 }\n${yaml}`)),
  )
  describe('on Kafka', { skip: kafka.skip, timeout: 120_000 }, () => {
    test(`${promise}: on Kafka`, async t => body(t, await onKafka(t, await kafka.brokers())))
  })
}

async function onKafka(t: TestContext, brokers: readonly string[]): Promise<Run> {
  const topic = unique('promises')
  const log = await openLog(t, configFor(brokers))
  await log.createTopic(topic, { partitions: 4 })
  return yaml =>
    ready(
      t,
      `
log: { type: kafka, brokers: [${brokers.map(broker => `"${broker}"`)}], group: ${topic}, session_timeout: 10s }
dead_letters: { log: { type: embedded, path: ./dead-letters } }
sources: [{ topics: [${topic}], start: earliest }]
ingest: { listen: 127.0.0.1:0, endpoints: { /events: { topic: ${topic} } } }
${yaml}`,
    )
}

async function ready(t: TestContext, yaml: string): Promise<RunningApp> {
  const app = await runApp(t, `${yaml}\nmetrics: { listen: 127.0.0.1:0 }\n`)
  await until(async () => (await app.get('/ready')).status === 200, '/ready', 60_000)
  return app
}
