import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxBody } from '../../src/envelope/netbox-body.ts'

const bodies: readonly { name: string; message: string; body: string }[] = [
  {
    name: 'blanks stand behind commas and colons, and nowhere else',
    message: '{"a" :1,\n"b":[ 1,2 ],"c":{},"d":[],"e":{"f":null}}',
    body: '{"a": 1, "b": [1, 2], "c": {}, "d": [], "e": {"f": null}}',
  },
  {
    name: 'what is not printable ASCII is escaped in lower-case hex',
    message: '{"a":"é\u2028<>&\\"\\\\\\/\\t\u007f"}',
    body: '{"a": "\\u00e9\\u2028<>&\\"\\\\/\\t\\u007f"}',
  },
  {
    name: 'other escapes become the ones that Python writes',
    message: '{"\\u0041":"\\u00E9\\u000a\\u0008\\u000c\\u000d\\u0001"}',
    body: '{"A": "\\u00e9\\n\\b\\f\\r\\u0001"}',
  },
  { name: 'beyond the basic plane there are two escapes', message: '["😀"]', body: '["\\ud83d\\ude00"]' },
  { name: 'a lone surrogate stays one', message: '["\\uD800"]', body: '["\\ud800"]' },
  {
    name: 'integers of any size stay, floats are printed as Python does',
    message: '[1, -0, 12345678901234567890, 1.0, 1.50, 1E2, 1e16, -0.0, 1e400]',
    body: '[1, 0, 12345678901234567890, 1.0, 1.5, 100.0, 1e+16, -0.0, 1e400]',
  },
  {
    name: 'commas, colons and brackets in strings are not touched',
    message: '{"a,b:c":"{[,:]}"}',
    body: '{"a,b:c": "{[,:]}"}',
  },
  { name: 'the three words stay', message: '[true,false,null]', body: '[true, false, null]' },
]
for (const { name, message, body } of bodies)
  test(name, () => assert.equal(netboxBody(Buffer.from(message)).toString(), body))
