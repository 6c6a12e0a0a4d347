import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import { netboxFormat } from '../../src/formats/netbox.ts'
import type { Event, LogRecord } from '../../src/types.ts'
import { headers, logRecord } from '../helpers/events.ts'

const format = netboxFormat({ key: ['object_type', 'data.id'], logId: '' })

function decode(payload: object | string, fields: Partial<LogRecord> = {}): Event {
  return format.decode(logRecord(typeof payload === 'string' ? payload : JSON.stringify(payload), fields))
}

function refusal(value: string | Buffer | null): string {
  try {
    format.decode(logRecord(value))
  } catch (error) {
    assert.ok(error instanceof SluiceError)
    assert.equal(error.code, 'undecodable')
    return error.message
  }
  return ''
}

const data = { id: 7, name: 'ams1' }
const snapshots = { prechange: null, postchange: { name: 'ams1' } }
const request = { id: '17af32f0-852a-46ca-a7d4-33ecd0c13de6', method: 'POST', path: '/api/', user: 'admin' }
const old = { username: 'admin', request_id: request.id }

const GENERATIONS: readonly [name: string, payload: object, objectType: string][] = [
  [
    'before 3.6.6',
    {
      event: 'created',
      timestamp: '2021-03-09 17:55:33.968016+00:00',
      model: 'site',
      ...old,
      data,
      snapshots,
    },
    '',
  ],
  [
    'up to 4.3',
    {
      event: 'created',
      timestamp: '2021-03-09T17:55:33.968016+00:00',
      model: 'site',
      ...old,
      data,
      snapshots,
    },
    '',
  ],
  [
    '4.4',
    {
      event: 'created',
      timestamp: '2021-03-09T17:55:33.968016+00:00',
      object_type: 'dcim.site',
      model: 'site',
      ...old,
      data,
      snapshots,
      context: { a: 1 },
    },
    'dcim.site',
  ],
  [
    '4.5',
    {
      event: 'created',
      timestamp: '2021-03-09T17:55:33.968016+00:00',
      object_type: 'dcim.site',
      ...old,
      data,
      snapshots,
    },
    'dcim.site',
  ],
  [
    '4.6',
    {
      event: 'created',
      timestamp: '2021-03-09T17:55:33.968016+00:00',
      object_type: 'dcim.site',
      ...old,
      data,
      request,
      snapshots,
    },
    'dcim.site',
  ],
  [
    '4.7',
    {
      event: 'created',
      timestamp: '2021-03-09T17:55:33.968016+00:00',
      object_type: 'dcim.site',
      data,
      request: { ...request, path_info: '/api/', GET: {} },
      snapshots,
    },
    'dcim.site',
  ],
  [
    'event streams',
    {
      event: 'created',
      timestamp: '2021-03-09T17:55:33.968016Z',
      model: 'dcim.site',
      username: 'admin',
      data,
    },
    'dcim.site',
  ],
]

for (const [name, payload, objectType] of GENERATIONS) {
  test(`an event is read as NetBox ${name} writes it`, () => {
    const event = decode(payload)
    assert.equal(event.type, 'object_created')
    assert.equal(event.objectType, objectType)
    assert.equal(event.model, 'site')
    assert.equal(event.timestamp, '2021-03-09T17:55:33.968016Z')
    assert.equal(event.key, `${objectType || 'site'}:7`)
    assert.deepEqual(event.member('data'), data)
    assert.equal(event.netboxVersion, '')
  })
}

test('event types have the names that rules use; others stay as they are', () => {
  const types = {
    created: 'object_created',
    updated: 'object_updated',
    deleted: 'object_deleted',
    job_started: 'job_started',
    job_ended: 'job_completed',
    job_errored: 'job_errored',
    object_created: 'object_created',
    'my_plugin.thing happened': 'my_plugin.thing happened',
    toString: 'toString',
  }
  for (const [event, type] of Object.entries(types)) {
    assert.equal(decode({ event, object_type: 'core.job' }).type, type)
  }
})

test('a header says more than event_type, and event_type more than event', () => {
  const job = { event: 'job_ended', object_type: 'core.job' }
  const failed = { ...job, event_type: 'job_failed' }
  assert.equal(decode(failed).type, 'job_failed')
  assert.equal(decode(failed, { headers: headers(['source_type', 'job_errored']) }).type, 'job_errored')
  assert.equal(decode(failed, { headers: headers(['source_type', '']) }).type, 'job_failed')
  assert.equal(decode({ event_type: 'job_failed', object_type: 'core.job' }).type, 'job_failed')
  for (const event_type of [null, '', 5, {}])
    assert.equal(decode({ ...job, event_type }).type, 'job_completed')
})

test('the version is that of the header', () => {
  const event = decode(GENERATIONS[0]![1], { headers: headers(['netbox_version', '4.7.1']) })
  assert.equal(event.netboxVersion, '4.7.1')
})

test('what an event cannot be without is named', () => {
  const cases: readonly [value: string | Buffer | null, message: string][] = [
    ['{"model":"site"}', 'event: missing, expected a text that is not empty'],
    ['{"event":null,"model":"site"}', 'event: missing, expected a text that is not empty'],
    ['{"event":5,"model":"site"}', 'event at byte 9: found 5, expected a text that is not empty'],
    ['{"event":"created"}', 'object_type: missing, expected a text that is not empty'],
    [
      '{"event":"created","object_type":["dcim.site"],"model":"site"}',
      'object_type at byte 33: found ["dcim.site"], expected a text that is not empty',
    ],
    ['{"event":"created","model":""}', 'model at byte 27: found "", expected a text that is not empty'],
  ]
  for (const [value, message] of cases) assert.equal(refusal(value), message)
})

test('what is no JSON object in UTF-8 to its last byte is no event', () => {
  const event = '{"event":"created","model":"site","data":{"id":1}}'
  assert.equal(refusal(event), '')
  assert.equal(refusal(`${event},`), 'byte 50: found ",", expected nothing after the value')
  assert.equal(refusal(event.slice(0, -1)), 'byte 49: found the end, expected "," or "}"')
  assert.equal(refusal(`\ufeff${event.slice(0, -1)}`), 'byte 52: found the end, expected "," or "}"')
  assert.equal(refusal(`[${event}]`), 'byte 0: found no object, expected a JSON object')
  assert.equal(refusal(Buffer.from(event.replace('site', 'sitü'), 'latin1')), 'byte 31: not UTF-8')
  for (const value of ['', null]) assert.equal(refusal(value), 'byte 0: found the end, expected a value')
})

test('the message is the record without its byte order mark, not a copy', () => {
  const value = Buffer.from('\ufeff{"event":"created", "model":"site","data":{"n":1.0}}\n')
  const { message } = format.decode(logRecord(value))
  assert.ok(message.equals(value.subarray(3)))
  assert.equal(message.buffer, value.buffer)
})

test('of duplicate members the last counts', () => {
  const event = decode('{"event":"created","event":"deleted","model":"a.b","model":"c.d","data":1,"data":2}')
  assert.deepEqual([event.type, event.objectType, event.member('data')], ['object_deleted', 'c.d', 2])
})
