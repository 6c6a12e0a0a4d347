import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, SluiceError } from '../../../src/errors.ts'
import { netboxFormat } from '../../../src/formats/index.ts'
import { MAX_PATHS } from '../../../src/rules/table/limits.ts'
import { RuleIndex } from '../../../src/rules/table/rule-index.ts'
import type { Event, Json, Rule } from '../../../src/types.ts'
import { Random } from '../../helpers/random.ts'
import { eventOf } from '../../helpers/rule-events.ts'
import { rule } from '../../helpers/rules.ts'
import { randomRecord } from '../random/events.ts'
import { PlainRule, plainAnswer } from '../random/plain.ts'
import { randomRule } from '../random/rules.ts'

const names = (index: RuleIndex, event: Event) => index.match(event).rules.map(({ name }) => name)
const ACTIVE = { attr: 'status.value', value: 'active' }
const active = eventOf({ data: { status: { value: 'active' }, site: { name: 'NYC' } } })

test('rules can be added, removed and replaced between two events, and keep their order', () => {
  const index = new RuleIndex({ rules: [rule('a'), rule('b', { conditions: ACTIVE }), rule('c')] })
  assert.deepEqual(names(index, active), ['a', 'b', 'c'])
  index.add(rule('d', { conditions: ACTIVE }))
  assert.equal(index.remove('a'), true)
  assert.equal(index.remove('a'), false)
  assert.deepEqual(names(index, active), ['b', 'c', 'd'])
  index.replace(rule('b', { conditions: { ...ACTIVE, negate: true } }))
  assert.deepEqual(names(index, active), ['c', 'd'])
  index.replace(rule('e', { conditions: ACTIVE }), 'b')
  index.replace(rule('f'))
  assert.deepEqual(names(index, active), ['e', 'c', 'd', 'f'])
  assert.deepEqual(
    [...index.rules()].map(({ name }) => name),
    ['e', 'c', 'd', 'f'],
  )
  assert.equal(index.size, 4)
})

test('a rule that is switched off keeps its place', () => {
  const index = new RuleIndex({ rules: [rule('a', { enabled: false }), rule('b')] })
  assert.deepEqual(names(index, active), ['b'])
  index.replace(rule('a'))
  assert.deepEqual(names(index, active), ['a', 'b'])
  index.replace(rule('a', { enabled: false }))
  assert.deepEqual(names(index, active), ['b'])
})

test('a change that is refused changes nothing', () => {
  const index = new RuleIndex({ rules: [rule('a', { conditions: ACTIVE }), rule('b')] })
  const wrong = { conditions: { attr: 'x', op: 'eqq', value: 1 } }
  assert.throws(() => index.add(rule('c', wrong)), ConfigError)
  assert.throws(() => index.replace(rule('a', wrong)), ConfigError)
  const exists = (error: unknown) => error instanceof SluiceError && error.code === 'rule_exists'
  assert.throws(() => index.add(rule('a')), exists)
  assert.throws(() => index.replace(rule('b'), 'a'), exists)
  const and = Array.from({ length: MAX_PATHS + 1 }, (_, n) => ({ attr: `a${n}`, value: 1 }))
  const many = (error: unknown) => error instanceof SluiceError && error.code === 'rules_too_many'
  assert.throws(() => index.add(rule('c', { conditions: { and } })), many)
  assert.throws(() => index.replace(rule('a', { conditions: { and } })), many)
  assert.deepEqual(names(index, active), ['a', 'b'])
  assert.equal(index.size, 2)
})

test('rules may read thousands of paths', () => {
  const count = 3_000
  const rules = Array.from({ length: count }, (_, n) =>
    rule(`r${n}`, {
      conditions: {
        and: [
          { attr: `f${n}.name`, value: 'long' },
          { attr: `f${n}.x`, op: n % 2 === 0 ? 'gt' : 'lt', value: 5 },
        ],
      },
    }),
  )
  const index = new RuleIndex({ rules })
  const data = Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, { name: 'long', x: 7 }]))
  const found = names(index, eventOf({ data }))
  assert.deepEqual(
    found,
    rules.filter((_, n) => n % 2 === 0).map(({ name }) => name),
  )
})

