import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { Probing } from '../../src/outbox/probing.ts'
import { idleTenure, mockTime, pass, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const lane = new Lane(idleTenure(), 0, quietLogger)
const owed = (offset: number) => new Owed(lane, work(offset), undefined, 0)

function probingOf() {
  const sent: number[] = []
  const probing = new Probing({ patience: 500, send: ({ offset }) => sent.push(offset) })
  return { probing, sent }
}

/** Takes records until one of them is the probe; gives its offset. */
function probeOf(probing: Probing): number {
  for (let offset = 0; probing.admits; offset++) if (probing.taken(owed(offset), false)) return offset
  return -1
}

test('the first is the probe, and no more are taken', () => {
  const { probing } = probingOf()
  assert.equal(probing.taken(owed(0), false), true)
  assert.equal(probing.admits, false)
})

test('each probe that fails has the next one look further, and after some it begins anew', () => {
  const { probing } = probingOf()
  const probes: number[] = []
  for (let n = 0; n < 10; n++) {
    probes.push(probeOf(probing))
    probing.failed()
  }
  assert.deepEqual(probes, [0, 1, 2, 3, 4, 5, 6, 7, 0, 1])
})

test('where no other comes, the one that was passed is sent after all', async t => {
  mockTime(t)
  const { probing, sent } = probingOf()
  probeOf(probing)
  probing.failed()
  assert.equal(probing.taken(owed(0), false), false)
  await pass(499)
  assert.deepEqual(sent, [])
  await pass(1)
  assert.deepEqual(sent, [0])
  assert.equal(probing.admits, false)
})

test('what waits for another of its key is never the probe', async t => {
  mockTime(t)
  const { probing, sent } = probingOf()
  assert.equal(probing.taken(owed(0), true), false)
  assert.equal(probing.taken(owed(1), true), false)
  await pass(10_000)
  assert.deepEqual(sent, [])
  assert.equal(probing.taken(owed(2), false), true)
  probing.succeeded()
  assert.deepEqual(sent, [], 'those follow the one they wait for')
})

test('a key without end is not looked past: its first is sent', t => {
  mockTime(t)
  const { probing, sent } = probingOf()
  probeOf(probing)
  probing.failed()
  for (let offset = 0; probing.admits; offset++) probing.taken(owed(offset), offset > 0)
  assert.deepEqual(sent, [0])
})

test('the sink works: what was passed is sent, in order', t => {
  mockTime(t)
  const { probing, sent } = probingOf()
  for (let n = 0; n < 3; n++) {
    probeOf(probing)
    probing.failed()
  }
  assert.equal(probeOf(probing), 3)
  probing.succeeded()
  assert.deepEqual(sent, [0, 1, 2])
  assert.equal(probeOf(probing), 0, 'from the first again')
})

test('one forgotten unsent leaves its place to another, the probe as well as what was passed', async t => {
  mockTime(t)
  const { probing, sent } = probingOf()
  probeOf(probing)
  probing.failed()
  const [first, second, third] = [owed(0), owed(1), owed(2)]
  probing.taken(first, false)
  assert.equal(probing.taken(second, false), true)
  assert.equal(probing.forgotten(first), false)
  assert.equal(probing.forgotten(second), true)
  assert.equal(probing.admits, true)
  probing.taken(third, false)
  await pass(500)
  assert.deepEqual(sent, [2])
})
