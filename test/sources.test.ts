import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatsOf, keyOf } from '../src/sources.ts'
import { logRecord, netboxEvent } from './helpers/events.ts'

test('every topic of a source is read by its format, with its key and the id of the log', () => {
  const formats = formatsOf(
    [
      { topics: ['a', 'b'], format: 'netbox', start: 'latest', key: ['data.name'] },
      { topics: ['c'], format: 'netbox', start: 'earliest', key: [] },
    ],
    '11111111-2222-4333-8444-555555555555',
  )
  const record = logRecord(netboxEvent({ id: 7 }))
  const keys = ['a', 'b', 'c', 'd'].map(topic => formats.get(topic)?.decode(record).key)
  assert.deepEqual(keys, ['device-7', 'device-7', undefined, undefined])
  const other = formatsOf([{ topics: ['a'], format: 'netbox', start: 'latest', key: [] }], '')
  assert.notEqual(other.get('a')?.decode(record).sourceId, formats.get('a')?.decode(record).sourceId)
})

test('what comes in over HTTP gets the key that its source says', () => {
  const sources = [
    { topics: ['events'], format: 'netbox', start: 'earliest', key: ['object_type', 'data.id'] },
  ] as const
  const body = Buffer.from('{"object_type":"dcim.site","data":{"id":7}}')
  assert.equal(keyOf(sources, 'events', body)?.toString(), 'dcim.site:7')
  assert.equal(keyOf(sources, 'events', Buffer.from('{}')), null)
  assert.equal(keyOf(sources, 'other', body), null)
})
