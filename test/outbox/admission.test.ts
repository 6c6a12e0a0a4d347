import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Admission } from '../../src/outbox/admission.ts'
import type { Breaker, BreakerState } from '../../src/outbox/breaker.ts'
import type { Burials } from '../../src/outbox/burials.ts'

function admissionOf({ state = 'closed', admits = true, blocked = false, paused = false } = {}) {
  const breaker = { state: state as BreakerState, admits } as Breaker
  return new Admission(breaker, { blocked } as Burials, paused)
}

test('it takes while nothing speaks against it', () => {
  assert.equal(admissionOf().takes, true)
  assert.equal(admissionOf({ admits: false }).takes, false)
  assert.equal(admissionOf({ blocked: true }).takes, false)
  assert.equal(admissionOf({ paused: true }).takes, false)
  const stopped = admissionOf()
  stopped.stopped = true
  assert.equal(stopped.takes, false)
})

test('it keeps what fails only while the breaker is closed and nobody paused it', () => {
  assert.equal(admissionOf({ blocked: true }).keeps, true)
  assert.equal(admissionOf({ state: 'half_open' }).keeps, false)
  assert.equal(admissionOf({ state: 'open', admits: false }).keeps, false)
  assert.equal(admissionOf({ paused: true }).keeps, false)
})

test('a sink without dead letters takes as others do', () => {
  assert.equal(new Admission({ state: 'closed', admits: true } as Breaker, undefined, false).takes, true)
})
