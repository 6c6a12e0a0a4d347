import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Logs } from '../src/logs/open.ts'
import { prepareTopics } from '../src/topics.ts'
import type { Bounds, Log, TopicSettings } from '../src/types.ts'
import { load, sinkAndRule } from './helpers/config-files.ts'
import { KeptLogger } from './helpers/outbox.ts'
import { until } from './helpers/until.ts'

const bounds: readonly Bounds[] = [{ start: 0, end: 0 }]

/** A log of which only topics are asked. */
function logOf(kind: Log['kind'], there: ReadonlySet<string>, created: Map<string, TopicSettings>): Log {
  return {
    kind,
    name: kind === 'kafka' ? 'kafka b1:9092' : 'embedded ./data',
    bounds: async (topic: string) => (there.has(topic) ? bounds : undefined),
    createTopic: async (topic: string, settings: TopicSettings) => void created.set(topic, settings),
  } as unknown as Log
}

function logsOf(log: Log): Logs {
  return { source: log, deadLetters: log, all: [log] }
}

test('the topics of the embedded log are made: those read, those appended to, and one for the dead letters of each sink', async t => {
  const { config } = await load(
    t,
    `log: { type: embedded, partitions: 3 }
dead_letters: { retention: 5d }
ingest: { listen: 127.0.0.1:8080, endpoints: { /in: { topic: incoming } } }
sources: [{ topics: [incoming, more] }]${sinkAndRule}`,
  )
  const created = new Map<string, TopicSettings>()
  const log = logOf('embedded', new Set(), created)
  await prepareTopics(config, logsOf(log), new KeptLogger(), AbortSignal.timeout(5_000), () => {})
  const dead = { partitions: 1, retentionMs: 5 * 86_400_000 }
  assert.deepEqual(Object.fromEntries(created), {
    incoming: { partitions: 3 },
    more: { partitions: 3 },
    'dead-letters.crm': dead,
    'dead-letters.undecodable': dead,
  })
})

test('the topic of a sink that appends to the embedded log is made, with the partitions of the log', async t => {
  const { config } = await load(
    t,
    `log: { type: embedded, partitions: 3 }
ingest: {}
sinks: { copy: { type: log, topic: copies } }
rules: [{ name: r, object_types: [dcim.device], event_types: [object_created], sinks: [copy] }]`,
  )
  const created = new Map<string, TopicSettings>()
  const log = logOf('embedded', new Set(), created)
  await prepareTopics(config, logsOf(log), new KeptLogger(), AbortSignal.timeout(5_000), () => {})
  assert.deepEqual(created.get('copies'), { partitions: 3 })
})

test('on Kafka what is missing is named with the command that makes it, and waited for', async t => {
  const { config } = await load(
    t,
    `log: { type: kafka, brokers: ["b1:9092"] }\nsources: [{ topics: [events] }]${sinkAndRule}`,
  )
  const there = new Set(['events', 'dead-letters.undecodable'])
  const created = new Map<string, TopicSettings>()
  const logger = new KeptLogger()
  let missing: readonly string[] = []
  const stop = new AbortController()
  const prepared = prepareTopics(
    config,
    logsOf(logOf('kafka', there, created)),
    logger,
    stop.signal,
    topics => {
      missing = topics
    },
  )
  await until(() => missing.length === 1, 'the missing topic')
  assert.deepEqual(missing, ['dead-letters.crm'])
  const [line] = logger.lines.filter(({ message }) => message.startsWith('topic.missing'))
  assert.match(
    String((line?.fields as { command?: string } | undefined)?.command),
    /^kafka-topics\.sh --bootstrap-server b1:9092 .*--create --if-not-exists --topic dead-letters\.crm --partitions 1 --config retention\.ms=2592000000$/,
  )
  assert.equal(created.size, 0, 'topics of a Kafka belong to whoever runs it')
  stop.abort()
  await prepared
})

test('on Kafka it resolves once everything is there', async t => {
  const { config } = await load(
    t,
    `log: { type: kafka, brokers: ["b1:9092"] }\nsources: [{ topics: [events] }]${sinkAndRule}`,
  )
  const there = new Set(['events', 'dead-letters.crm', 'dead-letters.undecodable'])
  const told: (readonly string[])[] = []
  await prepareTopics(
    config,
    logsOf(logOf('kafka', there, new Map())),
    new KeptLogger(),
    AbortSignal.timeout(5_000),
    topics => {
      told.push(topics)
    },
  )
  assert.deepEqual(told, [[]])
})
