import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathText } from '../../src/config/findings.ts'
import { netboxFormat } from '../../src/formats/index.ts'
import { stringify } from '../../src/json/index.ts'
import { evaluate } from '../../src/rules/evaluate.ts'
import {
  type ConditionExplanation,
  explainRule,
  explainRules,
  type LeafExplanation,
  type RuleExplanation,
} from '../../src/rules/explanation.ts'
import { createMatcher } from '../../src/rules/index.ts'
import { conditionProblems } from '../../src/rules/parse.ts'
import { isTruthy } from '../../src/rules/python.ts'
import type { Event, Json, Matcher, Rule } from '../../src/types.ts'
import { headers, logRecord } from '../helpers/events.ts'
import fixtures from './fixtures/conditions.json' with { type: 'json' }

const format = netboxFormat({ key: ['object_type', 'data.id'], logId: '' })

function rule(fields: Partial<Rule> = {}): Rule {
  return {
    name: 'a rule',
    enabled: true,
    description: '',
    objectTypes: ['dcim.device'],
    eventTypes: ['object_updated'],
    conditions: null,
    actionData: undefined,
    sinks: ['crm'],
    ...fields,
  }
}

function event(members: { readonly [name: string]: Json } = {}, source = 'x'): Event {
  const message = stringify({ event: 'updated', object_type: 'dcim.device', data: { id: 7 }, ...members })
  return format.decode(logRecord(message, { headers: headers(['source', source]) }))
}

function explain(conditions: Json, members: { readonly [name: string]: Json } = {}): RuleExplanation {
  return explainRule(rule({ conditions }), event(members))
}

function matcherOf(conditions: Json): Matcher {
  return createMatcher({ rules: [rule({ conditions })], unmatched: [], failed: () => {} })
}

function leaves(explanation: ConditionExplanation | undefined): readonly LeafExplanation[] {
  if (explanation === undefined) return []
  return explanation.kind === 'condition' ? [explanation] : explanation.members.flatMap(leaves)
}

function told(explanation: ConditionExplanation | undefined): readonly string[] {
  return leaves(explanation).map(({ attr, answer }) => `${attr} ${answer}`)
}

interface Row {
  readonly if: Json
  readonly data: Json
  readonly snapshots?: Json
}

test('an explanation says what the plain evaluator says and the matcher does, whatever the conditions', () => {
  let count = 0
  const verdicts = { true: 'fired', false: 'conditions', error: 'error' }
  for (const row of Object.values(fixtures).flat() as readonly Row[]) {
    if (row.if === undefined || conditionProblems(row.if).length > 0 || !isTruthy(row.if)) continue
    const snapshots = row.snapshots ?? null
    const { verdict, error } = explain(row.if, { data: row.data ?? null, snapshots })
    const expected = evaluate(row.if, row.data, snapshots)
    assert.equal(verdict, verdicts[expected.kind], JSON.stringify(row))
    if (expected.kind === 'error')
      assert.deepEqual(error, { path: ['conditions', ...expected.path], message: expected.message })
    else assert.equal(error, undefined)
    const fires = matcherOf(row.if).match(event({ data: row.data ?? null, snapshots })).rules.length
    assert.equal(fires, verdict === 'fired' ? 1 : 0, JSON.stringify(row))
    count++
  }
  assert.ok(count > 100, String(count))
})

test('a rule that is for other events is not looked into', () => {
  const conditions = { attr: 'nowhere', value: 1 }
  const verdicts = explainRules(
    [
      rule({ conditions, enabled: false }),
      rule({ conditions, objectTypes: ['dcim.site', 'ipam.*'] }),
      rule({ conditions, eventTypes: ['object_created'] }),
      rule({ objectTypes: ['dcim.*'] }),
      rule({ objectTypes: ['*'] }),
      rule(),
    ],
    event(),
  ).map(({ verdict, conditions }) => [verdict, conditions])
  assert.deepEqual(verdicts, [
    ['disabled', undefined],
    ['object_type', undefined],
    ['event_type', undefined],
    ['fired', undefined],
    ['fired', undefined],
    ['fired', undefined],
  ])
})

test('where a message names only its model, the last part of the object type decides', () => {
  const bare = event({ object_type: null, model: 'device' })
  const verdict = (objectTypes: readonly string[]) => explainRule(rule({ objectTypes }), bare).verdict
  assert.deepEqual([['dcim.device'], ['*'], ['dcim.*'], ['dcim.site']].map(verdict), [
    'fired',
    'fired',
    'object_type',
    'object_type',
  ])
})

