import assert from 'node:assert/strict'
import { test } from 'node:test'
import { burialOf } from '../../src/outbox/burial.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { failed, idleTenure, refused, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

function owed(): Owed {
  const owed = new Owed(new Lane(idleTenure(), 0, quietLogger), work(5), 'a', 0)
  owed.attempts = 3
  owed.firstFailure = 1_000
  owed.egressId = 'e'
  return owed
}

test('a refusal is told in the words of the other side', () => {
  const burial = burialOf('crm', owed(), refused as never, 'refused', 9_000)
  assert.equal(burial.stage, 'refused')
  assert.equal(burial.reason, 'answered 422')
  assert.equal(burial.class, 'rejected')
  assert.deepEqual(
    [burial.sink, burial.egressId, burial.attempts, burial.firstFailure, burial.lastFailure],
    ['crm', 'e', 3, 1_000, 9_000],
  )
})

test('giving up is told with its cause and the last failure', () => {
  const burial = burialOf('crm', owed(), failed as never, 'failed for 8 s', 9_000)
  assert.equal(burial.stage, 'given_up')
  assert.equal(burial.reason, 'failed for 8 s; last: answered 503')
  assert.equal(burial.class, 'unavailable')
})
