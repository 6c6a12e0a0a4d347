import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type PubsubOptions, pubsubOptions } from '../../../sinks/pubsub/options.ts'
import { ConfigError } from '../../../src/errors.ts'
import { delivery } from '../../helpers/deliveries.ts'

const context = { name: 'analytics', userAgent: 'Sluice/1.2.3', concurrency: 16, netboxId: 'nb-1' }

function read(options: { readonly [key: string]: unknown }, netboxId = 'nb-1'): PubsubOptions {
  return pubsubOptions(
    { type: 'pubsub', project: 'p', topic: 'netbox', ...options },
    { ...context, netboxId },
    {},
  )
}

function problems(options: { readonly [key: string]: unknown }, netboxId?: string): string[] {
  try {
    read(options, netboxId)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

test('the least that can be written has every default', () => {
  const { connection, message, ...rest } = read({})
  assert.deepEqual(rest, { timeout: 10_000, mostMessages: 10_000, mostBytes: 33_554_432 })
  assert.deepEqual(
    [connection.endpoint.host, connection.topic, connection.userAgent],
    ['pubsub.googleapis.com', 'projects/p/topics/netbox', 'Sluice/1.2.3'],
  )
  const { attributes, ...others } = message
  assert.equal(attributes.size, 0)
  assert.deepEqual(others, {
    topic: 'projects/p/topics/netbox',
    ordering: false,
    orderingKeys: 0,
    netboxId: 'nb-1',
    signers: [],
  })
})

test('everything that is written arrives where it is used', () => {
  const { connection, message, ...rest } = read({
    ordering: true,
    ordering_keys: 8,
    order: 'key',
    region: 'europe-west3',
    timeout: 1_000,
    attributes: { site: '{{ sink }}' },
    signatures: [{ scheme: 'github', secrets: ['s'] }],
    flow_control: { max_messages: 5, max_bytes: 50 },
  })
  assert.deepEqual(rest, { timeout: 1_000, mostMessages: 5, mostBytes: 50 })
  assert.equal(connection.endpoint.host, 'europe-west3-pubsub.googleapis.com')
  assert.equal(message.ordering, true)
  assert.equal(message.orderingKeys, 8)
  assert.equal(message.attributes.get('site')?.render(delivery()), 'crm')
  assert.equal(message.signers.length, 1)
})

for (const [what, options, expected] of [
  ['no project', { project: undefined }, 'project: is missing'],
  ['two endpoints', { region: 'us-east1', endpoint: 'https://a' }, 'region: stands beside `endpoint`'],
  ['our attribute', { attributes: { egress_id: 'x' } }, 'attributes.egress_id: is set by Sluice'],
  ["CloudEvents' attribute", { attributes: { 'ce-id': 'x' } }, 'attributes.ce-id: is set by Sluice'],
  ['the content type', { attributes: { 'content-type': 'x' } }, 'attributes.content-type: is set by Sluice'],
  ["Google's attribute", { attributes: { google: 'x' } }, 'attributes.google: begins with "goog"'],
  [
    'a signature as an attribute',
    { signatures: [{ scheme: 'github', secrets: ['s'] }], attributes: { 'x-hub-signature-256': 'x' } },
    'attributes.x-hub-signature-256: is set by Sluice',
  ],
  ['an unknown name', { attributes: { a: '{{ b }}' } }, 'attributes.a: unknown name "b"'],
  [
    'a secret that is none',
    { signatures: [{ scheme: 'standard-webhooks', secrets: ['s'] }] },
    'signatures[0].secrets[0]: no secret',
  ],
  [
    'ordering keys without ordering',
    { ordering_keys: 8 },
    'ordering_keys: is nothing without `ordering: true`',
  ],
  ['ordering without order', { ordering: true, order: 'none' }, 'ordering: needs `order: key`'],
  ['no such file', { credentials_file: './no-such.json' }, 'credentials_file: cannot be read'],
] as readonly (readonly [what: string, options: { readonly [key: string]: unknown }, expected: string])[])
  test(`a problem at load: ${what}`, () => {
    const [first, ...more] = problems(options)
    assert.ok(first?.startsWith(`sinks.analytics.${expected}`), first ?? 'no problem')
    assert.deepEqual(more, [])
  })

test('a problem at load: an id of NetBox that no attribute can hold', () => {
  const [first] = problems({}, 'ü'.repeat(513))
  assert.match(first!, /^sinks\.analytics\.attributes: identity\.netbox_id has more than 1024 bytes/)
})

test('everything that is wrong is said at once', () => {
  const wrong = {
    topic: '?',
    endpoint: 'https://a/b',
    attributes: { a: '{{' },
    credentials_file: './no-such',
  }
  assert.equal(problems(wrong).length, 4)
})

test('an order without a region is doubtful, unless another endpoint is written', () => {
  const said = (options: object, environment = {}) => {
    const warnings: string[] = []
    const warn = (path: string, message: string) => void warnings.push(`${path}: ${message}`)
    const written = { type: 'pubsub', project: 'p', topic: 'netbox', ...options }
    pubsubOptions(written, { ...context, warn }, environment)
    return warnings
  }
  const warned = [
    'ordering: without `region` messages of one key may be taken in several regions, and each keeps an order of its own',
  ]
  assert.deepEqual(said({ ordering: true }), warned)
  assert.deepEqual(said({ ordering: true, endpoint: 'https://pubsub.googleapis.com' }), warned)
  assert.deepEqual(said({ ordering: true, region: 'europe-west3' }), [])
  assert.deepEqual(said({ ordering: true, endpoint: 'http://localhost:8085' }), [])
  assert.deepEqual(said({ ordering: true }, { PUBSUB_EMULATOR_HOST: 'localhost:8085' }), [])
  assert.deepEqual(said({}), [])
})
