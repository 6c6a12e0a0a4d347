import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyOf, keyPaths, messageKey, planKey } from '../../src/formats/keys.ts'
import { netboxFormat } from '../../src/formats/netbox.ts'
import { compilePaths, scan } from '../../src/json/index.ts'
import { logRecord } from '../helpers/events.ts'

const NETBOX = ['object_type', 'data.id']
const of = (text: string, paths: readonly string[] = NETBOX) => messageKey(Buffer.from(text), paths)

test('a key joins what stands at its paths, numbers as they were written', () => {
  assert.equal(of('{"object_type":"dcim.device","data":{"id":123}}'), 'dcim.device:123')
  assert.equal(
    of('{"object_type":"dcim.device","data":{"id":9007199254740993}}'),
    'dcim.device:9007199254740993',
  )
  assert.equal(of('{"a":true,"b":1.0,"c":"\\u00fc\\"x"}', ['a', 'b', 'c']), 'true:1.0:ü"x')
})

test('the type is found where older payloads have it', () => {
  assert.equal(of('{"model":"device","data":{"id":1}}'), 'device:1')
  assert.equal(of('{"object_type":null,"model":"device","data":{"id":1}}'), 'device:1')
  assert.equal(of('{"model":"device","object_type":"dcim.device","data":{"id":1}}'), 'dcim.device:1')
})

test('there is no key where a part of it is missing or no scalar', () => {
  for (const data of ['null', '{}', '{"id":null}', '{"id":[1]}', '{"id":{"x":1}}', '[{"id":1}]', '"id"']) {
    assert.equal(of(`{"object_type":"dcim.device","data":${data}}`), undefined, data)
  }
  assert.equal(of('{"data":{"id":1}}'), undefined)
  assert.equal(of('{"object_type":"dcim.device"}'), undefined)
  assert.equal(of('{"object_type":"dcim.device","data":{"id":1}}', []), undefined)
})

test('what is no JSON object has no key, and is no error', () => {
  for (const text of ['', '{', '[1]', '"x"', '{"object_type":"dcim.device","data":{"id":1}} x']) {
    assert.equal(of(text), undefined, text)
  }
})

test('a byte order mark changes no key', () => {
  assert.equal(of('\ufeff{"object_type":"dcim.device","data":{"id":1}}'), 'dcim.device:1')
})

test('a scan for other paths too gives the same key', () => {
  const message = Buffer.from('{"event":"created","object_type":"dcim.site","data":{"id":4}}')
  const paths = compilePaths(['event', 'model', ...keyPaths(NETBOX)])
  assert.equal(keyOf(message, scan(message, paths), planKey(NETBOX, paths)), 'dcim.site:4')
})

test('a record keyed with a message key is ordered with the records that have none', () => {
  const format = netboxFormat({ key: ['model', 'data.name'], logId: '' })
  for (const name of ['edge-1', 'Zürich', '日本 😀', 'lone \\ud800', 'tab\\t']) {
    const text = `{"event":"created","model":"site","data":{"name":"${name}"}}`
    const key = of(text, ['model', 'data.name'])
    assert.ok(key !== undefined)
    const keyed = format.decode(logRecord(text, { key: Buffer.from(key) }))
    assert.equal(keyed.key, format.decode(logRecord(text)).key, name)
  }
})
