import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyLocks } from '../../src/outbox/key-locks.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { idleTenure, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const owed = (partition: number, key: string | undefined, offset = 0) =>
  new Owed(new Lane(idleTenure('events', partition), 0, quietLogger), work(offset), key, 0)

test('a key is locked for every tenure of its partition, until its own request is answered', () => {
  const locks = new KeyLocks()
  const old = owed(0, 'a')
  locks.lock(old)
  const again = owed(0, 'a')
  assert.equal(locks.holder(again), old)
  assert.equal(locks.holder(owed(1, 'a')), undefined, 'another partition')
  assert.equal(locks.holder(owed(0, 'b')), undefined, 'another key')
  locks.unlock(again)
  assert.equal(locks.holder(again), old, 'only the holder unlocks')
  locks.unlock(old)
  assert.equal(locks.holder(again), undefined)
})

test('what has no key is locked by its offset, which no key can be mistaken for', () => {
  const locks = new KeyLocks()
  const old = owed(0, undefined, 7)
  locks.lock(old)
  assert.equal(locks.holder(owed(0, undefined, 7)), old)
  assert.equal(locks.holder(owed(0, undefined, 8)), undefined)
  assert.equal(locks.holder(owed(0, '7', 7)), undefined)
  locks.unlock(old)
  assert.equal(locks.holder(owed(0, undefined, 7)), undefined)
})
