import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cli } from '../helpers/cli.ts'
import { folderWith } from '../helpers/config-files.ts'
import { activation, several } from '../helpers/explained.ts'

const event = JSON.stringify(activation)

test('test runs examples: exit code 0 where all are as expected, 1 where one is not', async t => {
  const cwd = folderWith(t, {
    'sluice.yaml': several,
    'good.yaml': `- { event: ${event}, matches: { rules: [activated], sinks: [crm, audit] } }\n`,
    'bad.json': `[{ "event": ${event}, "rule": "misspelt", "matches": true }]`,
  })
  const [good, bad, none] = await Promise.all([
    cli(['test', 'good.yaml'], { cwd }),
    cli(['test', '-c', 'sluice.yaml', 'good.yaml', 'bad.json'], { cwd }),
    cli(['test'], { cwd }),
  ])
  assert.deepEqual([good.code, good.err], [0, ''])
  assert.match(good.out, /✔ line 1\n\n1 example: 1 as expected, 0 not\n$/)
  assert.equal(bad.code, 1)
  assert.match(bad.out, /✖ \[0\]\n {6}expected that it fires\n[\s\S]*error: Invalid key path: stauts\.value/)
  assert.match(bad.out, /\n2 examples: 1 as expected, 1 not\n$/)
  assert.equal(none.code, 0)
  assert.match(none.out, /^there are no examples/)
})

test('a wrong configuration and a wrong file of examples are exit code 2', async t => {
  const cwd = folderWith(t, {
    'sluice.yaml': several,
    'wrong.yaml': several.replace(
      'object_updated]\n    conditions',
      'object_updated]\n    examples: { matches: [7], hits: [] }\n    conditions',
    ),
    'bad.json': '[{"event":',
    'sink.yaml': '- { event: {}, matches: { sinks: [cmr] } }\n',
  })
  const [config, json, sink, missing] = await Promise.all([
    cli(['test', '-c', 'wrong.yaml'], { cwd }),
    cli(['test', 'bad.json'], { cwd }),
    cli(['test', 'sink.yaml'], { cwd }),
    cli(['test', 'nowhere.yaml'], { cwd }),
  ])
  assert.deepEqual([config.code, json.code, sink.code, missing.code], [2, 2, 2, 2])
  assert.match(config.err, /rules\[0\]\.examples\.hits: unknown key "hits"/)
  assert.match(config.err, /rules\[0\]\.examples\.matches\[0\]: found a number, expected a mapping/)
  assert.match(json.err, /^bad\.json: byte 10: found the end/)
  assert.match(
    sink.err,
    /^sink\.yaml:1 \[0\]\.matches\.sinks\[0\]: unknown sink "cmr" \(did you mean "crm"\?\)\n/,
  )
  assert.match(missing.err, /^nowhere\.yaml: does not exist\n/)
})
