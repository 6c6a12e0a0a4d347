import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Constants } from '../../../src/rules/table/constants.ts'
import { Entries } from '../../../src/rules/table/entries.ts'
import { Pool } from '../../../src/rules/table/pool.ts'
import { DECISIVE, DOUBTFUL, LENGTH_SHIFT, SURE } from '../../../src/rules/table/postings.ts'
import { Predicates } from '../../../src/rules/table/predicates.ts'
import { ANY_KIND, GONE, MISSING, NULL, NUMERIC, Reading, STRING } from '../../../src/rules/table/reading.ts'
import { FALSE, INVALID, TRUE } from '../../../src/rules/table/truth.ts'
import { Values } from '../../../src/rules/table/values.ts'
import { Verifier } from '../../../src/rules/table/verifier.ts'
import {
  EQ,
  GT,
  GTE,
  IN,
  LT,
  LTE,
  PREDICATE,
  type Question,
  WordBuffer,
} from '../../../src/rules/table/words.ts'

const PATH = 5
const RULE = 7
const constants = new Constants()
const five = constants.acquire(5)
const predicates = new Predicates()
const answers = [FALSE, TRUE, INVALID].map(truth => predicates.acquire(String(truth), () => () => truth))
const [no, yes, bad] = answers.map(argument => question(PREDICATE, argument)) as [
  Question,
  Question,
  Question,
]

function question(
  operator: number,
  argument: number,
  negate = false,
  tokens: readonly number[] = [],
): Question {
  return { operator, negate, path: PATH, argument, tokens }
}

interface Found {
  readonly kind?: number
  readonly token?: number
  readonly number?: number
  readonly meaning?: number
  /** Kinds that the path has to have, behind the questions. */
  readonly valid?: number
  /** What the rule's program asks; without it the rule has none. */
  readonly program?: Question
}

/** The rules found, and those that failed, by one entry that asks the questions. */
function read(questions: readonly Question[], found: Found = {}): readonly [number[], number[]] {
  const { kind = STRING, token = 0, number = Number.NaN, meaning = DECISIVE, valid, program } = found
  const reading = new Reading(new Values())
  reading.begin(Buffer.alloc(0), undefined, Int32Array.of(PATH))
  reading.kinds[PATH] = kind
  reading.tokens[PATH] = token
  reading.numbers[PATH] = number
  const [pool, programs] = [new Pool(), new Pool()]
  const buffer = new WordBuffer()
  const written = new WordBuffer()
  if (program !== undefined) written.pushQuestion(program)
  programs.words.set(written.words.subarray(0, written.length), 1)
  const entries = new Entries({
    pool,
    reading,
    verifier: new Verifier(reading, predicates, constants),
    predicates,
    constants,
    programs: { programs, programOf: () => (program === undefined ? 0 : 1) },
  })
  buffer.push(0)
  for (const one of questions) buffer.pushQuestion(one)
  if (valid !== undefined) buffer.pushValid(PATH, valid)
  buffer.words[0] = RULE | meaning | (buffer.length << LENGTH_SHIFT)
  pool.words.set(buffer.words.subarray(0, buffer.length), 8)
  entries.reserve(1)
  entries.read(8, 8 + buffer.length)
  assert.equal(entries.candidates, 1)
  const failed = [...entries.failed.items.subarray(0, entries.failed.count)].filter(rule =>
    entries.fails(rule),
  )
  return [[...entries.rules.subarray(0, entries.count)], failed]
}

const FOUND = [[RULE], []]
const NOTHING = [[], []]
const FAILED = [[], [RULE]]

test('an entry is true where all its questions are; the first that is not decides', () => {
  assert.deepEqual(read([yes, question(EQ, 3), question(IN, 2, false, [2, 3]), yes], { token: 3 }), FOUND)
  assert.deepEqual(read([yes, no, bad]), NOTHING)
  assert.deepEqual(read([yes, bad, no]), FAILED)
  assert.deepEqual(read([question(PREDICATE, answers[0]!, true)]), FOUND)
  assert.deepEqual(read([question(PREDICATE, answers[2]!, true)]), FAILED)
  assert.deepEqual(read([question(PREDICATE, answers[0]!, true)], { kind: GONE }), NOTHING)
})

test('a value is compared by its token; without one it is an error, without data false', () => {
  for (const one of [question(EQ, 3), question(EQ, 2 ** 20), question(IN, 1, false, [3])]) {
    assert.deepEqual(read([one], { token: 4 }), NOTHING)
    assert.deepEqual(read([one], { kind: MISSING }), FAILED)
    assert.deepEqual(read([one], { kind: GONE }), NOTHING)
  }
  assert.deepEqual(read([question(EQ, 2 ** 20)], { token: 2 ** 20 }), FOUND)
  assert.deepEqual(read([question(EQ, 3, true)], { token: 4 }), FOUND)
  assert.deepEqual(read([question(EQ, 3, true)], { kind: MISSING }), FAILED)
})

test('a number is compared as a number, anything else is an error', () => {
  const truths = (operator: number) =>
    [4, 5, 6].map(number => read([question(operator, five)], { kind: NUMERIC, number })[0].length)
  assert.deepEqual([GT, GTE, LT, LTE].map(truths), [
    [0, 0, 1],
    [0, 1, 1],
    [1, 0, 0],
    [1, 1, 0],
  ])
  assert.deepEqual(read([question(LT, five)], { kind: NULL }), FAILED)
  assert.deepEqual(read([question(LT, five)], { kind: GONE }), NOTHING)
})

test("where an entry cannot tell, the rule's program decides", () => {
  const unsure = { meaning: SURE, kind: NULL, valid: 1 << STRING }
  assert.deepEqual(read([yes], { ...unsure, program: yes }), FOUND)
  assert.deepEqual(read([yes], { ...unsure, program: no }), NOTHING)
  assert.deepEqual(read([yes], { ...unsure, program: bad }), FAILED)
  assert.deepEqual(read([yes], { ...unsure, kind: STRING, program: no }), FOUND)
  assert.deepEqual(read([no], { ...unsure, program: yes }), NOTHING)
  for (const [program, expected] of [
    [yes, FOUND],
    [no, NOTHING],
    [bad, FAILED],
  ] as const)
    assert.deepEqual(read([], { meaning: DOUBTFUL, valid: ANY_KIND, program }), expected)
  // What fails in an entry may be settled by what the rule asks before.
  assert.deepEqual(read([bad], { meaning: SURE, program: no }), NOTHING)
})
