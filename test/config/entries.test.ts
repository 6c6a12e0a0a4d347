import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesOf, whole } from '../helpers/config-files.ts'

test('a sink that two files name is a problem that says both places', async t => {
  const lines = await linesOf(t, {
    'main.yaml': `include: [a.yaml]\n${whole}`,
    'a.yaml': '\nsinks:\n  crm: { type: http, url: "http://y/" }',
  })
  assert.equal(lines.length, 1)
  assert.match(lines[0]!, /^a\.yaml:3 sinks\.crm: a sink of this name stands in .*main\.yaml:4 too/)
})

test('a name that two rules have is a problem that says both places, in one file or in two', async t => {
  const rule = '{ name: devices, object_types: [a.b], event_types: [c], sinks: [crm] }'
  const one = await linesOf(t, `${whole}  - ${rule}\n`)
  assert.equal(one.length, 1)
  assert.match(
    one[0]!,
    /^main\.yaml:6 rules\[1\]\.name: the rule in .*main\.yaml:5 has the name "devices" too/,
  )
  const two = await linesOf(t, { 'main.yaml': `include: [a.yaml]\n${whole}`, 'a.yaml': `rules: [${rule}]` })
  assert.match(two[0]!, /^a\.yaml:1 rules\[0\]\.name: the rule in .*main\.yaml:6 has the name/)
})
