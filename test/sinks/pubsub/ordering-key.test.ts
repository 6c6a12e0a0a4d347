import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { orderingKeyOf } from '../../../sinks/pubsub/ordering-key.ts'

/** A key as an event has it: the latin-1 text of its bytes. */
const key = (bytes: Buffer | string) => Buffer.from(bytes as string).toString('latin1')
const hashed = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url')

test('a key goes as the text that it is', () => {
  assert.equal(orderingKeyOf('dcim.device:1'), 'dcim.device:1')
  assert.equal(orderingKeyOf(key('Zürich 東京')), 'Zürich 東京')
  assert.equal(orderingKeyOf(key('ü'.repeat(512))), 'ü'.repeat(512))
})

test('without a key there is no ordering key', () => {
  assert.equal(orderingKeyOf(undefined), '')
  assert.equal(orderingKeyOf(''), '')
})

for (const [what, bytes] of [
  ['is longer than 1 KiB', Buffer.alloc(1_025, 'k')],
  ['is longer than 1 KiB in bytes', Buffer.from('ü'.repeat(513))],
  ['is no UTF-8', Buffer.from([0x66, 0xff, 0x00])],
  ['has a NUL in it', Buffer.from('a\0b')],
] as const)
  test(`a key that ${what} goes as its hash`, () => {
    assert.equal(orderingKeyOf(bytes.toString('latin1')), hashed(bytes))
  })

test('keys that share ordering keys have the same one each time, and are spread over all of them', () => {
  assert.equal(orderingKeyOf('dcim.device:1', 16), '8')
  const found = Map.groupBy(
    Array.from({ length: 4_000 }, (_, id) => `dcim.device:${id}`),
    key => orderingKeyOf(key, 16),
  )
  assert.equal(found.size, 16)
  for (const keys of found.values()) assert.ok(keys.length > 150 && keys.length < 350, `${keys.length}`)
  assert.equal(orderingKeyOf(Buffer.from([0xff, 0]).toString('latin1'), 1), '0')
  assert.equal(orderingKeyOf('', 16), '')
  assert.equal(orderingKeyOf(undefined, 16), '')
})
