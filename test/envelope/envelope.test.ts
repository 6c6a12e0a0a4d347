import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { v5 } from 'uuid'
import { wrapping } from '../../src/envelope/envelope.ts'
import { NAMESPACE } from '../../src/envelope/ids.ts'
import { netboxFormat } from '../../src/formats/netbox.ts'
import type { Event, Header } from '../../src/types.ts'
import { assertEnvelope, messageBytes } from '../helpers/envelope.ts'
import { headers, LARGE, logRecord, netboxEvent } from '../helpers/events.ts'

const format = netboxFormat({ key: ['object_type', 'data.id'], logId: '' })
const AT = 1_761_733_800_123.5
const OPTIONS = {
  sink: 'crm',
  idName: 'crm',
  identity: { netbox_id: 'nb-abc123', netbox_version: '4.6.8', environment: 'production' },
  sourceTypeDocs: 'https://docs.example.com/#event-types',
  version: '0.1.0',
}
const crm = wrapping(OPTIONS)

function event(text: string | Buffer, ...pairs: readonly (readonly [string, string])[]): Event {
  const list: readonly Header[] = headers(...pairs)
  return format.decode(logRecord(text, { headers: list }))
}

function wrap(wrapped: Event, by = crm): Buffer {
  return by.envelope(wrapped, by.egressId(wrapped.sourceId), AT, undefined)
}

test('an envelope has the twelve members in their order, byte for byte', () => {
  const message = '{"event":"created","model":"dcim.device","timestamp":"2025-10-29T10:30:00Z"}'
  const id = '550e8400-e29b-41d4-a716-446655440000'
  assert.equal(
    wrap(event(message, ['source_id', id])).toString(),
    `{"version":1,"source_id":"${id}","source_timestamp":"2025-10-29T10:30:00.000000Z",` +
      '"source_type":"object_created","source_type_docs":"https://docs.example.com/#event-types",' +
      '"netbox_id":"nb-abc123","netbox_version":"4.6.8","egress_environment":"production",' +
      `"egress_id":"${v5(`${id}\0crm`, NAMESPACE)}","egress_timestamp":"2025-10-29T10:30:00.123500Z",` +
      `"egress_version":"0.1.0","message":${message}}`,
  )
})

test('message bytes are those that came in', () => {
  const messages = [
    '{"event":"created","model":"site","data":{"n":12345678901234567890,"f":1.0,"e":1E+2,"z":-0.0}}',
    '{"z":1,"event":"created","a":2,"model":"site","data":{"10":1,"9":2}}',
    '{"event":"deleted","event":"created","model":"site","data":{"a":1,"a":2},"data":{"b":1,"b":2}}',
    ' {\t"event" : "created" ,\r\n"model":"site" , "data" : null } \n',
    '{"event":"created","model":"site","data":"Zürich 日本 😀 \\u00fc \\ud800 \\/ \u2028"}',
    '{"__proto__":1,"event":"created","model":"site","message":{"message":2}}',
    netboxEvent({ id: 1 }),
    netboxEvent({ id: 2, size: LARGE, data: { name: '}"message":{' } }),
  ]
  for (const message of messages) {
    const body = wrap(event(message))
    assertEnvelope(body)
    assert.equal(messageBytes(body).toString(), message.toString())
  }
})

test('of a byte order mark nothing goes out', () => {
  const message = '{"event":"created","model":"site"}'
  assert.equal(messageBytes(wrap(event(`\ufeff${message}`))).toString(), message)
})

test('what is not known is an empty text', () => {
  const nobody = wrapping({
    ...OPTIONS,
    identity: { netbox_id: '', netbox_version: '', environment: '' },
    sourceTypeDocs: '',
    version: '',
  })
  const envelope = assertEnvelope(wrap(event('{"event":"created","model":"site"}'), nobody))
  assert.deepEqual(
    [envelope.netbox_id, envelope.netbox_version, envelope.egress_environment, envelope.source_type_docs],
    ['', '', '', ''],
  )
})

