import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { v4, v5 } from 'uuid'
import { egressId, isUuid, NAMESPACE, placeId, uuidOf } from '../../src/envelope/ids.ts'
import { logRecord } from '../helpers/events.ts'

test('a UUIDv5 is what another implementation makes of the name', () => {
  const names = ['', 'a', 'Zürich', '日本 😀', '\0', 'x'.repeat(335), 'ü'.repeat(336), 'x'.repeat(100_000)]
  for (let n = 0; n < 200; n++) names.push(`name ${n}`)
  for (const name of names) assert.equal(uuidOf(name), v5(name, NAMESPACE), name.slice(0, 20))
  assert.equal(uuidOf('half a pair \ud800'), v5('half a pair \ufffd', NAMESPACE))
})

test('what is a UUID: any version, either case, nothing around it', () => {
  const id = '550e8400-e29b-41d4-a716-446655440000'
  for (const text of [id, id.toUpperCase(), v4(), '00000000-0000-0000-0000-000000000000'])
    assert.ok(isUuid(text))
  for (const text of ['', `{${id}}`, `urn:uuid:${id}`, id.replaceAll('-', ''), ` ${id}`, `${id}\n`, `${id}0`])
    assert.ok(!isUuid(text), text)
})

test('the vectors in the documentation hold', () => {
  const page = readFileSync(new URL('../../docs/ids.md', import.meta.url), 'utf8')
  assert.ok(page.includes(`\`${NAMESPACE}\``))
  const vectors = [...page.matchAll(/^\| (.+) \| `(.+)` \| `(.+)` \|$/gm)]
  assert.equal(vectors.length, 6)
  for (const [, kind = '', written = '', uuid] of vectors) {
    assert.equal(ofKind(kind, written.split('␀')), uuid, written)
  }
})

test('an egress id differs by source id and by sink', () => {
  const ids = [
    egressId('a', 'b'),
    egressId('a', 'c'),
    egressId('b', 'b'),
    egressId('ab', ''),
    egressId('', 'ab'),
  ]
  assert.equal(new Set(ids).size, ids.length)
  assert.equal(egressId('a', 'b'), egressId('a', 'b'))
})

test('a place id differs by each part of the place', () => {
  const place = { topic: 't', partition: 1, offset: 2, timestamp: 3 }
  const ids = [
    placeId(logRecord('{}', place), ''),
    placeId(logRecord('{}', { ...place, topic: 'u' }), ''),
    placeId(logRecord('{}', { ...place, partition: 2 }), ''),
    placeId(logRecord('{}', { ...place, offset: 3 }), ''),
    placeId(logRecord('{}', { ...place, timestamp: 4 }), ''),
    placeId(logRecord('{}', place), 'log'),
  ]
  assert.equal(new Set(ids).size, ids.length)
})

function ofKind(kind: string, parts: readonly string[]): string {
  const [first = '', second = '', offset, timestamp, logId = ''] = parts
  if (kind === 'given') return uuidOf(first)
  if (kind === 'egress') return egressId(first, second)
  const place = {
    topic: first,
    partition: Number(second),
    offset: Number(offset),
    timestamp: Number(timestamp),
  }
  return placeId(logRecord('{}', place), logId)
}
