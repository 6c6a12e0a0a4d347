import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendFailure, appendLate } from '../../sinks/append-failure.ts'
import { SluiceError } from '../../src/errors.ts'

/** Code, whether the log answers, and what it means; an alarm with an exclamation mark. */
const rows: readonly (readonly [code: string, reachable: boolean, meaning: string])[] = [
  ['topic_missing', true, 'retry not_found!'],
  ['record_too_large', true, 'refused too_large'],
  ['log_full', true, 'retry unavailable!'],
  ['append_denied', true, 'retry permission!'],
  ['append_denied', false, 'retry permission!'],
  ['append_failed', true, 'retry unavailable'],
  ['append_failed', false, 'retry network'],
  ['log_unreachable', false, 'retry network'],
  ['log_refused', true, 'retry permission!'],
  ['log_unusable', false, 'retry config!'],
  ['never_heard_of', true, 'retry other'],
]

for (const [code, reachable, meaning] of rows)
  test(`${code}${reachable ? '' : ', nobody there'}: ${meaning}`, () => {
    const outcome = appendFailure(new SluiceError(code, 'secret-host:9092'), reachable)
    const alarm = outcome.kind === 'retry' && outcome.alarm === true ? '!' : ''
    assert.equal(`${outcome.kind} ${outcome.class}${alarm}`, meaning)
    assert.doesNotMatch(outcome.reason, /secret/)
  })

test('whatever is thrown has a class', () => {
  for (const thrown of [undefined, 'text', new Error('secret')]) {
    const outcome = appendFailure(thrown, true)
    assert.deepEqual([outcome.kind, outcome.class], ['retry', 'other'])
    assert.doesNotMatch(outcome.reason, /secret|text/)
  }
})

test('late where the log answers is a timeout, else the network', () => {
  assert.equal(appendLate(true).class, 'timeout')
  assert.equal(appendLate(false).class, 'network')
})
