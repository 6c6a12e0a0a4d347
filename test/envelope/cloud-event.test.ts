import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cloudEventAttributes, keyText, structuredCloudEvent } from '../../src/envelope/cloud-event.ts'
import { netboxFormat } from '../../src/formats/index.ts'
import type { Event } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'

function eventOf(message: string): Event {
  const record = logRecord(message, { topic: 'events', partition: 3, offset: 9_007_199_254_740_991 })
  return netboxFormat({ key: ['object_type', 'data.id'], logId: '' }).decode(record)
}

const site = eventOf(
  '{"event":"updated","timestamp":"2026-03-06T15:11:23.503186+00:00","object_type":"dcim.site","data":{"id": 7}}',
)
const parts = {
  event: site,
  egressId: 'the-egress-id',
  netboxId: 'nb 1',
  replayId: undefined,
  traceparent: undefined,
}

test('an event has the attributes that CloudEvents demands, and our own as extensions', () => {
  assert.deepEqual(Object.fromEntries(cloudEventAttributes(parts)), {
    specversion: '1.0',
    id: site.sourceId,
    source: '/netbox/nb%201',
    type: 'netbox.object_updated',
    subject: 'dcim.site/7',
    time: '2026-03-06T15:11:23.503186Z',
    datacontenttype: 'application/json',
    egressid: 'the-egress-id',
    partitionkey: site.key,
    sourcetopic: 'events',
    sourcepartition: '3',
    sourceoffset: '9007199254740991',
  })
})

test('what an event does not have is left out', () => {
  const bare = eventOf('{"event":"x","model":"site","data":null}')
  const attributes = Object.fromEntries(cloudEventAttributes({ ...parts, event: bare, netboxId: '' }))
  assert.equal(attributes['subject'], 'site')
  assert.equal(attributes['source'], '/netbox')
  assert.equal('replayid' in attributes, false)
  const replayed = cloudEventAttributes({ ...parts, replayId: 'r1', traceparent: '00-a-b-01' })
  assert.deepEqual(
    replayed.filter(([name]) => name === 'replayid' || name === 'traceparent'),
    [
      ['replayid', 'r1'],
      ['traceparent', '00-a-b-01'],
    ],
  )
})

test('the structured form holds the message as it came in', () => {
  const bytes = structuredCloudEvent(
    [
      ['specversion', '1.0'],
      ['id', 'a"b'],
    ],
    Buffer.from('{"a": 1.0 }'),
  )
  assert.equal(bytes.toString(), '{"specversion":"1.0","id":"a\\"b","data":{"a": 1.0 }}')
})

test('a key goes as text where it is text, else as its hash', () => {
  assert.equal(keyText(Buffer.from('dcim.site:é').toString('latin1')), 'dcim.site:é')
  assert.match(keyText('\xff\xfe'), /^[A-Za-z0-9_-]{43}$/)
  assert.match(keyText('a\nb'), /^[A-Za-z0-9_-]{43}$/)
})
