import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Breaker, type BreakerState } from '../../src/outbox/breaker.ts'
import { Lane } from '../../src/outbox/lane.ts'
import { Owed } from '../../src/outbox/owed.ts'
import { failed, idleTenure, mockTime, pass, refused, work } from '../helpers/outbox.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'

const unavailable = failed as Extract<typeof failed, { kind: 'retry' }>
const refusal = refused as Extract<typeof refused, { kind: 'refused' }>

const lane = new Lane(idleTenure(), 0, quietLogger)
const owed = (offset: number) => new Owed(lane, work(offset), undefined, 0)

function breakerOf(settings: { failures?: number; open?: number; random?: number } = {}) {
  const { failures = 3, open = 30_000, random = 0 } = settings
  const states: BreakerState[] = []
  const sent: number[] = []
  const breaker = new Breaker(
    { failures, open },
    {
      initial: 500,
      random: () => random,
      send: owed => sent.push(owed.offset),
      changed: state => states.push(state),
    },
  )
  return { breaker, states, sent }
}

/** Has it fail until it is open. */
function open(breaker: Breaker): void {
  for (let offset = 0; breaker.state !== 'open'; offset++) breaker.failed(owed(offset), unavailable)
}

test('it opens on so many failures in a row, of whatever kind', t => {
  mockTime(t)
  const { breaker, states } = breakerOf()
  breaker.failed(owed(0), unavailable)
  breaker.failed(owed(1), refusal)
  assert.equal(breaker.state, 'closed')
  breaker.failed(owed(2), unavailable)
  assert.equal(breaker.state, 'open')
  assert.equal(breaker.admits, false)
  assert.deepEqual(states, ['open'])
  assert.equal(breaker.reason, '3 failures in a row; last: answered 503')
})

test('a delivery in between begins the row anew', () => {
  const { breaker } = breakerOf()
  for (let offset = 0; offset < 20; offset++) {
    breaker.failed(owed(offset), unavailable)
    breaker.failed(owed(offset), unavailable)
    breaker.delivered()
  }
  assert.equal(breaker.state, 'closed')
})

test('one delivery alone does not open it, however often it fails, and however often it is read again', t => {
  mockTime(t)
  const { breaker } = breakerOf()
  for (let n = 0; n < 50; n++) breaker.failed(owed(7), unavailable)
  assert.equal(breaker.state, 'closed')
  breaker.failed(owed(8), unavailable)
  assert.equal(breaker.state, 'open')
})

test('with failures: 0 it never opens', () => {
  const { breaker } = breakerOf({ failures: 0 })
  for (let offset = 0; offset < 100; offset++) breaker.failed(owed(offset), unavailable)
  assert.equal(breaker.state, 'closed')
})

test('half-open it admits one probe, and its delivery closes it', async t => {
  mockTime(t)
  const { breaker, states } = breakerOf()
  open(breaker)
  await pass(499)
  assert.equal(breaker.admits, false)
  await pass(1)
  assert.deepEqual([breaker.state, breaker.admits], ['half_open', true])
  breaker.taken(owed(9), false)
  assert.equal(breaker.admits, false, 'the probe is taken')
  breaker.delivered()
  assert.deepEqual([breaker.state, breaker.admits], ['closed', true])
  assert.deepEqual(states, ['open', 'half_open', 'closed'])
})

test('a probe that fails opens it again', async t => {
  mockTime(t)
  const { breaker } = breakerOf()
  open(breaker)
  await pass(500)
  breaker.taken(owed(9), false)
  breaker.failed(owed(9), unavailable)
  assert.equal(breaker.state, 'open')
  assert.equal(breaker.reason, '4 failures in a row; last: answered 503')
})

test('a probe that is forgotten unsent leaves its place to another', async t => {
  mockTime(t)
  const { breaker, states } = breakerOf()
  open(breaker)
  await pass(500)
  const probe = owed(9)
  breaker.taken(probe, false)
  breaker.forgotten(owed(10))
  assert.equal(breaker.admits, false)
  breaker.forgotten(probe)
  assert.equal(breaker.admits, true)
  assert.deepEqual(states, ['open', 'half_open', 'half_open'], 'and it is told')
})

