import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '../../src/errors.ts'
import { Failure } from '../../src/rules/compile.ts'
import { checkRule, checkRules, ruleCheck } from '../../src/rules/rule-check.ts'
import { eventOf } from '../helpers/rule-events.ts'
import { rule } from '../helpers/rules.ts'

const paths = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ path }) => path)
  }
  return []
}

test('everything wrong with rules is said at once, with its place; those not enabled are not looked at', () => {
  const wrong = {
    conditions: { and: [{ attr: 'x', op: 'eqq', value: 1 }] },
    where: { attr: 'nothing', value: 1 },
  }
  assert.deepEqual(
    paths(() =>
      checkRules(
        [rule('a', wrong), rule('b', { ...wrong, enabled: false }), rule('c', { conditions: 5 })],
        () => assert.fail('one before is wrong'),
      ),
    ),
    ['rules[0].conditions.and[0].op', 'rules[0].where.attr', 'rules[2].conditions'],
  )
  assert.deepEqual(
    paths(() => checkRule(rule('a', wrong))),
    ['conditions.and[0].op', 'where.attr'],
  )
})

test('rules that are right are handed over in their order', () => {
  const taken: string[] = []
  checkRules([rule('a'), rule('b', { enabled: false })], ({ conditions }, { name }, index) => {
    taken.push(`${index} ${name} ${conditions.kind}`)
  })
  assert.deepEqual(taken, ['0 a set', '1 b set'])
})

test('a rule asks its where first, then its conditions', () => {
  const ask = (topic: string, name: string) =>
    ruleCheck(
      checkRule(
        rule('a', { where: { attr: 'topic', value: topic }, conditions: { attr: name, value: 'x' } }),
      ),
    )(eventOf({ data: { name: 'x' } }))
  assert.equal(ask('netbox.events', 'name'), true)
  assert.equal(ask('other', 'nothing'), false)
  assert.ok(ask('netbox.events', 'nothing') instanceof Failure)
})
