import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../../src/errors.ts'
import { createMatcher } from '../../src/rules/matcher.ts'
import type { Event, Json, Match, Rule } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'

const ACTIVE = { attr: 'status.value', value: 'active' }
const CHANGED = { attr: 'status', op: 'changed' }

test('rules fire for exactly their object types and event types', () => {
  const rules = [
    rule('devices', {
      objectTypes: ['dcim.device', 'dcim.site'],
      eventTypes: ['object_created', 'plugin_event'],
    }),
  ]
  const names = (fields: Partial<Event>) => matched(rules, event(fields)).rules.map(({ name }) => name)
  assert.deepEqual(names({}), ['devices'])
  assert.deepEqual(names({ objectType: 'dcim.site' }), ['devices'])
  assert.deepEqual(names({ type: 'plugin_event' }), ['devices'])
  assert.deepEqual(names({ type: 'object_updated' }), [])
  assert.deepEqual(names({ objectType: 'dcim.rack' }), [])
  assert.deepEqual(names({ objectType: 'dcim.Device' }), [])
  assert.deepEqual(names({ objectType: 'extras.device' }), [])
})

test('an event with only a model name is matched on the model', () => {
  const rules = [
    rule('core', { objectTypes: ['dcim.device', 'plugin.device'] }),
    rule('other', { objectTypes: ['dcim.site'] }),
  ]
  const match = matched(rules, event({ objectType: '', model: 'device' }))
  assert.deepEqual(match.rules, [rules[0]])
  assert.deepEqual(matched(rules, event({ objectType: '', model: 'rack' })).rules, [])
})

test('rules fire in rule order, and name each sink once, in the order first named', () => {
  const rules = [
    rule('b', { sinks: ['two', 'one'] }),
    rule('no', { sinks: ['zero'], conditions: { ...ACTIVE, negate: true } }),
    rule('a', { sinks: ['three', 'two'], conditions: ACTIVE }),
    rule('off', { sinks: ['zero'], enabled: false }),
  ]
  const match = matched(rules, event({}))
  assert.deepEqual(
    match.rules.map(({ name }) => name),
    ['b', 'a'],
  )
  assert.deepEqual(match.sinks, ['two', 'one', 'three'])
  assert.equal(match.rules[1], rules[2])
})

test('what no rule wants goes to the sinks for it', () => {
  const rules = [rule('a', { conditions: { ...ACTIVE, negate: true } })]
  const matcher = createMatcher({ rules, unmatched: ['rest', 'more', 'rest'], failed: refuse })
  const rest = { rules: [], sinks: ['rest', 'more'] }
  assert.deepEqual(matcher.match(event({})), rest)
  assert.deepEqual(matcher.match(event({ type: 'other' })), rest)
})

test('a rule that fails does not fire, is reported, and stops no other', () => {
  const rules = [
    rule('bad', { conditions: { attr: 'nothing', value: 1, negate: true } }),
    rule('good', { conditions: ACTIVE }),
  ]
  const failures: unknown[] = []
  const matcher = createMatcher({ rules, unmatched: [], failed: (...failure) => failures.push(failure) })
  const one = event({})
  assert.deepEqual(matcher.match(one).rules, [rules[1]])
  assert.deepEqual(failures, [[rules[0], 'Invalid key path: nothing', one]])
})

test('a defect while matching is reported as one', () => {
  const failures: unknown[] = []
  const rules = [rule('a', { conditions: ACTIVE })]
  const matcher = createMatcher({ rules, unmatched: [], failed: (_rule, reason) => failures.push(reason) })
  const broken = event({})
  broken.member = () => {
    throw new Error('broken')
  }
  assert.deepEqual(matcher.match(broken).rules, [])
  assert.deepEqual(failures, ['internal error: broken'])
})

