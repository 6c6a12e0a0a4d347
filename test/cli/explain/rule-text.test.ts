import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ruleLines } from '../../../src/cli/explain/rule-text.ts'
import { activation, eventDecisionOn, plain, several } from '../../helpers/explained.ts'

test('a rule says in its first line whether it fires, and why', async t => {
  const { rules, event } = await eventDecisionOn(t)
  assert.deepEqual(
    rules.map(explanation => plain(ruleLines(explanation, event)[0]!)),
    [
      '✔ activated: fires, for crm, audit',
      '✖ by root: does not fire, its `where` is false',
      '! misspelt: does not fire, for an error in conditions.and[1]',
      '– sites: is for dcim.site; this is dcim.device',
      '– births: is for object_created; this is object_updated',
      '– off: is disabled',
    ],
  )
})

test('`where` and conditions are told apart', async t => {
  const yaml = several.replace('value: root }', 'value: root }, conditions: { attr: id, value: 7 }')
  const { rules, event } = await eventDecisionOn(t, yaml, { ...activation, username: 'root' })
  assert.equal(
    plain(ruleLines(rules[1]!, event)),
    `✔ by root: fires, for crm
    where
      ✔ username eq "root"  found "root"
    conditions
      ✔ id eq 7  found 7`,
  )
})

test('a rule without conditions says so', async t => {
  const { rules, event } = await eventDecisionOn(t, several, { ...activation, object_type: 'dcim.site' })
  assert.equal(plain(ruleLines(rules[3]!, event)), '✔ sites: fires, it has no conditions')
})
