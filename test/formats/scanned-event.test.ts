import assert from 'node:assert/strict'
import { test } from 'node:test'
import { v5 } from 'uuid'
import { NAMESPACE } from '../../src/envelope/ids.ts'
import { netboxFormat } from '../../src/formats/netbox.ts'
import type { Event, LogRecord } from '../../src/types.ts'
import { headers, logRecord } from '../helpers/events.ts'

const ID = '550e8400-e29b-41d4-a716-446655440000'
const OTHER = '660e8400-e29b-41d4-a716-446655440001'
const THIRD = '770e8400-e29b-41d4-a716-446655440002'

/** An event of some further members, through the one format that makes such events. */
function event(members: object | string, fields: Partial<LogRecord> = {}, options = {}): Event {
  const format = netboxFormat({ key: ['object_type', 'data.id'], logId: '', ...options })
  const text = typeof members === 'string' ? members : JSON.stringify(members)
  const rest = text === '{}' ? '}' : `,${text.slice(1)}`
  return format.decode(logRecord(`{"event":"created","object_type":"dcim.site"${rest}`, fields))
}

test('a given id is found in the header source_id, then ce_id, then the payload', () => {
  const all = headers(['ce_id', OTHER], ['source_id', ID])
  assert.equal(event({ source_id: THIRD }, { headers: all }).sourceId, ID)
  assert.equal(event({ source_id: THIRD }, { headers: all.slice(0, 1) }).sourceId, OTHER)
  assert.equal(event({ source_id: THIRD }).sourceId, THIRD)
  assert.equal(event({ source_id: THIRD }).givenId, undefined)
})

test('a UUID is the same in upper case', () => {
  const upper = event({ source_id: ID.toUpperCase() })
  assert.deepEqual([upper.sourceId, upper.givenId], [ID, undefined])
})

test('a given id that is no UUID is kept, beside its UUIDv5', () => {
  for (const id of ['change 5', `urn:uuid:${ID}`, ID.slice(1), 'Zürich 😀', 'x'.repeat(5_000)]) {
    const given = event({ source_id: id })
    assert.deepEqual([given.sourceId, given.givenId], [v5(id, NAMESPACE), id])
    assert.equal(event({}, { headers: headers(['ce_id', id]) }).sourceId, given.sourceId)
  }
  assert.equal(event('{"source_id":9007199254740993}').givenId, '9007199254740993')
})

test('without a given id the place and time of the record make one', () => {
  const record = { topic: 'netbox.events', partition: 3, offset: 41, timestamp: 1_761_733_800_000 }
  const derived = event({}, record)
  assert.equal(derived.givenId, undefined)
  assert.equal(derived.sourceId, v5('netbox.events\x003\x0041\x001761733800000', NAMESPACE))
  assert.equal(
    event({}, record, { logId: 'a1' }).sourceId,
    v5('netbox.events\x003\x0041\x001761733800000\x00a1', NAMESPACE),
  )
  for (const source_id of [null, '', true, {}, ['x']]) {
    assert.equal(event({ source_id }, record).sourceId, derived.sourceId, JSON.stringify(source_id))
  }
  assert.equal(event({}, { ...record, headers: headers(['source_id', '']) }).sourceId, derived.sourceId)
})

test('ids that several changes share are no source ids', () => {
  const shared = event({ request_id: ID, request: { id: ID }, data: { id: ID, source_id: ID } })
  assert.notEqual(shared.sourceId, ID)
  assert.equal(shared.sourceId, event({}).sourceId)
})

test('the time is the payload’s, else the record’s', () => {
  const timestamp = Date.UTC(2025, 0, 2, 3, 4, 5, 678)
  assert.equal(event({ timestamp: '2025-10-29 12:30:00+02:00' }).timestamp, '2025-10-29T10:30:00.000000Z')
  for (const written of [undefined, null, '', 'yesterday', 1_761_733_800, '2025-02-30T00:00:00Z']) {
    assert.equal(event({ timestamp: written }, { timestamp }).timestamp, '2025-01-02T03:04:05.678000Z')
  }
})

test('the record’s key comes first, byte for byte, also an empty one', () => {
  const data = { data: { id: 7 } }
  assert.equal(event(data, { key: Buffer.from('k1') }).key, 'k1')
  assert.equal(event(data, { key: Buffer.from([0, 0xff, 0x80]) }).key, '\x00\xff\x80')
  assert.equal(event(data, { key: Buffer.alloc(0) }).key, '')
})

test('without a key the paths make one; without paths it is unordered', () => {
  assert.equal(event({ data: { id: 7 } }).key, 'dcim.site:7')
  assert.equal(event({ data: null }).key, undefined)
  assert.equal(event({ data: { id: 7 } }, {}, { key: [] }).key, undefined)
})

test('members are parsed at first use, without loss, and kept', () => {
  const parsed = event('{"data":{"n":9007199254740993,"f":1.0},"snapshots":null}')
  assert.deepEqual(parsed.member('data'), { n: 9007199254740993n, f: 1 })
  assert.equal(parsed.member('data'), parsed.member('data'))
  assert.equal(parsed.member('snapshots'), null)
  assert.equal(parsed.member('context'), undefined)
  assert.equal(parsed.member('__proto__'), undefined)
})

test('a member’s bytes are found; where it is absent, nothing', () => {
  const scanned = event('{"data":{"id": 1.0 }}')
  const { start, end } = scanned.span('data')!
  assert.equal(scanned.message.toString('utf8', start, end), '{"id": 1.0 }')
  assert.equal(scanned.span('snapshots'), undefined)
  assert.equal(scanned.span('id'), undefined)
})
