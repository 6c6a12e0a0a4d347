import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Example, Expected } from '../../../src/cli/test/example.ts'
import { type Failure, run } from '../../../src/cli/test/result.ts'
import type { Json } from '../../../src/types.ts'
import { load } from '../../helpers/config-files.ts'
import { activation, several } from '../../helpers/explained.ts'

async function failure(
  t: TestContext,
  expected: Expected,
  message: Json = activation,
): Promise<Failure | undefined> {
  const { config } = await load(t, several)
  const example: Example = {
    name: 'a',
    message: Buffer.from(JSON.stringify(message)),
    topic: 'events',
    headers: [],
    key: null,
    expected,
  }
  return (await run(example, config)).failure
}

async function ofRule(t: TestContext, name: string, fires: boolean): Promise<Failure | undefined> {
  const { config } = await load(t, several)
  return failure(t, { kind: 'rule', rule: config.rules.find(rule => rule.name === name)!, fires })
}

const told = (failure: Failure | undefined) =>
  failure && [...failure.lines, ...failure.why.map(({ rule, verdict }) => `${rule.name} ${verdict}`)]

test('an example of a rule is about that rule alone', async t => {
  assert.equal(await ofRule(t, 'activated', true), undefined)
  assert.equal(await ofRule(t, 'sites', false), undefined)
  assert.deepEqual(told(await ofRule(t, 'activated', false)), [
    'expected that it does not fire',
    'activated fired',
  ])
  assert.deepEqual(told(await ofRule(t, 'misspelt', true)), ['expected that it fires', 'misspelt error'])
})

test('a rule that fails with an error does not ignore an example', async t => {
  assert.deepEqual(told(await ofRule(t, 'misspelt', false)), [
    'expected that it does not fire, found an error',
    'misspelt error',
  ])
})

test('a rule that is switched off is tried as if it were on', async t => {
  assert.equal(await ofRule(t, 'off', true), undefined)
})

test('without a rule, whether any fires counts, and those that looked at the event explain it', async t => {
  const site = { ...activation, object_type: 'dcim.rack' }
  assert.equal(await failure(t, { kind: 'any', fires: true }), undefined)
  assert.equal(await failure(t, { kind: 'any', fires: false }, site), undefined)
  assert.deepEqual(told(await failure(t, { kind: 'any', fires: true }, site)), [
    'expected that a rule fires',
    'by root where',
  ])
  assert.deepEqual(told(await failure(t, { kind: 'any', fires: false })), [
    'expected that no rule fires',
    'activated fired',
    'by root where',
    'misspelt error',
  ])
})

test('exactly the rules and sinks that are named count, in any order', async t => {
  const exactly = (rules: readonly string[] | undefined, sinks: readonly string[] | undefined) =>
    failure(t, { kind: 'exactly', rules, sinks })
  assert.equal(await exactly(['activated'], ['audit', 'crm']), undefined)
  assert.equal(await exactly(undefined, ['crm', 'audit']), undefined)
  assert.deepEqual(told(await exactly(['by root', 'activated'], ['crm'])), [
    'expected rules by root, activated',
    'found rules    activated',
    'expected sinks crm',
    'found sinks    crm, audit',
    'by root where',
  ])
  assert.deepEqual(told(await exactly([], undefined)), [
    'expected rules none',
    'found rules    activated',
    'activated fired',
  ])
  assert.equal((await exactly(undefined, []))?.why.length, 3)
})

test('a message that is no event is not as expected, whatever that is', async t => {
  for (const fires of [true, false]) {
    const failed = await failure(t, { kind: 'any', fires }, { event: 1 })
    assert.deepEqual(failed?.lines, ['no event: event at byte 9: found 1, expected a text that is not empty'])
  }
})
