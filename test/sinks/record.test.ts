import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Addressed,
  isOwnHeader,
  type RecordOptions,
  recordOf,
  topicProblem,
  topicText,
} from '../../sinks/record.ts'
import { parseTemplate } from '../../sinks/template.ts'
import type { Delivery } from '../../src/types.ts'
import { delivery } from '../helpers/deliveries.ts'

const options: RecordOptions = {
  topic: parseTemplate('netbox.{{ model }}', undefined, topicText),
  netboxId: 'nb-1',
  headers: new Map([
    ['kind', parseTemplate('{{ object_type }}')],
    ['none', parseTemplate('{{ replay_id }}')],
  ]),
  signers: [({ id }) => ['X-Signed', `by ${id}`]],
}

function made(one: Delivery, more: Partial<RecordOptions> = {}): Addressed {
  const record = recordOf(one, { ...options, ...more })
  assert.ok(!('kind' in record), JSON.stringify(record))
  return record
}

const headersOf = (one: Delivery, more?: Partial<RecordOptions>) =>
  Object.fromEntries(
    (made(one, more).record.headers ?? []).map(({ name, value }) => [name, value.toString()]),
  )

test('a record has the body, the ids, its place, further headers and signatures', () => {
  const one = delivery({ offset: 7, replayId: 'r1' })
  const { topic, record } = made(one)
  assert.equal(topic, 'netbox.device')
  assert.equal(record.value, one.body)
  assert.deepEqual(headersOf(one), {
    egress_id: one.egressId,
    source_id: one.event.sourceId,
    source_type: 'object_updated',
    netbox_id: 'nb-1',
    model: 'device',
    source_topic: 'netbox.events',
    source_partition: '0',
    source_offset: '7',
    replay_id: 'r1',
    dedup_id: one.dedupId,
    kind: 'dcim.device',
    none: 'r1',
    'X-Signed': `by ${one.dedupId}`,
  })
})

test('empty values are left out', () => {
  assert.equal('none' in headersOf(delivery()), false)
})

test("the key is the record's own, byte for byte; else the event's; else none", () => {
  const one = delivery()
  const odd = Buffer.from([0xff, 0, 0x80])
  const withKey = (key: Buffer | null, text: string | undefined) =>
    made({ ...one, event: { ...one.event, key: text, record: { ...one.event.record, key } } }).record.key
  assert.deepEqual(withKey(odd, odd.toString('latin1')), odd)
  assert.deepEqual(withKey(null, 'dcim.device:ü'), Buffer.from('dcim.device:ü'))
  assert.equal(withKey(null, undefined), null)
})

test("CloudEvents' attributes and the media type go as their binding for Kafka has them", () => {
  const binary = { ...delivery(), contentType: 'application/json', cloudEvent: [['id', '1']] as const }
  const headers = headersOf(binary)
  assert.equal(headers['ce_id'], '1')
  assert.equal(headers['content-type'], 'application/json')
  assert.equal(headersOf({ ...delivery(), contentType: 'text/plain' })['content-type'], 'text/plain')
  assert.equal('content-type' in headersOf({ ...delivery(), contentType: 'application/json' }), false)
})

test('a test event says so, and the version of NetBox goes along', () => {
  const one = delivery()
  const headers = headersOf({ ...one, test: true, event: { ...one.event, netboxVersion: '4.2' } })
  assert.equal(headers['test'], 'true')
  assert.equal(headers['netbox_version'], '4.2')
})

test("a value cannot leave its part of a topic's name, and what is no name is refused", () => {
  const one = delivery()
  const named = (model: string, topic = options.topic) =>
    recordOf({ ...one, event: { ...one.event, model } }, { ...options, topic })
  assert.equal((named('a/b ü') as Addressed).topic, 'netbox.a_b__')
  const bare = parseTemplate('{{ model }}', undefined, topicText)
  for (const [model, why] of [
    ['', 'the topic is empty'],
    ['..', 'the topic is "." or ".."'],
    ['x'.repeat(250), 'the topic has more than 249 characters'],
  ] as const)
    assert.deepEqual(named(model, bare), { kind: 'refused', class: 'template', reason: why })
})

test("what is a topic's name", () => {
  assert.equal(topicProblem('netbox.events_1-a'), undefined)
  assert.equal(topicProblem('.'), 'is "." or ".."')
  assert.match(topicProblem('a b') ?? '', /letters/)
})

test('names that are set here alone', () => {
  for (const name of ['egress_id', 'dedup_id', 'ce_id', 'test', 'netbox_version', 'content-type'])
    assert.ok(isOwnHeader(name), name)
  assert.equal(isOwnHeader('site'), false)
})
