import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed, sizeOf } from '../../src/outbox/owed.ts'
import { logRecord } from '../helpers/events.ts'
import { idleTenure, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const lane = () => new Lane(idleTenure(), 0, quietLogger)

test('what is forgotten cannot be sent by mistake', () => {
  const owed = new Owed(lane(), work(5), 'a', 0)
  assert.equal(owed.work.record.offset, 5)
  owed.forget()
  assert.throws(() => owed.work, /offset 5 has been forgotten/)
})

test('attempts count from 1', () => {
  const owed = new Owed(lane(), work(5), 'a', 0)
  assert.equal(owed.number, 1)
  owed.attempts++
  assert.equal(owed.number, 2)
})

test('it is copied once, however often it fails', () => {
  const owed = new Owed(lane(), work(5), 'a', 0)
  let copies = 0
  const copy = () => {
    copies++
    return work(5, 'copy')
  }
  owed.detach(copy)
  owed.detach(copy)
  assert.equal(copies, 1)
  assert.equal(owed.work.record.value?.toString(), 'copy')
})

test('a record counts for its key, value, headers, and the objects around it', () => {
  const bare = sizeOf(logRecord(null))
  const full = logRecord('12345', {
    key: Buffer.from('123'),
    headers: [{ name: 'ab', value: Buffer.from('cdef') }],
  })
  assert.equal(sizeOf(full), bare + 5 + 3 + 6)
  assert.ok(bare >= 100)
})
