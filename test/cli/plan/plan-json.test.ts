import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planJson } from '../../../src/cli/plan/plan-json.ts'
import { activation, several } from '../../helpers/explained.ts'
import { planned } from '../../helpers/planned.ts'

test('the shape is the one that is documented: every sink and every rule', async t => {
  const after = several.replace('[crm, audit]', '[audit]').replace('crm.example.com', 'crm.example.org')
  const { sinks, rules, ...rest } = JSON.parse(planJson(await planned(t, several, after, [activation])))
  assert.deepEqual(rest, {
    current: 'old.yaml',
    against: 'new.yaml',
    records: 1,
    stretches: [{ topic: 'events', partition: 0, from: 0, to: 1 }],
  })
  const none = { count: 0, examples: [] }
  assert.deepEqual(sinks, [
    {
      name: 'crm',
      gained: none,
      lost: { count: 1, examples: ['events/0@0'] },
      changed: none,
      unchanged: 0,
      settings_differ: true,
    },
    { name: 'audit', gained: none, lost: none, changed: none, unchanged: 1, settings_differ: false },
    { name: 'undecodable', gained: none, lost: none, changed: none, unchanged: 0, settings_differ: false },
  ])
  assert.deepEqual(
    rules.map(({ name }: { name: string }) => name),
    ['activated', 'by root', 'misspelt', 'sites', 'births', 'off'],
  )
  const errors_seen = { current: true, against: true }
  assert.deepEqual(rules[2], {
    name: 'misspelt',
    gained: none,
    lost: none,
    changed: none,
    unchanged: 0,
    errors_seen,
  })
})
