import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planText } from '../../../src/cli/plan/plan-text.ts'
import { activation, plain, several } from '../../helpers/explained.ts'
import { planned } from '../../helpers/planned.ts'

test('every sink and the rules that differ are told, with places', async t => {
  const after = several
    .replace('[crm, audit]', '[audit]')
    .replace('value: root', 'value: admin')
    .replace('dcim.site', 'dcim.rack')
  const rack = { ...activation, object_type: 'dcim.rack' }
  const messages = [activation, ...Array.from({ length: 1_200 }, () => rack)]
  const text = plain(planText(await planned(t, several, after, messages)))
  assert.equal(
    text,
    `1,201 records of 1 partition
  events/0 from 0 to before 1201
old.yaml → new.yaml

sinks       gained       lost    changed  unchanged
  crm        1,200          0          1          0
    gained: events/0@1, events/0@2, events/0@3 and 1,197 more
    changed: events/0@0
  audit          0          0          0          1

rules         gained       lost    changed  unchanged
  by root      1,201          0          0          0
    gained: events/0@0, events/0@1, events/0@2 and 1,198 more
  sites        1,200          0          0          0
    gained: events/0@1, events/0@2, events/0@3 and 1,197 more
  4 other rules as before
! misspelt: errors end its evaluation (current and changed)
`,
  )
})

test('a sink that delivers elsewhere is named, and its address is not', async t => {
  const after = several.replace('crm.example.com', 'crm.example.org')
  const text = plain(planText(await planned(t, several, after, [activation])))
  assert.match(text, /\n! crm: its settings differ; where and how it delivers is not compared\n/)
  assert.ok(!text.includes('example'))
})

test('where nothing differs, that is said', async t => {
  const text = plain(planText(await planned(t, several, several, [Buffer.from('x')])))
  assert.match(text, /^1 record of 1 partition\n/)
  assert.match(text, /\n {2}undecodable +0 +0 +0 +1\n/)
  assert.match(text, /\nno rule fires differently\n$/)
})
