// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, warningsOf, whole } from '../helpers/config-files.ts'

const withConditions = (conditions: string) =>
  whole.replace('sinks: [crm]', `sinks: [crm], conditions: ${conditions}`)

test('conditions are checked, with the path inside them', async t => {
  const lines = await linesOf(
    t,
    withConditions('{ and: [{ attr: a, value: 1 }, { attr: a, op: eqq, value: 1 }] }'),
  )
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /^main\.yaml:5 rules\[0\]\.conditions\.and\[1\]\.op: .*eqq.*did you mean "eq"\?/)
})

test('conditions that match everything are fine', async t => {
  for (const conditions of ['null', '{}', '[]', '""', 'false', '{ attr: a, value: null }'])
    assert.deepEqual(await warningsOf(t, withConditions(conditions)), [])
})

test('a reference in conditions is replaced, and never quoted', async t => {
  const conditions = withConditions('{ attr: a, op: "${env:OP}", value: 1 }')
  assert.deepEqual(await warningsOf(t, conditions, { OP: 'gt' }), [])
  assert.match(
    (await linesOf(t, conditions, { OP: 'hunter2' }))[0]!,
    /conditions\.op: does not fit, with its reference replaced$/,
  )
})

test('a sink that is not there is named, with the one that was likely meant', async t => {
  assert.deepEqual(await linesOf(t, whole.replace('[crm]', '[crm, cmr]')), [
    'main.yaml:5 rules[0].sinks[1]: unknown sink "cmr" (did you mean "crm"?)',
  ])
  assert.deepEqual(await linesOf(t, `${whole}unmatched: { sinks: [webhook] }`), [
    'main.yaml:6 unmatched.sinks[0]: unknown sink "webhook" (the sinks are crm)',
  ])
  assert.deepEqual(await linesOf(t, whole.replace(/sinks:\n.*\n/, '')), [
    'main.yaml:3 rules[0].sinks[0]: unknown sink "crm" (there are none)',
  ])
})

test('a misspelt `sinks` is one problem, not one for each rule', async t => {
  assert.deepEqual(await linesOf(t, whole.replace('\nsinks:', '\nsinkz:')), [
    'main.yaml:2 sinkz: unknown key "sinkz" (did you mean "sinks"?)',
  ])
})

test('what is likely not meant warns', async t => {
  assert.deepEqual(await warningsOf(t, whole.replace('object_created', 'object_create')), [
    'main.yaml:5 rules[0].event_types[0]: "object_create" is no event type of NetBox\'s own (did you mean "object_created"?)',
  ])
  assert.deepEqual(await warningsOf(t, whole.replace('name: devices', 'enabled: false, name: devices')), [
    'main.yaml:3 sinks.crm: no enabled rule names this sink',
  ])
  assert.deepEqual(await warningsOf(t, 'ingest: {}'), [
    'main.yaml:1: there is no rule: events are read and go nowhere (add `rules`)',
  ])
})

test("a plugin's own event type does not warn", async t => {
  for (const type of ['branch_merged', 'object_archived', 'started', 'toString'])
    assert.deepEqual(await warningsOf(t, whole.replace('object_created', type)), [])
})

test("what NetBox's webhooks call an event type, and a slip in one, warn", async t => {
  for (const [found, meant] of [
    ['created', 'object_created'],
    ['updated', 'object_updated'],
    ['deleted', 'object_deleted'],
    ['job_ended', 'job_completed'],
    ['object_updatd', 'object_updated'],
    ['object_update', 'object_updated'],
    ['job_complete', 'job_completed'],
  ] as const)
    assert.deepEqual(await warningsOf(t, whole.replace('object_created', found)), [
      `main.yaml:5 rules[0].event_types[0]: "${found}" is no event type of NetBox's own (did you mean "${meant}"?)`,
    ])
})