test('a probe that is asked to wait was none', async t => {
  mockTime(t)
  const { breaker } = breakerOf()
  breaker.throttled('answered 429')
  assert.equal(breaker.state, 'closed')
  open(breaker)
  await pass(500)
  breaker.throttled('answered 429')
  assert.equal(breaker.state, 'open')
  assert.match(breaker.reason, /answered 429/)
})

test('pauses begin short and grow to a tenth of the outage, `open` at most', async t => {
  mockTime(t)
  const { breaker } = breakerOf()
  open(breaker)
  const since = Date.now()
  const pauses = new Map<number, number>()
  while (Date.now() - since < 3_600_000) {
    const before = Date.now()
    while (breaker.state === 'open') await pass(100)
    pauses.set(before - since, Date.now() - before)
    breaker.failed(owed(9), unavailable)
  }
  for (const [outage, pause] of pauses) {
    const expected = Math.min(30_000, Math.max(500, outage / 10))
    assert.ok(Math.abs(pause - expected) <= 100, `${pause} ms after ${outage} ms`)
  }
  assert.equal(Math.max(...pauses.values()), 30_000)
})

test('a sink that is away for 10 s is asked again within 1.5 s of its return', async t => {
  mockTime(t)
  for (const random of [0, 0.5, 1]) {
    const { breaker } = breakerOf({ random })
    open(breaker)
    const since = Date.now()
    while (Date.now() - since < 10_000) {
      await pass(10)
      if (breaker.state === 'half_open') breaker.failed(owed(9), unavailable)
    }
    while (breaker.state === 'open') await pass(10)
    assert.ok(Date.now() - since < 11_500, `${Date.now() - since} ms`)
    breaker.delivered()
  }
})

test('the time that it is not closed is counted', async t => {
  mockTime(t)
  const { breaker } = breakerOf()
  assert.equal(breaker.stoodStill, 0)
  open(breaker)
  await pass(500)
  assert.equal(breaker.stoodStill, 500)
  breaker.failed(owed(9), unavailable)
  await pass(500)
  breaker.delivered()
  await pass(10_000)
  assert.equal(breaker.stoodStill, 1_000)
})

test('a sink that only refuses is told from one that fails', t => {
  mockTime(t)
  const { breaker } = breakerOf()
  for (const offset of [0, 1]) breaker.failed(owed(offset), refusal)
  assert.equal(breaker.refusesAll, false, 'not yet open')
  breaker.failed(owed(2), refusal)
  assert.equal(breaker.refusesAll, true)
  breaker.delivered()
  assert.equal(breaker.refusesAll, false)
  const other = breakerOf().breaker
  for (const offset of [0, 1]) other.failed(owed(offset), refusal)
  other.failed(owed(2), unavailable)
  assert.equal(other.refusesAll, false)
})

test('a delivery that was under way when it opened closes it', t => {
  mockTime(t)
  const { breaker } = breakerOf()
  open(breaker)
  breaker.delivered()
  assert.equal(breaker.state, 'closed')
})

test('stopped, it asks no more', async t => {
  mockTime(t)
  const { breaker } = breakerOf()
  open(breaker)
  breaker.stop()
  await pass(100_000)
  assert.equal(breaker.state, 'open')
})

test('while closed what waits for no other is sent at once', () => {
  const { breaker } = breakerOf()
  assert.deepEqual([breaker.taken(owed(0), false), breaker.taken(owed(1), true)], [true, false])
})

test('a probe that fails has the next one look further; what was passed is sent once the sink works', async t => {
  mockTime(t)
  const { breaker, sent } = breakerOf()
  open(breaker)
  await pass(500)
  assert.equal(breaker.taken(owed(7), false), true)
  breaker.failed(owed(7), unavailable)
  await pass(500)
  assert.deepEqual([breaker.taken(owed(7), false), breaker.admits], [false, true])
  assert.deepEqual([breaker.taken(owed(8), false), breaker.admits], [true, false])
  breaker.delivered()
  assert.deepEqual(sent, [7])
})
