import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldsOf, unshowable } from '../../sinks/preview.ts'

test('fields are text, and what is not there is left out', () => {
  const at = new Date('2026-01-31T12:00:00Z')
  assert.deepEqual(fieldsOf({ qos: 1, none: undefined, at, id: Buffer.from('e') }), [
    { name: 'qos', value: '1', secret: false },
    { name: 'at', value: '2026-01-31T12:00:00.000Z', secret: false },
    { name: 'id', value: 'e', secret: false },
  ])
})

test('what cannot be sent says why', () => {
  const error = unshowable({ kind: 'refused', class: 'template', reason: 'no topic' })
  assert.deepEqual([error.code, error.message], ['template_failed', 'no topic'])
  assert.equal(unshowable({ kind: 'refused', class: 'too_large', reason: 'x' }).code, 'too_large')
})
