// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, load, warningsOf, whole } from '../helpers/config-files.ts'

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

test('`where` is checked as conditions are, and for the fields it asks about', async t => {
  const where = (text: string) => whole.replace('sinks: [crm]', `sinks: [crm], where: ${text}`)
  assert.deepEqual(await warningsOf(t, where('{ attr: username, value: admin }')), [])
  assert.deepEqual(
    await linesOf(t, where('{ or: [{ attr: user, op: eqq, value: 1 }, { attr: data.x, value: 1 }] }')),
    [
      'main.yaml:5 rules[0].where.or[0].op: Unknown operator: eqq. Must be one of: eq, gt, gte, lt, lte, in, contains, regex, changed, unchanged (did you mean "eq"?)',
      'main.yaml:5 rules[0].where.or[0].attr: Unknown field: user. Must be one of: event, object_type, model, username, request_id, timestamp, source_id, topic, partition, key, headers, headers.<name>',
      'main.yaml:5 rules[0].where.or[1].attr: Unknown field: data.x. Must be one of: event, object_type, model, username, request_id, timestamp, source_id, topic, partition, key, headers, headers.<name> (it belongs into "conditions")',
    ],
  )
  const { config } = await load(t, where('{ attr: topic, value: a }'))
  assert.deepEqual(config.rules[0]!.where, { attr: 'topic', value: 'a' })
  assert.equal((await load(t, whole)).config.rules[0]!.where, null)
})

test('an object type may be one, an app or all, and nothing else', async t => {
  const types = (text: string) => whole.replace('[dcim.device]', text)
  for (const text of ['["*"]', '[dcim.*]', '[dcim.*, ipam.prefix]', '[my_plugin.*]'])
    assert.deepEqual(await warningsOf(t, types(text)), [])
  for (const text of [
    '["*.device"]',
    '["dcim.dev*"]',
    '["**"]',
    '["dcim.**"]',
    '[dcim]',
    '["dcim.device.*"]',
    '["Dcim.*"]',
  ])
    assert.match((await linesOf(t, types(text)))[0]!, /object_types\[0\]: .*dcim\.\* for all of an app/, text)
})

test('an object type that another one has in it warns, and so does one with a slip in its name', async t => {
  const types = (text: string) => whole.replace('[dcim.device]', text)
  assert.deepEqual(await warningsOf(t, types('[dcim.device, "*", dcim.*]')), [
    'main.yaml:5 rules[0].object_types[0]: "*" has "dcim.device" in it (leave it out)',
    'main.yaml:5 rules[0].object_types[2]: "*" has "dcim.*" in it (leave it out)',
  ])
  assert.deepEqual(await warningsOf(t, types('[dcim.*, dcim.device, ipam.prefix]')), [
    'main.yaml:5 rules[0].object_types[1]: "dcim.*" has "dcim.device" in it (leave it out)',
  ])
  assert.deepEqual(await warningsOf(t, types('[dicm.*, dcim.devices]')), [
    'main.yaml:5 rules[0].object_types[0]: "dicm.*" is no object type of NetBox\'s own (did you mean "dcim.*"?)',
    'main.yaml:5 rules[0].object_types[1]: "dcim.devices" is no object type of NetBox\'s own (did you mean "dcim.device"?)',
  ])
})
