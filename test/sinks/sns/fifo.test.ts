import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { fifoPlace } from '../../../sinks/sns/fifo.ts'
import type { Delivery } from '../../../src/types.ts'
import { delivery } from '../../helpers/deliveries.ts'

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url')
const keyed = (key: string | undefined): Delivery => {
  const one = delivery({ offset: 1 })
  return { ...one, event: { ...one.event, key } }
}

test('a key that SNS takes is the group as it is', () => {
  for (const key of ['dcim.device:1', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', 'x'.repeat(128)])
    assert.equal(fifoPlace(keyed(key)).group, key)
})

test('any other key is a hash of its bytes, which SNS takes', () => {
  for (const key of ['a b', 'x'.repeat(129), '\xc3\xbc', '\0', 'a\n']) {
    const { group } = fifoPlace(keyed(key))
    assert.equal(group, hash(Buffer.from(key, 'latin1')))
    assert.match(group, /^[!-~]{43}$/)
  }
})

test('an event without a key is a group of its own: its egress id', () => {
  for (const key of [undefined, '']) assert.equal(fifoPlace(keyed(key)).group, keyed(key).egressId)
})

test('the dedup id is the delivery’s, and of a replay another one', () => {
  const first = delivery({ offset: 1 })
  const again = delivery({ offset: 1, replayId: '7d9f' })
  assert.equal(fifoPlace(first).dedupId, first.egressId)
  assert.equal(fifoPlace(again).dedupId, `${first.egressId}:7d9f`)
  const odd = { ...first, dedupId: `${first.egressId}:${'r'.repeat(128)}` }
  assert.equal(fifoPlace(odd).dedupId, hash(Buffer.from(odd.dedupId)))
})
