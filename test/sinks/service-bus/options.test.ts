import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serviceBusOptions } from '../../../sinks/service-bus/options.ts'
import { ConfigError } from '../../../src/errors.ts'

const text = 'Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=key-secret='
const context = { name: 'workflow', userAgent: 'Sluice/1.2.3', concurrency: 16 }

function optionsOf(written: object) {
  return serviceBusOptions({ type: 'service_bus', ...written }, context)
}

test('defaults', () => {
  const { origin, kind, connection, message, mostInBatch, timeout } = optionsOf({
    connection_string: text,
    topic: 'netbox',
  })
  assert.equal(origin, 'sb://ns.servicebus.windows.net')
  assert.deepEqual([kind, connection.entity, mostInBatch, timeout], ['topic', 'netbox', 100, 10_000])
  assert.deepEqual(message.grouping, { session: 'none', partitionKey: 'none' })
  assert.deepEqual([message.delay, message.timeToLive, message.schedule], [0, 0, undefined])
})

test('a queue, and a namespace with the default credential; nothing is connected', async () => {
  const namespace = 'ns.servicebus.windows.net'
  const options = optionsOf({ namespace, queue: 'q', endpoint: 'sb://gateway.example.com:5671' })
  assert.deepEqual([options.origin, options.kind], [`sb://${namespace}`, 'queue'])
  const client = options.connection.client()
  assert.equal(client.fullyQualifiedNamespace, 'gateway.example.com')
  await client.close()
})

test('a short timeout does not keep the first connection from being made', () => {
  const { connection, timeout } = optionsOf({ connection_string: text, topic: 'netbox', timeout: 300 })
  assert.deepEqual([timeout, connection.connectTimeout], [300, 10_000])
})

const whole = { connection_string: text, topic: 'netbox' }
const wrong: readonly (readonly [what: string, written: object, path: string, message: RegExp])[] = [
  ['no address', { topic: 't' }, 'namespace', /is missing/],
  [
    'two addresses',
    { ...whole, namespace: 'ns.example.com' },
    'namespace',
    /stands beside `connection_string`/,
  ],
  ['no entity', { connection_string: text }, 'topic', /is missing/],
  ['two entities', { ...whole, queue: 'q' }, 'queue', /stands beside `topic`/],
  [
    'a connection string that is none',
    { ...whole, connection_string: 'key-secret' },
    'connection_string',
    /no connection string/,
  ],
  [
    'a connection string for another entity',
    { ...whole, connection_string: `${text};EntityPath=other` },
    'connection_string',
    /another topic or queue/,
  ],
  [
    'delay and schedule',
    { ...whole, delay: 1_000, schedule: '2026-01-01' },
    'delay',
    /stands beside `schedule`/,
  ],
  ['a schedule that is no template', { ...whole, schedule: '{{ nothing }}' }, 'schedule', /unknown name/],
  [
    'a property of ours',
    { ...whole, attributes: { egress_id: 'x' } },
    'attributes.egress_id',
    /is set by Sluice/,
  ],
  [
    'a property of a signature',
    { ...whole, attributes: { 'x-hook-signature': 'x' }, signatures: [{ scheme: 'netbox', secrets: ['s'] }] },
    'attributes.x-hook-signature',
    /is set by Sluice/,
  ],
  ['a property that is no template', { ...whole, attributes: { a: '{{ b' } }, 'attributes.a', /without its/],
  [
    'a signature twice',
    {
      ...whole,
      signatures: [
        { scheme: 'netbox', secrets: ['s'] },
        { scheme: 'netbox', secrets: ['s'] },
      ],
    },
    'signatures[1].scheme',
    /twice/,
  ],
]
for (const [what, written, path, message] of wrong)
  test(`${what} is refused at load`, () => {
    assert.throws(
      () => optionsOf(written),
      error => {
        assert.ok(error instanceof ConfigError)
        assert.deepEqual(
          error.problems.map(problem => problem.path),
          [`sinks.workflow.${path}`],
        )
        assert.match(error.problems[0]!.message, message)
        assert.doesNotMatch(error.message, /key-secret/)
        return true
      },
    )
  })
