import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { identityOf } from '../../../sinks/service-bus/identity.ts'
import { delivery } from '../../helpers/deliveries.ts'

const hashOf = (text: string) => createHash('sha256').update(Buffer.from(text, 'latin1')).digest('base64url')
const keyless = (offset: number) => {
  const one = delivery({ offset })
  return { ...one, event: { ...one.event, key: undefined } }
}

test('the message id is the dedup id', () => {
  const one = delivery({ offset: 1, replayId: '7d9f' })
  const none = { session: 'none', partitionKey: 'none' } as const
  assert.deepEqual(identityOf(one, none), {
    messageId: one.dedupId,
    sessionId: undefined,
    partitionKey: undefined,
  })
})

test('a dedup id that is too long for a message id goes as its hash', () => {
  const one = { ...delivery({ offset: 1 }), dedupId: 'x'.repeat(129) }
  assert.equal(identityOf(one, { session: 'none', partitionKey: 'none' }).messageId, hashOf('x'.repeat(129)))
})

const keys: readonly (readonly [what: string, key: string, id: string])[] = [
  ['as it is', 'dcim.device:17', 'dcim.device:17'],
  ['with blanks and letters of other languages', 'Zürich 1', 'Zürich 1'],
  ['of 128 characters', 'k'.repeat(128), 'k'.repeat(128)],
  ['of 129 characters', 'k'.repeat(129), hashOf('k'.repeat(129))],
  ['with a NUL', 'a\0b', hashOf('a\0b')],
  ['of bytes that are no text', '\x80\xff', hashOf('\x80\xff')],
]
for (const [what, key, id] of keys)
  test(`a key ${what} is the session`, () => {
    const one = delivery({ key })
    assert.equal(identityOf(one, { session: 'key', partitionKey: 'none' }).sessionId, id)
  })

test('without a key each message has a session of its own: sessions may be demanded', () => {
  const one = keyless(3)
  const { sessionId, partitionKey } = identityOf(one, { session: 'key', partitionKey: 'key' })
  assert.equal(sessionId, one.egressId)
  assert.equal(partitionKey, one.egressId)
})

test('the partition key is the session where there is one, else the key, else none', () => {
  const one = delivery({ key: 'a\0b' })
  const both = identityOf(one, { session: 'key', partitionKey: 'key' })
  assert.equal(both.partitionKey, both.sessionId)
  assert.equal(identityOf(one, { session: 'none', partitionKey: 'key' }).partitionKey, hashOf('a\0b'))
  assert.equal(identityOf(keyless(4), { session: 'none', partitionKey: 'key' }).partitionKey, undefined)
})
