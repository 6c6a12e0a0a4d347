import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addActionData } from '../../src/envelope/action-data.ts'
import { netboxFormat } from '../../src/formats/netbox.ts'
import type { Json } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'

const format = netboxFormat({ key: [], logId: '' })
const HEAD = '{"event":"created","model":"site"'

/** The message after its head, with action data added. */
function added(rest: string, actionData: { readonly [name: string]: Json }): string {
  const message = addActionData(format.decode(logRecord(`${HEAD}${rest}`)), actionData).toString()
  assert.ok(message.startsWith(HEAD))
  JSON.parse(message)
  return message.slice(HEAD.length)
}

test('action data goes in front of what data has, whose bytes stay', () => {
  assert.equal(
    added(', "data" : { "n": 1.0,"n":9007199254740993 , "ü":[ ] } ,"z":1e2 }\n', {
      team: 'a"b',
      ids: [1n, 2],
    }),
    ', "data" : {"team":"a\\"b","ids":[1,2], "n": 1.0,"n":9007199254740993 , "ü":[ ] } ,"z":1e2 }\n',
  )
})

test('the event’s own members win, however their names are escaped', () => {
  const data = ',"data":{"a":1,"\\u0062":2,"q\\"":3}}'
  assert.equal(added(data, { a: 'x', b: 'x', c: 'x', 'q"': 'x' }), `,"data":{"c":"x",${data.slice(9)}`)
  assert.equal(added(data, { a: 'x', b: 'x' }), data)
})

test('only members of data itself clash, not what is within them', () => {
  assert.equal(added(',"data":{"a":{"b":1}}}', { b: 2 }), ',"data":{"b":2,"a":{"b":1}}}')
})

test('empty data has no comma left over', () => {
  assert.equal(added(',"data":{}}', { a: 1 }), ',"data":{"a":1}}')
  assert.equal(added(',"data": { } }', { a: 1, b: 2 }), ',"data": {"a":1,"b":2 } }')
})

test('data that is null or absent becomes the action data', () => {
  assert.equal(added(',"data": null ,"x":1}', { a: 1 }), ',"data": {"a":1} ,"x":1}')
  assert.equal(added(',"x":{"data":{}} } ', { a: 1 }), ',"x":{"data":{}} ,"data":{"a":1}} ')
})

test('of duplicate data the last is the event’s', () => {
  assert.equal(
    added(',"data":{"a":1},"d\\u0061ta":{"b":1}}', { a: 2 }),
    ',"data":{"a":1},"d\\u0061ta":{"a":2,"b":1}}',
  )
  assert.equal(added(',"data":{"a":1},"data":null}', { a: 2 }), ',"data":{"a":1},"data":{"a":2}}')
})

test('data of another kind stays, and no action data changes nothing', () => {
  for (const data of ['[1]', '"x"', '5', 'true'])
    assert.equal(added(`,"data":${data}}`, { a: 1 }), `,"data":${data}}`)
  assert.equal(added(',"data":null}', {}), ',"data":null}')
})

test('__proto__ is a name like any other', () => {
  const actionData = JSON.parse('{"__proto__":{"x":1}}') as { [name: string]: Json }
  assert.equal(added(',"data":{}}', actionData), ',"data":{"__proto__":{"x":1}}}')
  assert.equal(added(',"data":{"__proto__":0}}', actionData), ',"data":{"__proto__":0}}')
})

test('an object without members gets its first', () => {
  const message = Buffer.from('{ }')
  const event = { ...format.decode(logRecord(`${HEAD}}`)), message, span: () => undefined }
  assert.equal(addActionData(event, { a: 1 }).toString(), '{ "data":{"a":1}}')
})
