import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageOf, ruleExamples } from '../../../src/cli/test/example.ts'
import { load, whole } from '../../helpers/config-files.ts'

test("a rule's examples are its own, in rule order; a rule without any has no group", async t => {
  const yaml = `${whole}  - { name: b, object_types: ["*"], event_types: [x], sinks: [crm], examples: { matches: [{ event: x, n: 12345678901234567890 }], ignores: [{}] } }\n`
  const { config } = await load(t, yaml)
  const groups = ruleExamples(config.rules, 'events')
  assert.deepEqual(
    groups.map(({ title, examples }) => [title, examples.map(({ name }) => name)]),
    [['rule b', ['matches[0]', 'ignores[0]']]],
  )
  const [matches, ignores] = groups[0]!.examples
  assert.equal(String(matches!.message), '{"event":"x","n":12345678901234567890}')
  assert.deepEqual(matches!.expected, { kind: 'rule', rule: config.rules[1], fires: true })
  assert.deepEqual(ignores!.expected, { kind: 'rule', rule: config.rules[1], fires: false })
  assert.equal(matches!.topic, 'events')
})

test('a text is a message as it stands', () => {
  assert.equal(String(messageOf('{"a": 1.0}')), '{"a": 1.0}')
  assert.equal(String(messageOf({ a: [1] })), '{"a":[1]}')
})
