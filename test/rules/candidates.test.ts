import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileRules, Groups, matchOf } from '../../src/rules/candidates.ts'
import type { Json, Rule } from '../../src/types.ts'

test('a group holds the rules of one pair of types, each once, in rule order', () => {
  const rules = [
    rule('a', ['dcim.device', 'virtualization.device'], null),
    rule('b', ['dcim.site'], null),
    rule('c', ['dcim.device'], null),
  ]
  const groups = new Groups(compileRules(rules))
  const names = (objectType: string, model: string) =>
    groups.find(objectType, model, 'object_created')?.candidates.map(candidate => candidate.rule.name)
  assert.deepEqual(names('dcim.device', 'device'), ['a', 'c'])
  assert.deepEqual(names('virtualization.device', 'device'), ['a'])
  assert.deepEqual(names('', 'device'), ['a', 'c'])
  assert.equal(names('dcim.rack', 'rack'), undefined)
  assert.equal(groups.find('dcim.device', 'device', 'object_deleted'), undefined)
})

test('the match of a group is known beforehand only where no rule has conditions', () => {
  const always = (conditions: Json) =>
    new Groups(compileRules([rule('a', ['x.y'], null), rule('b', ['x.y'], conditions)])).find(
      'x.y',
      'y',
      'object_created',
    )!.always
  assert.deepEqual(
    always({})?.rules.map(({ name }) => name),
    ['a', 'b'],
  )
  assert.equal(always({ attr: 'x', value: 1 }), undefined)
})

test('disabled rules are left out', () => {
  assert.deepEqual(compileRules([{ ...rule('a', ['x.y'], { wrong: 1 }), enabled: false }]), [])
})

test('sinks of several rules are named once', () => {
  const rules = [rule('a', ['x.y'], null, ['one', 'two']), rule('b', ['x.y'], null, ['two', 'three'])]
  assert.deepEqual(matchOf(rules), { rules, sinks: ['one', 'two', 'three'] })
})

function rule(name: string, objectTypes: readonly string[], conditions: Json, sinks = ['crm']): Rule {
  return {
    name,
    enabled: true,
    description: '',
    objectTypes,
    eventTypes: ['object_created'],
    conditions,
    actionData: undefined,
    sinks,
  }
}