test('the event’s own version wins over the configured one', () => {
  const message = '{"event":"created","model":"site"}'
  assert.equal(assertEnvelope(wrap(event(message))).netbox_version, '4.6.8')
  assert.equal(assertEnvelope(wrap(event(message, ['netbox_version', '4.7.1']))).netbox_version, '4.7.1')
})

test('no value can break out of its quotes, and none changes length on the way', () => {
  const nasty = '"},\\\n\u0000\u2028ü😀'
  const by = wrapping({
    sink: nasty,
    idName: nasty,
    identity: { netbox_id: nasty, netbox_version: nasty, environment: nasty },
    sourceTypeDocs: nasty,
    version: nasty,
  })
  const message = JSON.stringify({ event: nasty, model: 'site', source_id: nasty, timestamp: nasty })
  for (const pairs of [[], [['netbox_version', nasty]]] as const) {
    const body = wrap(event(message, ...pairs), by)
    const envelope = assertEnvelope(body)
    assert.equal(envelope.source_id, v5(nasty, NAMESPACE))
    for (const name of [
      'source_type',
      'source_type_docs',
      'netbox_id',
      'netbox_version',
      'egress_environment',
      'egress_version',
    ] as const) {
      assert.equal(envelope[name], nasty, name)
    }
    assert.equal(messageBytes(body).toString(), message)
  }
})

test('a former name gives the ids of that name', () => {
  const renamed = wrapping({ ...OPTIONS, sink: 'sales', idName: 'crm' })
  assert.equal(renamed.sink, 'sales')
  assert.equal(renamed.egressId('a'), crm.egressId('a'))
  assert.notEqual(wrapping({ ...OPTIONS, idName: 'sales' }).egressId('a'), crm.egressId('a'))
})

test('attempts differ in their time alone', () => {
  const wrapped = event(netboxEvent({ id: 9 }))
  const id = crm.egressId(wrapped.sourceId)
  const first = assertEnvelope(crm.envelope(wrapped, id, AT, undefined))
  const second = assertEnvelope(crm.envelope(wrapped, id, AT + 1_000, undefined))
  assert.equal(second.egress_timestamp, '2025-10-29T10:30:01.123500Z')
  assert.deepEqual({ ...second, egress_timestamp: first.egress_timestamp }, first)
})

test('action data changes data and nothing else', () => {
  const wrapped = event('{"event":"created","model":"site","data":{"n":1.0},"x":12345678901234567890}')
  const body = crm.envelope(wrapped, crm.egressId(wrapped.sourceId), AT, { team: 'ü' })
  assertEnvelope(body)
  assert.equal(
    messageBytes(body).toString(),
    '{"event":"created","model":"site","data":{"team":"ü","n":1.0},"x":12345678901234567890}',
  )
})

test('the example for receivers is an envelope', () => {
  const page = readFileSync(new URL('../../docs/envelope.md', import.meta.url), 'utf8')
  const [, example = ''] = /```json\n(.+)\n```/.exec(page) ?? []
  const envelope = assertEnvelope(Buffer.from(example))
  assert.equal(envelope.egress_id, crm.egressId(envelope.source_id))
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
  assert.deepEqual(rows, Object.keys(envelope))
})

test('the schema refuses what is no envelope', () => {
  const good = JSON.parse(wrap(event('{"event":"created","model":"site"}')).toString()) as Record<
    string,
    unknown
  >
  const bad = [
    { ...good, extra: 1 },
    { ...good, version: 2 },
    { ...good, egress_id: 'x' },
    { ...good, source_timestamp: '2025-10-29T10:30:00Z' },
    { ...good, source_timestamp: '2025-13-29T10:30:00.000000Z' },
    { ...good, source_type: '' },
    { ...good, message: 'x' },
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== 'netbox_id')),
    Object.fromEntries(Object.entries(good).reverse()),
  ]
  for (const envelope of bad) {
    assert.throws(() => assertEnvelope(Buffer.from(JSON.stringify(envelope))), assert.AssertionError)
  }
})
