import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Laggard } from '../../src/reading/laggard.ts'
import { delivered, idleTenure, testOutbox, work } from '../helpers/outbox.ts'
import { turns } from '../helpers/reader.ts'

const full = { window: { count: 1, bytes: 1_000 } }

test('without room it is told when there is some, once; with room it does not listen', async () => {
  const { outbox, sender } = testOutbox(full)
  let told = 0
  assert.equal(new Laggard(outbox, 3, 100, () => told++).isListening, false)
  outbox.offer(outbox.open(idleTenure(), 0), work(0), undefined)
  const laggard = new Laggard(outbox, 3, 100, () => told++)
  assert.equal(laggard.isListening, true)
  sender.at(0).answer(delivered)
  await turns()
  assert.deepEqual([told, laggard.isListening], [1, false])
})

test('it stands where what carries it does, and still where it left', () => {
  const { outbox } = testOutbox()
  const laggard = new Laggard(outbox, 3, 100, () => {})
  const carrier = { at: 3, time: 100 }
  laggard.passedOver = 7
  laggard.board(carrier)
  carrier.at = 10
  carrier.time = 200
  assert.deepEqual([laggard.next, laggard.since, laggard.passedOver], [10, 200, 0])
  laggard.leave(8, 180)
  carrier.at = 20
  assert.deepEqual([laggard.next, laggard.since, laggard.carrier], [8, 180, undefined])
})

test('once it has ended it hears nothing any more', async () => {
  const { outbox, sender } = testOutbox(full)
  outbox.offer(outbox.open(idleTenure(), 0), work(0), undefined)
  let told = 0
  const laggard = new Laggard(outbox, 3, 100, () => told++)
  laggard.end()
  laggard.listen()
  sender.at(0).answer(delivered)
  await turns()
  assert.deepEqual([told, laggard.isListening], [0, false])
})
