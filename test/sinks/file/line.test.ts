import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineOf } from '../../../sinks/file/line.ts'
import { delivery } from '../../helpers/deliveries.ts'

test('a line has ids, key, attributes and the body as it is', () => {
  const one = delivery({ offset: 3, key: 'a', replayId: 'r', body: Buffer.from('{"a":1.0}') })
  const line = lineOf(one, 'delivery', 'nb-1').toString()
  assert.ok(line.endsWith(',"body":{"a":1.0}}\n'), line)
  const { dedup_id, key, attributes } = JSON.parse(line)
  assert.equal(dedup_id, `${one.egressId}:r`)
  assert.equal(key, 'a')
  assert.deepEqual(attributes, {
    egress_id: one.egressId,
    source_id: one.event.sourceId,
    source_type: 'object_updated',
    netbox_id: 'nb-1',
    model: 'device',
    source_topic: 'netbox.events',
    source_partition: '0',
    source_offset: '3',
    replay_id: 'r',
  })
})

test('line breaks of a body become spaces, and nothing else changes', () => {
  const body = Buffer.from('{\r\n "a": "\u2028\\n"\n}\n')
  assert.equal(lineOf(delivery({ body }), 'body', '').toString(), '{   "a": "\u2028\\n" } \n')
  const line = lineOf(delivery({ body }), 'delivery', '').toString()
  assert.equal(line.indexOf('\n'), line.length - 1)
  assert.deepEqual(JSON.parse(line).body, { a: '\u2028\n' })
})

test('a body that is no JSON is a string, byte for byte where it is UTF-8', () => {
  for (const text of ['', 'a\r\nb', '{"a":'])
    assert.equal(
      JSON.parse(lineOf(delivery({ body: Buffer.from(text) }), 'delivery', '').toString()).body,
      text,
    )
})

test("CloudEvents' attributes go along", () => {
  const one = { ...delivery(), cloudEvent: [['specversion', '1.0']] as const }
  const { attributes } = JSON.parse(lineOf(one, 'delivery', '').toString())
  assert.equal(attributes.specversion, '1.0')
})
