import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  conditionProblems,
  MAX_SET_DEPTH,
  parseConditions,
  parseRuleConditions,
} from '../../src/rules/parse.ts'
import type { Json } from '../../src/types.ts'
import fixtures from './fixtures/conditions.json' with { type: 'json' }

const KEYS = 'Incorrect key(s) informed. Please check documentation.'
const LOGIC = "Invalid logic type: must be 'AND' or 'OR'. Please check documentation."
const OPERATORS = 'eq, gt, gte, lt, lte, in, contains, regex, changed, unchanged'

/** Conditions, where the problem is, what it says, and the hint. */
const WRONG: readonly (readonly [Json, string, string, string])[] = [
  [{ attr: 'x' }, 'attr', LOGIC, 'a condition needs "attr" and "value"'],
  [{ AND: [] }, 'AND', LOGIC, 'did you mean "and"?'],
  [{ nothing: [] }, 'nothing', LOGIC, 'one key means a set: {"and": [...]} or {"or": [...]}'],
  [[{ attr: 'x', value: 1 }], '', "Ruleset must be a dictionary, not <class 'list'>.", ''],
  ['status', '', "Ruleset must be a dictionary, not <class 'str'>.", ''],
  [{ and: null }, 'and', `"and" must hold a list of conditions, not <class 'NoneType'>.`, ''],
  [{ or: '' }, 'or', `"or" must hold a list of conditions, not <class 'str'>.`, ''],
  [{ or: {} }, 'or', `"or" must hold a list of conditions, not <class 'dict'>.`, ''],
  [{ and: [7] }, 'and.0', "Ruleset must be a dictionary, not <class 'int'>.", ''],
  [{ and: [{}] }, 'and.0', KEYS, '"attr" is missing'],
  [{ and: [{ or: [] }, { OR: [] }] }, 'and.1.OR', KEYS, 'a set is an object with the one key "and" or "or"'],
  [{ atr: 'x', value: 1 }, 'atr', KEYS, 'did you mean "attr"?'],
  [{ value: 1, op: 'eq' }, '', KEYS, '"attr" is missing'],
  [{ attr: 'x', value: 1, and: [] }, 'and', KEYS, 'a set is an object with the one key "and" or "or"'],
  [{ or: [], negate: true }, 'or', KEYS, 'a set is an object with the one key "and" or "or"'],
  [{ attr: 5, value: 1 }, 'attr', `"attr" must be a dotted path, not <class 'int'>.`, ''],
  [{ attr: null, value: 1 }, 'attr', `"attr" must be a dotted path, not <class 'NoneType'>.`, ''],
  [
    { attr: 'x', value: 1, op: 'EQ' },
    'op',
    `Unknown operator: EQ. Must be one of: ${OPERATORS}`,
    'did you mean "eq"?',
  ],
  [
    { attr: 'x', value: 1, op: 'neq' },
    'op',
    `Unknown operator: neq. Must be one of: ${OPERATORS}`,
    'use eq with "negate": true',
  ],
  [{ attr: 'x', value: 1, op: null }, 'op', `Unknown operator: None. Must be one of: ${OPERATORS}`, ''],
  [{ attr: 'x', op: 'gt' }, '', "A value is required for the 'gt' operator.", ''],
  [{ attr: 'x', value: {} }, 'value', "Unsupported value type: <class 'dict'>", 'compare its members'],
  [
    { attr: 'x', value: {}, op: 'in' },
    'value',
    "Unsupported value type: <class 'dict'>",
    'compare its members',
  ],
  [
    { attr: 'x', value: null, op: 'changed' },
    'value',
    "The 'changed' operator compares snapshots and does not accept a value.",
    'leave "value" out',
  ],
  [
    { attr: 'x', value: 'a(b', op: 'regex' },
    'value',
    'Invalid regular expression: missing ), unterminated subpattern at position 1',
    '',
  ],
  [
    { attr: 'x', value: '(?<n>a)', op: 'regex' },
    'value',
    'Invalid regular expression: unknown extension ?< at position 1',
    'Python writes a named group (?P<name>…)',
  ],
]

test('what is wrong with conditions is said with its path, in NetBox’s words, with a hint', () => {
  for (const [conditions, path, message, hint] of WRONG) {
    const problems = conditionProblems(conditions)
    const found = problems.map(problem => ({ ...problem, path: problem.path.join('.') }))
    assert.deepEqual(found, [{ path, message, hint }], JSON.stringify(conditions))
  }
})

test('conditions that NetBox refuses are refused in the same words', () => {
  for (const { if: conditions, says } of fixtures.refused) {
    assert.equal(conditionProblems(conditions as Json)[0]?.message, says, JSON.stringify(conditions))
  }
})

test('an operator takes exactly the types of value that NetBox lets it take', () => {
  const values: readonly Json[] = ['a', true, 1, 1.5, 2n ** 70n, [], [{}], null, {}]
  const taken: { readonly [op: string]: string } = {
    eq: 'yyyyyyyy-',
    gt: '--yyy----',
    gte: '--yyy----',
    lt: '--yyy----',
    lte: '--yyy----',
    in: '-----yy--',
    contains: 'yyyyyyy--',
    regex: 'y--------',
    changed: '---------',
    unchanged: '---------',
  }
  for (const [op, row] of Object.entries(taken)) {
    const found = values.map(value => (conditionProblems({ attr: 'x', op, value }).length === 0 ? 'y' : '-'))
    assert.equal(found.join(''), row, op)
  }
})

test('all problems are reported at once, in the order of the conditions', () => {
  const problems = conditionProblems({
    or: [
      { attr: 'x', op: 'eqq', value: 1, extra: 1 },
      { and: [{ attr: 'y', op: 'in', value: 'z' }, 'no'] },
      { attr: 'fine', value: 1 },
    ],
  })
  assert.deepEqual(
    problems.map(({ path }) => path.join('.')),
    ['or.0.extra', 'or.0.op', 'or.1.and.0.value', 'or.1.and.1'],
  )
})

test('falsy conditions of a rule want every event; on their own only null does', () => {
  for (const conditions of [null, {}, [], '', 0, false] as readonly Json[]) {
    assert.deepEqual(conditionProblems(conditions), [])
    assert.deepEqual(parseRuleConditions(conditions).condition, { kind: 'set', logic: 'and', members: [] })
    assert.equal(parseConditions(conditions).problems.length, conditions === null ? 0 : 1)
  }
})

test('sets nest as deep as the limit, and no deeper', () => {
  assert.deepEqual(conditionProblems(nested(MAX_SET_DEPTH)), [])
  assert.match(conditionProblems(nested(MAX_SET_DEPTH + 1))[0]!.message, /nested deeper than 100 levels/)
  assert.equal(conditionProblems(nested(50_000)).length, 1)
})

function nested(depth: number): Json {
  let conditions: Json = { attr: 'x', value: 1 }
  for (let level = 0; level < depth; level++) conditions = { and: [conditions] }
  return conditions
}
