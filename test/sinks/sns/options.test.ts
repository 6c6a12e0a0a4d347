import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SnsOptions, snsOptions } from '../../../sinks/sns/options.ts'
import { ConfigError, SluiceError } from '../../../src/errors.ts'
import { delivery } from '../../helpers/deliveries.ts'
import { fifoTopic, standardTopic } from '../../helpers/sns-double.ts'
import { context, type MadeOptions, plainMessage, plainPublisher } from './make.ts'

function read(options: MadeOptions): SnsOptions {
  return snsOptions({ type: 'sns', topic_arn: standardTopic, ...options }, context)
}

function problems(options: MadeOptions): string[] {
  try {
    read(options)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  return []
}

test('the least that can be written has every default', () => {
  const { message, publisher, origin, timeout } = read({})
  assert.deepEqual(message, plainMessage)
  assert.deepEqual(publisher, plainPublisher)
  assert.deepEqual([origin, timeout], ['SNS us-east-1', 10_000])
})

test('everything that is written arrives where it is used', () => {
  const { message, publisher, origin, timeout } = read({
    topic_arn: fifoTopic,
    region: 'us-east-1',
    endpoint: 'http://user:secret@localhost:4566/path',
    assume_role: { role_arn: 'arn:aws:iam::123456789012:role/sluice' },
    message_attributes: { site: '{{ object_type }}' },
    subject: '{{ model }}',
    signatures: [{ scheme: 'netbox', secrets: ['s'] }],
    timeout: 1_000,
  })
  const one = delivery()
  assert.equal(message.fifo, true)
  assert.equal(message.attributes.get('site')!.render(one), 'dcim.device')
  assert.equal(message.subject!.render(one), 'device')
  assert.equal(message.signers.length, 1)
  assert.equal(typeof publisher.role, 'function')
  assert.deepEqual([origin, timeout], ['http://localhost:4566', 1_000])
  assert.equal(read({ fips: true }).publisher.fips, true)
  assert.equal(
    read({ bodies: { sms: 'x' } })
      .message.bodies.get('sms')!
      .render(one),
    'X',
  )
})

const standard = { scheme: 'standard-webhooks', secrets: [`whsec_${'a'.repeat(32)}`] }
const netbox = (...secrets: readonly string[]) => ({ scheme: 'netbox', secrets })

for (const [what, options, expected] of [
  ['a phone number', { topic_arn: '+4930123456' }, 'topic_arn: is a phone number'],
  ['another region', { region: 'eu-central-1' }, 'region: is "eu-central-1", and the topic is in us-east-1'],
  ['FIPS beside an endpoint', { fips: true, endpoint: 'http://localhost' }, 'fips: stands beside `endpoint`'],
  ['our attribute', { message_attributes: { place: 'x' } }, 'message_attributes.place: is set by Sluice'],
  ['a bad name', { message_attributes: { 'a b': 'x' } }, 'message_attributes.a b: is not 1 to 256'],
  ['a bad attribute', { message_attributes: { a: '{{ wrong }}' } }, 'message_attributes.a: line 1: wrong'],
  ['a bad subject', { subject: '{{ wrong }}' }, 'subject: line 1: wrong'],
  [
    'a signature as an attribute',
    { signatures: [netbox('s')], message_attributes: { 'x-hook-signature': 'x' } },
    'message_attributes.x-hook-signature: is set by Sluice',
  ],
  [
    'an eleventh attribute',
    { message_attributes: { a: 'x', b: 'x', c: 'x' } },
    'message_attributes: 8 attributes of every message and 3 of message_attributes are more than the 10',
  ],
  [
    'a signature beside two attributes',
    { message_attributes: { a: 'x', b: 'x' }, signatures: [netbox('s')] },
    'message_attributes: 8 attributes of every message and 2 of message_attributes and 1 of signatures',
  ],
  [
    'a signature of three attributes',
    { signatures: [standard] },
    'signatures: 8 attributes of every message and 3 of',
  ],
  [
    'three secrets',
    { signatures: [netbox('a', 'b', 'c')] },
    'signatures: 8 attributes of every message and 3 of',
  ],
  ['a secret that is none', { signatures: [{ ...standard, secrets: ['x'] }] }, 'signatures: 8 attributes'],
  ['attributes of CloudEvents', { shape: 'cloudevents_binary' }, 'shape: needs more attributes than the 10'],
  [
    'signatures beside bodies',
    { bodies: { sms: 'x' }, signatures: [netbox('s')] },
    'signatures: are dropped by SNS',
  ],
] as readonly (readonly [what: string, options: MadeOptions, expected: string])[])
  test(`a problem at load: ${what}`, () => {
    const [first] = problems(options)
    assert.ok(first?.startsWith(`sinks.audit.${expected}`), first ?? 'no problem')
  })

test('two attributes of one’s own, or signatures, fit', () => {
  assert.deepEqual(problems({ message_attributes: { a: 'x', b: 'x' } }), [])
  assert.deepEqual(problems({ message_attributes: { a: 'x' }, signatures: [netbox('s')] }), [])
  assert.deepEqual(problems({ signatures: [netbox('new', 'old')] }), [])
})

test('a body of its own that cannot be compiled is a problem', () => {
  const template = () => {
    throw new SluiceError('template_invalid', 'line 1: no')
  }
  assert.throws(
    () =>
      snsOptions({ type: 'sns', topic_arn: standardTopic, bodies: { sms: '{{' } }, { ...context, template }),
    error => error instanceof ConfigError && error.problems[0]!.path === 'sinks.audit.bodies.sms',
  )
})

test('everything that is wrong is said at once', () => {
  const all = problems({
    topic_arn: 'x',
    subject: '{{ wrong }}',
    message_attributes: { 'a b': '{{ wrong }}' },
  })
  assert.equal(all.length, 4)
})

test('with a body for each protocol it is said that the attributes are left out', () => {
  const warnings: string[] = []
  const warn = (path: string, message: string) => void warnings.push(`${path}: ${message}`)
  const template = () => ({ fixed: undefined, render: () => 'text' })
  const made = (options: MadeOptions) =>
    snsOptions({ type: 'sns', topic_arn: standardTopic, ...options }, { ...context, template, warn })
  made({ message_attributes: { site: '{{ model }}' }, signatures: [{ scheme: 'netbox', secrets: ['s'] }] })
  assert.deepEqual(warnings, [])
  made({ bodies: { sms: 'a line' } })
  assert.deepEqual(warnings, [
    'bodies: SNS leaves out the attributes of messages that have a body for each protocol',
  ])
})
