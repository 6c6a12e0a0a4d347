import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textLine } from '../../src/ops/line-format.ts'

const line = (msg: string, fields: object) =>
  textLine(`${JSON.stringify({ level: 'warn', time: '2025-10-29T10:30:00.123Z', ...fields, msg })}\n`)

test('a text line is for people: time of day, level, message, fields', () => {
  const fields = { sink: 'crm', reason: 'answered 503', attempt: 2, topics: ['a'], none: null, empty: '' }
  assert.equal(
    line('delivery.attempted', fields),
    '10:30:00.123 warn  delivery.attempted sink=crm reason="answered 503" attempt=2 topics=["a"] none=null empty=""\n',
  )
})

test('control characters in a text line are escaped, also those that JSON leaves alone', () => {
  const fields = { a: 'b\nc', d: '\u009b31m', e: '\u202eevil', f: '\u2028', 'g\u0007': { h: '\u0085' } }
  const text = line('x\u001b[2J', fields)
  assert.doesNotMatch(text.slice(0, -1), /[\u0000-\u001f\u007f-\u009f\u2028\u202e]/)
  assert.match(text, /x\\u001b\[2J a="b\\nc" d=\\u009b31m e=\\u202eevil/)
})