test('on any rules that come and go the answer is the plain evaluator’s', () => {
  const format = netboxFormat({ key: [], logId: '' })
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed)
    const index = new RuleIndex()
    let rules: Rule[] = []
    for (let round = 0; round < 120; round++) {
      const fresh = randomRule(random, `r${round}`)
      const at = random.below(rules.length)
      if (random.percent(40) || rules.length === 0) {
        index.add(fresh)
        rules.push(fresh)
      } else if (random.percent(50)) {
        index.remove(rules[at]!.name)
        rules.splice(at, 1)
      } else {
        index.replace(fresh, rules[at]!.name)
        rules = rules.with(at, fresh)
      }
      const event = decoded(() => format.decode(randomRecord(random)))
      if (event === undefined) continue
      const { fired } = plainAnswer(
        rules.map(one => new PlainRule(one)),
        event,
      )
      assert.deepEqual(names(index, event), fired, `seed ${seed}, round ${round}`)
    }
    for (const { name } of rules) index.remove(name)
    assert.equal(index.size, 0)
    assert.deepEqual(names(index, active), [])
  }
})

test('duplicate keys: the last one counts', () => {
  const index = new RuleIndex({ rules: [rule('a', { conditions: ACTIVE })] })
  const event = (data: string) => eventOf(`{"event":"created","object_type":"dcim.device","data":${data}}`)
  assert.deepEqual(names(index, event('{"status":{"value":"x","value":"active"}}')), ['a'])
  assert.equal(index.counts.parsed, true)
  assert.deepEqual(names(index, event('{"status":{"value":"active"},"status":{"value":"x"}}')), [])
  assert.deepEqual(names(index, event('{"status":{"value":"active"},"x":1,"x":2}')), ['a'])
  assert.equal(index.counts.parsed, false)
})

test('failures are reported as the plain evaluator words them, of rules that were looked at', () => {
  const failures: string[] = []
  const conditions: { readonly [name: string]: Json } = {
    unseen: { attr: 'nothing', value: 1 },
    negated: { attr: 'nothing', value: 1, negate: true },
    either: { or: [{ attr: 'nothing', value: 1 }, ACTIVE] },
    late: { or: [ACTIVE, { attr: 'nothing', value: 1 }] },
    before: {
      and: [
        ACTIVE,
        { attr: 'site.name', op: 'contains', value: 'LON' },
        { attr: 'nothing', value: 1, negate: true },
      ],
    },
    kind: { and: [ACTIVE, { attr: 'status', op: 'regex', value: 'a' }] },
    settled: {
      and: [
        { attr: 'site.name', value: 'LON' },
        { attr: 'nothing', value: 1, negate: true },
      ],
    },
  }
  const index = new RuleIndex({
    rules: Object.entries(conditions).map(([name, conditions]) => rule(name, { conditions })),
    failed: (rule, reason) => failures.push(`${rule.name}: ${reason}`),
  })
  assert.deepEqual(names(index, active), ['late'])
  assert.deepEqual(failures, [
    'negated: Invalid key path: nothing',
    'either: Invalid key path: nothing',
    "kind: Invalid data type at 'status' for 'regex' evaluation: expected string or bytes-like object, got 'dict'",
  ])
})

test('where rules fail at every event, all failures are told, and the reason of some', () => {
  let count = 0
  let reasons = 0
  const failed = (_rule: unknown, reason: string | undefined) => {
    count++
    if (reason !== undefined) reasons++
  }
  const rules = [rule('a', { conditions: { attr: 'nothing', value: 1, negate: true } })]
  const index = new RuleIndex({ rules, failed })
  for (let i = 0; i < 10_000; i++) index.match(active)
  assert.equal(count, 10_000)
  assert.ok(reasons >= 100 && reasons < 300, String(reasons))
})

test('an event whose data is absent meets no condition on it, and rules without', () => {
  const index = new RuleIndex({ rules: [rule('a', { conditions: { ...ACTIVE, negate: true } }), rule('b')] })
  for (const data of [null, [], 'text', 42]) assert.deepEqual(names(index, eventOf({ data })), ['b'])
  assert.deepEqual(names(index, eventOf({})), ['b'])
})

test('memory does not grow with rules that come and go', () => {
  const index = new RuleIndex({ rules: [rule('stays', { conditions: ACTIVE })] })
  const held = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  let before = 0
  for (let i = 0; i < 6_000; i++) {
    if (i === 2_000) before = held()
    const conditions = {
      and: [
        { attr: `a${i}`, value: `v${i}` },
        { attr: 'b', op: 'gt', value: i },
      ],
    }
    index.add(rule(`r${i}`, { conditions, eventTypes: [`e${i}`] }))
    index.remove(`r${i}`)
  }
  assert.ok(held() - before < 64 * 2 ** 20)
  assert.deepEqual(names(index, active), ['stays'])
})

function decoded(decode: () => Event): Event | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}
