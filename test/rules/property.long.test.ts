import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaled } from '../helpers/share.ts'
import { compareRound, NOTHING_TRIED, type Tried } from './random/compare.ts'

const PAIRS = scaled(1_000_000, 50_000)
const FIRST_SEED = 1_000_000 // none that the short test has

test(`of ${PAIRS} random pairs of a rule and a message none tells the index from the plain evaluator`, t => {
  const tried: Tried = { ...NOTHING_TRIED }
  for (let seed = FIRST_SEED; tried.pairs < PAIRS; seed++) compareRound(seed, tried)
  t.diagnostic(JSON.stringify(tried))
  assert.ok(tried.fired > PAIRS / 100)
})
