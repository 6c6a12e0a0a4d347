import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Constants } from '../../../src/rules/table/constants.ts'
import { Predicates } from '../../../src/rules/table/predicates.ts'
import { GONE, MISSING, NULL, NUMERIC, Reading, STRING } from '../../../src/rules/table/reading.ts'
import { FALSE, INVALID, TRUE, type Truth } from '../../../src/rules/table/truth.ts'
import { Values } from '../../../src/rules/table/values.ts'
import { Verifier } from '../../../src/rules/table/verifier.ts'
import {
  AND,
  ARGUMENT_SHIFT,
  EQ,
  GT,
  GTE,
  IN,
  LT,
  LTE,
  OR,
  PREDICATE,
  WIDE,
  WordBuffer,
} from '../../../src/rules/table/words.ts'

const PATH = 5
const constants = new Constants()
const five = constants.acquire(5)
const predicates = new Predicates()
const answers = [FALSE, TRUE, INVALID].map(truth => predicates.acquire(String(truth), () => () => truth))

function verifier(kind: number, token = 0, number = Number.NaN): Verifier {
  const reading = new Reading(new Values())
  reading.begin(Buffer.alloc(0), undefined, Int32Array.of(PATH))
  reading.kinds[PATH] = kind
  reading.tokens[PATH] = token
  reading.numbers[PATH] = number
  return new Verifier(reading, predicates, constants)
}

const question = (operator: number, argument: number, negate = false, tokens: readonly number[] = []) => ({
  operator,
  negate,
  path: PATH,
  argument,
  tokens,
})

function ask(asked: Verifier, ...questions: readonly ReturnType<typeof question>[]): Truth {
  const buffer = new WordBuffer()
  buffer.push(WIDE | (AND << ARGUMENT_SHIFT))
  buffer.push(0)
  for (const one of questions) buffer.pushQuestion(one)
  if (questions.length === 1) assert.equal(asked.whole(buffer.words, 2), asked.ask(buffer.words, 2))
  buffer.words[1] = buffer.length
  return asked.whole(buffer.words, 0)
}

test('values are compared by their tokens; without a value it is an error, without data false', () => {
  for (const argument of [7, 2 ** 20]) {
    const eq = question(EQ, argument)
    assert.deepEqual([ask(verifier(STRING, argument), eq), ask(verifier(STRING, 8), eq)], [TRUE, FALSE])
    const not = question(EQ, argument, true)
    assert.deepEqual([ask(verifier(STRING, argument), not), ask(verifier(NULL), not)], [FALSE, TRUE])
    for (const one of [eq, not])
      assert.deepEqual([ask(verifier(MISSING), one), ask(verifier(GONE), one)], [INVALID, FALSE])
  }
  const among = question(IN, 2, false, [7, 9])
  assert.deepEqual([ask(verifier(STRING, 9), among), ask(verifier(STRING, 8), among)], [TRUE, FALSE])
  assert.deepEqual([ask(verifier(MISSING), among), ask(verifier(GONE), among)], [INVALID, FALSE])
  const none = question(IN, 0, true)
  assert.deepEqual([ask(verifier(STRING), none), ask(verifier(MISSING), none)], [TRUE, INVALID])
})

test('numbers are compared as numbers, anything else is an error', () => {
  const truths = (operator: number, negate = false) =>
    [4, 5, 6].map(number => ask(verifier(NUMERIC, 0, number), question(operator, five, negate)))
  assert.deepEqual(truths(GT), [FALSE, FALSE, TRUE])
  assert.deepEqual(truths(GTE), [FALSE, TRUE, TRUE])
  assert.deepEqual(truths(LT), [TRUE, FALSE, FALSE])
  assert.deepEqual(truths(LTE), [TRUE, TRUE, FALSE])
  assert.deepEqual(truths(LTE, true), [FALSE, FALSE, TRUE])
  for (const kind of [NULL, STRING, MISSING]) assert.equal(ask(verifier(kind), question(GT, five)), INVALID)
  assert.equal(ask(verifier(GONE), question(GT, five, true)), FALSE)
})

test('all questions must be true; the first that is not decides', () => {
  const asked = verifier(STRING, 7)
  const [no, yes, bad] = answers.map(number => question(PREDICATE, number)) as [
    ReturnType<typeof question>,
    ReturnType<typeof question>,
    ReturnType<typeof question>,
  ]
  assert.equal(ask(asked, yes, question(EQ, 7), question(IN, 1, false, [7]), yes), TRUE)
  assert.equal(ask(asked, yes, no, bad), FALSE)
  assert.equal(ask(asked, yes, bad, no), INVALID)
})

test('a program is asked in source order and ends where the answer is settled', () => {
  const [no, yes, bad] = answers as [number, number, number]
  const run = (logic: number, ...members: readonly number[]) => {
    const buffer = new WordBuffer()
    // Within another set, to see that what stands behind is found.
    buffer.push(WIDE | (AND << ARGUMENT_SHIFT))
    buffer.push(0)
    buffer.push(WIDE | (logic << ARGUMENT_SHIFT))
    buffer.push(2 + members.length)
    for (const member of members) buffer.pushQuestion(question(PREDICATE, member))
    buffer.pushQuestion(question(PREDICATE, yes))
    buffer.words[1] = buffer.length
    return verifier(STRING).whole(buffer.words, 0)
  }
  assert.deepEqual(
    [run(OR, yes, bad), run(OR, bad, yes), run(OR, no, no), run(OR)],
    [TRUE, INVALID, FALSE, FALSE],
  )
  assert.deepEqual(
    [run(AND, no, bad), run(AND, bad, no), run(AND, yes, yes), run(AND)],
    [FALSE, INVALID, TRUE, TRUE],
  )
})
