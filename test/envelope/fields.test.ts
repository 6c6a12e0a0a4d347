import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FieldChanges, fieldMapping } from '../../src/envelope/fields.ts'

function map(changes: FieldChanges, message: string): string {
  return fieldMapping(changes)(Buffer.from(message)).toString()
}

const cases: { name: string; changes: FieldChanges; message: string; expected: string }[] = [
  {
    name: 'a field is renamed, and its value keeps its bytes',
    changes: { alerttype: 'state', id: 'alert_id' },
    message: '{"id": 12345678901234567890, "alerttype":"st\\u0061rt" , "x":1.0}',
    expected: '{"x":1.0,"alert_id":12345678901234567890,"state":"st\\u0061rt"}'.replace(
      '"alert_id":12345678901234567890,"state":"st\\u0061rt"',
      '"state":"st\\u0061rt","alert_id":12345678901234567890',
    ),
  },
  { name: 'a field is dropped', changes: { a: null }, message: '{"a":1,"b":2}', expected: '{"b":2}' },
  {
    name: 'a value is added, over what was there',
    changes: { site: { value: 'fra1' }, big: { value: 2n ** 70n } },
    message: '{"site":null}',
    expected: '{"site":"fra1","big":1180591620717411303424}',
  },
  {
    name: 'dotted paths reach into objects, and make them',
    changes: { 'metrics.bits.avg': 'load.average', 'metrics.hasclock': null },
    message: '{"metrics":{"bits":{"avg":1.50,"max":2},"hasclock":true},"a":[1]}',
    expected: '{"metrics":{"bits":{"max":2}},"a":[1],"load":{"average":1.50}}',
  },
  {
    name: 'two fields change places',
    changes: { a: 'b', b: 'a' },
    message: '{"a":1,"b":2}',
    expected: '{"b":1,"a":2}',
  },
  {
    name: 'what is absent, or below something that is no object, changes nothing',
    changes: { x: 'y', 'a.b': 'c', 'a.d': null },
    message: '{"a":[{"b":1}]}',
    expected: '{"a":[{"b":1}]}',
  },
  {
    name: 'of duplicate fields the last counts, and none is left',
    changes: { a: 'b' },
    message: '{"a":1,"a":2,"\\u0061":3}',
    expected: '{"b":3}',
  },
  { name: 'a message may become empty', changes: { a: null }, message: '{"a":1}', expected: '{}' },
  {
    name: 'a name with characters of its own stays what it is',
    changes: { ['__proto__']: 'q"\\' },
    message: '{"__proto__":1}',
    expected: '{"q\\"\\\\":1}',
  },
]
for (const { name, changes, message, expected } of cases)
  test(name, () => assert.equal(map(changes, message), expected))

test('a value cannot go into something that is no object', () => {
  assert.throws(() => map({ a: 'b.c' }, '{"a":1,"b":[]}'), {
    code: 'template_failed',
    message: 'fields: b: "b" is no object',
  })
})
