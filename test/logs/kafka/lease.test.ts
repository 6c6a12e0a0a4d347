import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lease } from '../../../src/logs/kafka/lease.ts'

function leaseAt() {
  const clock = { monotonic: 5_000, wall: 1_000_000 }
  const lease = new Lease(10_000, { monotonic: () => clock.monotonic, wall: () => clock.wall })
  const pass = (monotonic: number, wall = monotonic) => {
    clock.monotonic += monotonic
    clock.wall += wall
  }
  return { lease, clock, pass }
}

test('nothing is held before the first heartbeat', () => {
  assert.equal(leaseAt().lease.held, false)
})

test('a lease lasts 0.8 of the session timeout', () => {
  const { lease, clock, pass } = leaseAt()
  lease.renew(clock.wall)
  pass(7_999)
  assert.equal(lease.held, true)
  pass(1)
  assert.equal(lease.held, false)
  lease.renew(clock.wall)
  assert.equal(lease.held, true)
})

test('a lease counts from when the heartbeat was sent, not from its answer', () => {
  const { lease, clock, pass } = leaseAt()
  const sent = clock.wall
  pass(6_000)
  lease.renew(sent)
  assert.equal(lease.age, 6_000)
  pass(2_000)
  assert.equal(lease.held, false)
})

test('a suspended machine ends the lease, whichever clock stood still', () => {
  for (const [monotonic, wall] of [
    [0, 9_000],
    [9_000, 0],
  ] as const) {
    const { lease, clock, pass } = leaseAt()
    lease.renew(clock.wall)
    pass(monotonic, wall)
    assert.equal(lease.held, false)
  }
})

test('a wall clock set back does not lengthen a lease', () => {
  const { lease, clock, pass } = leaseAt()
  const sent = clock.wall
  pass(0, -60_000)
  lease.renew(sent)
  pass(8_000)
  assert.equal(lease.held, false)
})

test('a lease that was ended is not held', () => {
  const { lease, clock } = leaseAt()
  lease.renew(clock.wall)
  lease.end()
  assert.equal(lease.held, false)
})
