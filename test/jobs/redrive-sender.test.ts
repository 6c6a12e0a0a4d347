import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redriveSender } from '../../src/jobs/redrive-sender.ts'
import { logRecord } from '../helpers/events.ts'
import { delivered, eventWork, failed, refused } from '../helpers/outbox.ts'

test('what was delivered is marked before it counts, by partition; what was not is not', async () => {
  const batch = [0, 1, 2, 3].map(offset => ({
    work: eventWork(logRecord('{}', { offset, partition: offset % 2 }), ['crm']),
    number: 1,
    firstFailure: 0,
    egressId: '',
  }))
  const outcomes = [delivered, failed, delivered, delivered]
  const marked: [number, readonly number[]][] = []
  const slow = Promise.withResolvers<void>()
  const sender = redriveSender({ send: async () => outcomes }, (partition, offsets) => {
    marked.push([partition, offsets])
    return slow.promise
  })
  let answered = false
  const sent = sender.send(batch, new AbortController().signal).then(given => {
    answered = true
    return given
  })
  await new Promise(setImmediate)
  assert.equal(answered, false)
  slow.resolve()
  assert.deepEqual(await sent, outcomes)
  assert.deepEqual(marked, [
    [0, [0, 2]],
    [1, [3]],
  ])
})

test('where nothing was delivered nothing is marked', async () => {
  const one = { work: eventWork(logRecord('{}'), ['crm']), number: 1, firstFailure: 0, egressId: '' }
  const sender = redriveSender({ send: async () => [refused] }, () => assert.fail('marked'))
  assert.deepEqual(await sender.send([one], new AbortController().signal), [refused])
})
