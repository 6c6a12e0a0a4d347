import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { SetAside } from '../../src/outbox/set-aside.ts'
import { idleTenure, mockTime, pass, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

test('what is set aside comes back in order, after a while', async t => {
  mockTime(t)
  const back: number[] = []
  const aside = new SetAside(items => back.push(...items.map(({ offset }) => offset)))
  const lane = new Lane(idleTenure(), 0, quietLogger)
  for (const offset of [3, 4]) aside.add(new Owed(lane, work(offset), undefined, 0))
  await pass(99)
  assert.deepEqual(back, [])
  await pass(1)
  assert.deepEqual(back, [3, 4])
  await pass(1_000)
  assert.deepEqual(back, [3, 4])
})

test('a lane that ended does not come back; nor does anything once stopped', async t => {
  mockTime(t)
  const back: number[] = []
  const aside = new SetAside(items => back.push(...items.map(({ offset }) => offset)))
  const [ended, other] = [new Lane(idleTenure(), 0, quietLogger), new Lane(idleTenure(), 0, quietLogger)]
  aside.add(new Owed(ended, work(1), undefined, 0))
  aside.add(new Owed(other, work(2), undefined, 0))
  aside.drop(ended)
  await pass(100)
  assert.deepEqual(back, [2])
  aside.add(new Owed(other, work(3), undefined, 0))
  aside.stop()
  await pass(1_000)
  assert.deepEqual(back, [2])
})
