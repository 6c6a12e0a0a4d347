import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareRound, NOTHING_TRIED, type Tried } from './random/compare.ts'

const PAIRS = 100_000
const MANY = [36, 104] // seeds of rounds with a thousand rules, which change

test('on random rules and messages the index says what the plain evaluator says, also while rules change', t => {
  const tried: Tried = { ...NOTHING_TRIED }
  for (const seed of MANY) compareRound(seed, tried)
  for (let seed = 1; tried.pairs < PAIRS; seed++) compareRound(seed, tried)
  t.diagnostic(JSON.stringify(tried))
  // Else it would not try much.
  assert.ok(tried.fired > PAIRS / 100)
  assert.ok(tried.failed > PAIRS / 100)
  assert.ok(tried.undecodable > 20)
  assert.ok(tried.changes > 500)
})