test('conditions behind the one that settles the answer are not asked', () => {
  const [yes, no] = [
    { attr: 'id', value: 7 },
    { attr: 'id', value: 8 },
  ]
  assert.deepEqual(told(explain({ and: [no, yes] }).conditions), ['id false', 'id skipped'])
  assert.deepEqual(told(explain({ or: [yes, no] }).conditions), ['id true', 'id skipped'])
  const nested = explain({ or: [no, { and: [no, { or: [yes] }] }, yes, { and: [yes] }] }).conditions
  assert.deepEqual(told(nested), ['id false', 'id false', 'id skipped', 'id true', 'id skipped'])
  assert.equal(nested?.kind === 'set' && nested.members[3]?.answer, 'skipped')
})

test('an error ends everything, and is told with its place', () => {
  const bad = { attr: 'site.slug', value: 'x' }
  const explained = explain({ or: [{ and: [{ attr: 'id', value: 7 }, bad] }, { attr: 'id', value: 7 }] })
  assert.equal(explained.verdict, 'error')
  assert.equal(pathText(explained.error?.path ?? []), 'conditions.or[0].and[1]')
  assert.equal(explained.error?.message, 'Invalid key path: site.slug')
  assert.deepEqual(told(explained.conditions), ['id true', 'site.slug error', 'id skipped'])
  assert.deepEqual(leaves(explained.conditions)[1]?.found, { kind: 'missing' })
})

test('each condition has what it asked and what it found', () => {
  const snapshots = { prechange: { status: 'planned' }, postchange: { status: 'active', tags: ['a'] } }
  const { conditions } = explain(
    {
      and: [
        { attr: 'id', op: 'gt', value: 5 },
        { attr: 'status', op: 'changed' },
        { attr: 'tags', op: 'unchanged', negate: true },
        { attr: 'snapshots.prechange.status', value: 'active', negate: true },
      ],
    },
    { snapshots },
  )
  assert.deepEqual(
    leaves(conditions).map(({ path, op, value, negate, answer, found }) => ({
      path: pathText(path),
      op,
      value,
      negate,
      answer,
      found,
    })),
    [
      {
        path: 'and[0]',
        op: 'gt',
        value: 5,
        negate: false,
        answer: 'true',
        found: { kind: 'value', value: 7 },
      },
      {
        path: 'and[1]',
        op: 'changed',
        value: undefined,
        negate: false,
        answer: 'true',
        found: { kind: 'snapshots', before: 'planned', after: 'active' },
      },
      {
        path: 'and[2]',
        op: 'unchanged',
        value: undefined,
        negate: true,
        answer: 'true',
        found: { kind: 'snapshots', before: undefined, after: ['a'] },
      },
      {
        path: 'and[3]',
        op: 'eq',
        value: 'active',
        negate: true,
        answer: 'true',
        found: { kind: 'value', value: 'planned' },
      },
    ],
  )
})

test('what a snapshot that is null has is null where the other one knows it, and missing where not', () => {
  const snapshots = { prechange: null, postchange: { status: 'active' } }
  const found = (attr: string) => leaves(explain({ attr, value: null }, { snapshots }).conditions)[0]?.found
  assert.deepEqual(found('snapshots.prechange.status'), { kind: 'value', value: null })
  assert.deepEqual(found('snapshots.prechange.stauts'), { kind: 'missing' })
  assert.deepEqual(found('snapshots.prechange'), { kind: 'value', value: null })
})

test('a condition on data that is absent says so', () => {
  const { verdict, conditions } = explain({ attr: 'status', value: 'x', negate: true }, { data: null })
  assert.equal(verdict, 'conditions')
  assert.deepEqual(leaves(conditions)[0]?.found, { kind: 'no_data' })
})

test('`where` is asked first, and what it settles leaves the conditions alone', () => {
  const conditions = { attr: 'id', value: 7 }
  const where = {
    and: [
      { attr: 'headers.source', value: 'x' },
      { attr: 'event', op: 'regex', value: 'object_' },
    ],
  }
  const fired = explainRule(rule({ where, conditions }), event())
  assert.equal(fired.verdict, 'fired')
  assert.deepEqual(told(fired.where), ['headers.source true', 'event true'])
  assert.deepEqual(told(fired.conditions), ['id true'])

  const other = explainRule(rule({ where, conditions }), event({}, 'y'))
  assert.equal(other.verdict, 'where')
  assert.deepEqual(leaves(other.where)[0]?.found, { kind: 'value', value: 'y' })
  assert.equal(other.conditions, undefined)

  const failed = explainRule(
    rule({ where: { attr: 'username', op: 'regex', value: 'a' }, conditions }),
    event(),
  )
  assert.equal(failed.verdict, 'error')
  assert.deepEqual(failed.error?.path, ['where'])
  assert.match(failed.error?.message ?? '', /Invalid data type at 'username' for 'regex' evaluation/)
})

test('conditions that no check has let through are a defect', () => {
  assert.throws(() => explain({ attr: 'a', op: 'eqq', value: 1 }), /Unknown operator: eqq/)
})