test('data and snapshots are looked at only where a condition reads them', () => {
  const looked = (conditions: Json) => {
    const names: string[] = []
    const one = event({})
    const { member } = one
    one.member = name => {
      names.push(name)
      return member(name)
    }
    matched([rule('a', { conditions })], one)
    return names
  }
  assert.deepEqual(looked(null), [])
  assert.deepEqual(looked({}), [])
  assert.deepEqual(looked(ACTIVE), ['data'])
  assert.deepEqual(looked(CHANGED), ['snapshots'])
  assert.deepEqual(looked({ and: [ACTIVE, CHANGED] }), ['data', 'snapshots'])
})

test('an event without snapshots has none, and data that is no object is absent', () => {
  const wants = (conditions: Json, data: Json | undefined) =>
    matched([rule('a', { conditions })], event({}, { data, snapshots: undefined })).rules.length === 1
  assert.equal(wants({ attr: 'snapshots', value: null }, {}), true)
  for (const data of [undefined, null, [1], 'text', 42]) {
    assert.equal(wants({ attr: 'a', value: null }, data), false)
    assert.equal(wants({ attr: 'a', value: 1, negate: true }, data), false)
    assert.equal(wants(null, data), true)
  }
})

test('rules without conditions give the same match for each event', () => {
  const matcher = createMatcher({ rules: [rule('a'), rule('b')], unmatched: [], failed: refuse })
  assert.equal(matcher.match(event({})), matcher.match(event({})))
})

test('conditions that are wrong are refused all at once, those of disabled rules are not looked at', () => {
  const rules = [
    rule('a', { conditions: { and: [{ attr: 'x', op: 'eqq', value: 1 }] } }),
    rule('off', { conditions: { attr: 'x' }, enabled: false }),
    rule('b', { conditions: { attr: 'x', op: 'in', value: 'y' } }),
  ]
  assert.throws(
    () => createMatcher({ rules, unmatched: [], failed: refuse }),
    (error: unknown) =>
      error instanceof ConfigError &&
      error.problems.map(({ path }) => path).join() ===
        'rules[0].conditions.and[0].op,rules[2].conditions.value',
  )
})

test('a hostile value for a pattern costs bounded time', () => {
  const rules = [
    rule('a', { conditions: { attr: 'name', op: 'regex', value: '(a+)+$' } }),
    rule('b', { conditions: { attr: 'name', op: 'regex', value: '(a+)+\\1$' } }),
  ]
  const failures: string[] = []
  const matcher = createMatcher({ rules, unmatched: [], failed: ({ name }) => failures.push(name) })
  const started = performance.now()
  const match = matcher.match(event({}, { data: { name: `${'a'.repeat(50_000)}!` } }))
  assert.ok(performance.now() - started < 10_000)
  assert.deepEqual(match.rules, [])
  assert.deepEqual(failures, ['b'])
})

/** For rules that must not fail. */
function refuse(rule: Rule, reason: string | undefined): void {
  assert.fail(`${rule.name}: ${reason}`)
}

function matched(rules: readonly Rule[], one: Event): Match {
  return createMatcher({ rules, unmatched: [], failed: refuse }).match(one)
}

function rule(name: string, fields: Partial<Rule> = {}): Rule {
  return {
    name,
    enabled: true,
    description: '',
    objectTypes: ['dcim.device'],
    eventTypes: ['object_created'],
    conditions: null,
    actionData: undefined,
    sinks: ['crm'],
    ...fields,
  }
}

type Writable<T> = { -readonly [name in keyof T]: T[name] }

function event(
  fields: Partial<Event>,
  members: { readonly [name: string]: Json | undefined } = {
    data: { status: { value: 'active', label: 'Active' } },
    snapshots: { prechange: { status: 'planned' }, postchange: { status: 'active' } },
  },
): Writable<Event> {
  return {
    record: logRecord('{}'),
    message: Buffer.from('{}'),
    sourceId: '6fb4bd58-98a5-5a27-a0c8-a8cae8e0c07a',
    givenId: undefined,
    type: 'object_created',
    objectType: 'dcim.device',
    model: 'device',
    timestamp: '2025-10-29T10:30:00.000000Z',
    key: undefined,
    netboxVersion: '',
    span: () => undefined,
    member: name => members[name],
    ...fields,
  }
}
