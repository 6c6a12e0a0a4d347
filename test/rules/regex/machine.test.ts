import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beginEvent, endEvent, isEventSpent, match, STEP_BUDGET } from '../../../src/rules/regex/machine.ts'
import { parsePattern } from '../../../src/rules/regex/parse.ts'
import { compileProgram } from '../../../src/rules/regex/program.ts'

const LONG = `${'a'.repeat(50_000)}!`

function matches(pattern: string, text: string) {
  return match(compileProgram(parsePattern(pattern)), text)
}

test('patterns that are catastrophic elsewhere answer within the budget', () => {
  const patterns = [
    '(a+)+$',
    '(a|aa)+$',
    '(?:a*)*b',
    '(.*)*x',
    '(a|a)*b',
    '(?=(a+)+$)',
    '(?>(a+)+)$',
    '(?:a?){50}a{50}$',
  ]
  for (const pattern of patterns) assert.equal(matches(pattern, LONG), 'notMatched', pattern)
  assert.equal(matches('(?!(a+)+$)a', LONG), 'matched')
})

test('what cannot be had in linear time is given up, also within a negative look-ahead', () => {
  assert.ok(STEP_BUDGET < 100_000_000)
  assert.equal(matches('(a+)\\1+$', LONG), 'gaveUp')
  assert.equal(matches('(?!(a+)\\1+$)a', LONG), 'gaveUp')
  assert.equal(matches('(a+)\\1+$', 'aaaa'), 'matched')
})

test('a text that would need too much memory is given up', () => {
  assert.equal(matches(`${'a*'.repeat(1_000)}b`, 'a'.repeat(200_000)), 'gaveUp')
})

test('a match leaves nothing behind for the next', () => {
  for (let i = 0; i < 3; i++) {
    assert.equal(matches('(?:a|b)*c', 'ababc'), 'matched')
    assert.equal(matches('(?:a|b)*c', 'abab'), 'notMatched')
    assert.equal(matches('(?=(?:a|b)*c)(?:a|b)*c', 'ababc'), 'matched')
  }
})

test('groups of an attempt that failed are forgotten', () => {
  assert.equal(matches('(?:(a)x|a)(?(1)b|c)', 'ac'), 'matched')
  assert.equal(matches('(?:(?=(a))ax|a)(?(1)b|c)', 'ac'), 'matched')
  assert.equal(matches('(?>(a)|b)*(?:x|\\1)', 'bba'), 'notMatched')
  assert.equal(matches('(?!(a)b)a(?(1)b|c)', 'ac'), 'matched')
})

test('characters beyond U+FFFF are one character, forwards and backwards', () => {
  assert.equal(matches('.$', '😀'), 'matched')
  assert.equal(matches('..$', '😀'), 'notMatched')
  assert.equal(matches('.(?<=😀)$', '😀'), 'matched')
  assert.equal(matches('.(?<=.)$', '😀'), 'matched')
  assert.equal(matches('.(?<=..)', '😀'), 'notMatched')
  assert.equal(matches('(?i)(𐐀)\\1$', '𐐀𐐨'), 'matched')
  assert.equal(matches('\ud83d', '😀'), 'notMatched')
  assert.equal(matches('\ud83d', '\ud83dx'), 'matched')
})

test('all matches for one event have a budget together; outside of one each has its own', () => {
  const program = compileProgram(parsePattern('(?:a|b)*(?=(?:a|b)*c)d'))
  const text = 'ab'.repeat(40_000)
  const results: string[] = []
  beginEvent()
  for (let n = 0; n < 12; n++) results.push(match(program, text))
  assert.equal(match(program, 'x'), 'gaveUp')
  endEvent()
  assert.equal(isEventSpent(), true)
  assert.equal(results.at(-1), 'gaveUp')
  assert.equal(match(program, 'x'), 'notMatched')
  beginEvent()
  assert.equal(match(program, 'x'), 'notMatched')
  endEvent()
  assert.equal(isEventSpent(), false)
})
