// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, sinkAndRule, whole } from '../helpers/config-files.ts'

test('without endpoints, /events appends to the topic events, which is read from its beginning', async t => {
  const { config } = await load(t, whole)
  assert.deepEqual(config.ingest, {
    listen: { host: '127.0.0.1', port: 8080 },
    endpoints: new Map([['/events', { topic: 'events', auth: { type: 'none' } }]]),
  })
  assert.deepEqual(config.sources, [
    { topics: ['events'], format: 'netbox', start: 'earliest', key: ['object_type', 'data.id'] },
  ])
})

test('a topic that is appended to and has a source gets no other', async t => {
  const endpoints = '{ /a: { topic: a }, /b: { topic: b }, /c: { topic: b } }'
  const yaml = `ingest: { endpoints: ${endpoints} }\nsources: [{ topics: [a], key: [], start: latest }]${sinkAndRule}`
  const { config } = await load(t, yaml)
  assert.deepEqual(config.sources, [
    { topics: ['a'], format: 'netbox', start: 'latest', key: [] },
    { topics: ['b'], format: 'netbox', start: 'earliest', key: ['object_type', 'data.id'] },
  ])
})

test('a new group begins at the end on Kafka, at the start of the embedded log', async t => {
  const sources = `sources: [{ topics: [a] }]${sinkAndRule}`
  const kafka = await load(t, `log: { type: kafka, brokers: ["k:1"] }\n${sources}`)
  assert.equal(kafka.config.sources[0]!.start, 'latest')
  assert.equal((await load(t, sources)).config.sources[0]!.start, 'earliest')
})

test('a log has everything, with units as numbers', async t => {
  const yaml =
    'log: { type: kafka, brokers: ["k:1"], session_timeout: 30s, tls: {} }\nsources: [{ topics: [a] }]'
  const { config } = await load(t, yaml + sinkAndRule)
  assert.deepEqual(config.log, {
    type: 'kafka',
    brokers: ['k:1'],
    client_id: 'sluice',
    group: 'sluice',
    session_timeout: 30_000,
    tls: { verify: true, min_version: '1.2' },
    sasl: undefined,
  })
  assert.equal(config.dead_letters.log, undefined)
  assert.equal(config.dead_letters.retention, 30 * 86_400_000)
})

test('a sink has what all sinks have, and its own options beside it', async t => {
  const { config } = await load(t, whole)
  const sink = config.sinks.get('crm')!
  assert.equal(sink.options['url'], 'https://crm.example.com/hooks')
  assert.equal(sink.options['timeout'], 10_000)
  assert.equal(sink.options['response_limit'], 65_536)
  assert.deepEqual(
    { ...sink, options: undefined },
    {
      name: 'crm',
      type: 'http',
      options: undefined,
      order: 'key',
      window: { count: 1_000, bytes: 8 * 2 ** 20 },
      concurrency: 16,
      rate: 0,
      breaker: { failures: 10, open: 30_000 },
      retry: { initial: 500, max: 300_000, factor: 2, max_elapsed: 86_400_000, max_attempts: 0 },
      batch: { max_count: 1, max_bytes: 1_048_576, linger: 0 },
      span: 10_000,
      group: '',
      paused: false,
      shape: 'envelope',
      body: undefined,
      fields: undefined,
      template: 'jinja',
      env_allow: [],
      max_message_bytes: 0,
      oversize: 'dead_letter',
      formerly: '',
    },
  )
})

test('`max_elapsed: 0s` is never, `metrics.listen: none` is nowhere', async t => {
  const yaml = `metrics: { listen: none }\n${whole.replace('type: http', 'type: http, retry: { max_elapsed: 0s }')}`
  const { config } = await load(t, yaml)
  assert.equal(config.sinks.get('crm')!.retry.max_elapsed, Number.POSITIVE_INFINITY)
  assert.equal(config.metrics, undefined)
})

test('a rule keeps its conditions and action data as written, integers of any size too', async t => {
  const rule =
    'sinks: [crm], description: d, conditions: { attr: a, value: 9007199254740993 }, where: { attr: partition, value: 9007199254740993 }, action_data: { n: 12345678901234567890 }'
  const { config } = await load(t, whole.replace('sinks: [crm]', rule))
  assert.deepEqual(config.rules, [
    {
      name: 'devices',
      enabled: true,
      description: 'd',
      objectTypes: ['dcim.device'],
      eventTypes: ['object_created'],
      conditions: { attr: 'a', value: 9007199254740993n },
      where: { attr: 'partition', value: 9007199254740993n },
      actionData: { n: 12345678901234567890n },
      sinks: ['crm'],
    },
  ])
})

test('a rule without conditions or with null action data has none', async t => {
  const { config } = await load(t, whole.replace('sinks: [crm]', 'sinks: [crm], action_data: null'))
  assert.equal(config.rules[0]!.conditions, null)
  assert.equal(config.rules[0]!.where, null)
  assert.equal(config.rules[0]!.actionData, undefined)
})

test('a rule has the examples that it was given, and none otherwise', async t => {
  const example = '{ event: created, object_type: dcim.device, data: { id: 12345678901234567890 } }'
  const { config } = await load(
    t,
    `${whole}  - { name: b, object_types: ["*"], event_types: [x], sinks: [crm], examples: { matches: [${example}] } }\n`,
  )
  assert.deepEqual(
    config.rules.map(rule => rule.examples),
    [
      undefined,
      {
        matches: [{ event: 'created', object_type: 'dcim.device', data: { id: 12345678901234567890n } }],
        ignores: [],
      },
    ],
  )
})

test("a sink's rate is deliveries a second, and its breaker has what is written", async t => {
  const more = 'rate: 90/min, breaker: { failures: 3, open: 2m }, paused: true'
  const { config } = await load(t, whole.replace('type: http', `type: http, ${more}`))
  const { rate, breaker, paused } = config.sinks.get('crm')!
  assert.deepEqual(
    { rate, breaker, paused },
    { rate: 1.5, breaker: { failures: 3, open: 120_000 }, paused: true },
  )
})
