import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { type MqttOptions, mqttOptions } from '../../../sinks/mqtt/options.ts'
import { ConfigError } from '../../../src/errors.ts'
import { delivery } from '../../helpers/deliveries.ts'

const context = { name: 'edge', userAgent: 'Sluice/1.2.3', concurrency: 16, netboxId: 'nb-1' }

function read(options: { readonly [key: string]: unknown }): MqttOptions {
  return mqttOptions({ type: 'mqtt', url: 'mqtt://broker', topic: 'netbox/{{ model }}', ...options }, context)
}

function problems(options: { readonly [key: string]: unknown }): string[] {
  try {
    read(options)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

test('the least that can be written has every default', () => {
  const { brokers, session, message, timeout, connectTimeout } = read({})
  assert.deepEqual(
    brokers.map(broker => [broker.origin, broker.port]),
    [['mqtt://broker', 1883]],
  )
  const { credentials, clientId, ...rest } = session
  assert.deepEqual([credentials.username, credentials.password()], [undefined, undefined])
  assert.equal(
    clientId,
    `sluice-edge-${hostname()
      .replaceAll(/[^0-9A-Za-z-]/g, '-')
      .slice(0, 64)}-${process.pid}`,
  )
  assert.deepEqual(rest, {
    protocol: 5,
    keepalive: 30,
    cleanStart: true,
    sessionExpiry: 0,
    will: undefined,
    birth: undefined,
    qos: 1,
    retain: false,
    mostInFlight: 1_000,
    mostAliases: 0,
    policy: { noSubscribers: 'delivered', fixedTopic: false },
  })
  const { topic, attributes, signers, ...others } = message
  assert.equal(topic.of(delivery()), 'netbox/device')
  assert.deepEqual([attributes.size, signers], [0, []])
  assert.deepEqual(others, {
    qos: 1,
    retain: false,
    protocol: 5,
    netboxId: 'nb-1',
    contentType: undefined,
    expiry: 0,
    responseTopic: undefined,
  })
  assert.deepEqual([timeout, connectTimeout], [10_000, 5_000])
})

test('everything that is written arrives where it is used', () => {
  const { brokers, session, message, timeout, connectTimeout } = read({
    url: undefined,
    urls: ['mqtts://a:1', 'ws://b/mqtt?x=1'],
    topic: 'netbox/events',
    qos: 2,
    retain: true,
    client_id: 'me',
    client_id_exact: true,
    username: 'u',
    password: 'p',
    tls: { verify: false },
    timeout: 1_000,
    connect_timeout: 500,
    keepalive: 1_500,
    max_in_flight: 7,
    session_expiry: 60_000,
    attributes: { site: '{{ sink }}' },
    signatures: [{ scheme: 'github', secrets: ['s'] }],
    content_type: 'text/plain',
    message_expiry: 2_000,
    response_topic: 'answers',
    topic_aliases: 3,
    no_subscribers: 'retry',
    will: { topic: 'w', payload: 'offline', qos: 0, retain: true, delay: 5_000 },
    birth: { topic: 'b' },
  })
  assert.deepEqual(
    brokers.map(({ origin, port, path, tls }) => [origin, port, path, tls?.verify]),
    [
      ['mqtts://a:1', 1, undefined, false],
      ['ws://b', 80, '/mqtt?x=1', undefined],
    ],
  )
  const { credentials, birth, ...rest } = session
  assert.deepEqual([credentials.username, credentials.password()], ['u', 'p'])
  assert.deepEqual(birth?.(), { topic: 'b', body: Buffer.alloc(0), qos: 1, retain: false, properties: {} })
  assert.deepEqual(rest, {
    protocol: 5,
    clientId: 'me',
    keepalive: 2,
    cleanStart: true,
    sessionExpiry: 60,
    will: { topic: 'w', payload: Buffer.from('offline'), qos: 0, retain: true, delay: 5 },
    qos: 2,
    retain: true,
    mostInFlight: 7,
    mostAliases: 3,
    policy: { noSubscribers: 'retry', fixedTopic: true },
  })
  assert.equal(message.attributes.get('site')?.render(delivery()), 'crm')
  const signed = message.signers[0]!({ id: 'i', at: 1, body: Buffer.from('b') })
  assert.equal(signed[0], 'X-Hub-Signature-256')
  assert.deepEqual([message.expiry, message.responseTopic, message.contentType], [2, 'answers', 'text/plain'])
  assert.deepEqual([timeout, connectTimeout], [1_000, 500])
})

for (const [what, options, expected] of [
  ['no address', { url: undefined }, 'url: is missing'],
  ['two kinds of addresses', { urls: ['mqtt://a'] }, 'urls: stands beside `url`'],
  [
    'no address in a list',
    { url: undefined, urls: ['mqtt://a', 'http://b'] },
    'urls[1]: no address that begins',
  ],
  ['an unknown name', { topic: '{{ nmae }}' }, 'topic: unknown name "nmae"'],
  ['a wildcard', { topic: 'a/#' }, 'topic: has a wildcard'],
  ['TLS without TLS', { tls: {} }, 'tls: no address begins with mqtts:// or wss://'],
  ['a missing file', { url: 'mqtts://a', tls: { ca: './no-such.pem' } }, 'tls.ca: cannot be read'],
  ['our attribute', { attributes: { egress_id: 'x' } }, 'attributes.egress_id: is set by Sluice'],
  [
    'a signature as an attribute',
    { signatures: [{ scheme: 'github', secrets: ['s'] }], attributes: { 'x-hub-signature-256': 'x' } },
    'attributes.x-hub-signature-256: is set by Sluice',
  ],
  [
    'a secret that is none',
    { signatures: [{ scheme: 'standard-webhooks', secrets: ['s'] }] },
    'signatures[0].secrets[0]: no secret',
  ],
  ['a bad attribute', { attributes: { a: '{{ b }}' } }, 'attributes.a: unknown name "b"'],
  ['a will to everybody', { will: { topic: '#' } }, 'will.topic: has a wildcard'],
  [
    'a long will',
    { will: { topic: 'w', payload: 'x'.repeat(65_536) } },
    'will.payload: longer than 65535 bytes',
  ],
  ['a nameless birth', { birth: { topic: '' } }, 'birth.topic: a topic without a name'],
  ['answers to everybody', { response_topic: 'a/+' }, 'response_topic: has a wildcard'],
  ['MQTT 3.1.1 with MQTT 5', { protocol: 4, message_expiry: 5 }, 'message_expiry: needs MQTT 5'],
  ['a session without an id', { clean_start: false }, 'clean_start: a session is found again'],
  ['a password without a name', { protocol: 4, password: 'p' }, 'username: is missing'],
  ['a password file that is none', { password_file: './no-such' }, 'password_file: cannot be read'],
] as readonly (readonly [what: string, options: { readonly [key: string]: unknown }, expected: string])[])
  test(`a problem at load: ${what}`, () => {
    const [first, ...more] = problems(options)
    assert.ok(first?.startsWith(`sinks.edge.${expected}`), first ?? 'no problem')
    assert.deepEqual(more, [])
  })

test('everything that is wrong is said at once', () => {
  assert.equal(problems({ url: 'x', topic: '#', will: { topic: '#' }, password_file: './no-such' }).length, 4)
})
