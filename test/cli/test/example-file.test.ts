import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ExampleGroup } from '../../../src/cli/test/example.ts'
import { type Known, readExamples } from '../../../src/cli/test/example-file.ts'
import { Findings } from '../../../src/config/findings.ts'
import { describeProblem } from '../../../src/errors.ts'
import { folderWith, load } from '../../helpers/config-files.ts'
import { several } from '../../helpers/explained.ts'

async function read(
  t: TestContext,
  name: string,
  text: string | Buffer,
): Promise<{ group: ExampleGroup; problems: readonly string[]; known: Known }> {
  const { config } = await load(t, several)
  const known: Known = {
    rules: new Map(config.rules.map(rule => [rule.name, rule])),
    sinks: [...config.sinks.keys()],
    topics: ['events', 'other'],
  }
  const folder = folderWith(t, { [name]: text })
  const findings = new Findings()
  const group = readExamples(join(folder, name), known, findings)
  const problems = findings
    .problems([])
    .map(problem => describeProblem({ ...problem, file: problem.file.slice(folder.length + 1) }))
  return { group, problems, known }
}

test('an example says what is expected of a rule, of any, or exactly', async t => {
  const { group, problems, known } = await read(
    t,
    'a.yaml',
    `- { event: { event: updated }, rule: sites, matches: false, name: a site }
- event: '{"event": "updated"}'
  topic: other
  headers: { source_id: x }
  key: k
  matches: true
- { event: {}, matches: { rules: [sites, off], sinks: [] } }
- { event: {}, matches: { sinks: [crm] } }
`,
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(
    group.examples.map(({ name, message, expected }) => [name, String(message), expected]),
    [
      [
        'line 1 a site',
        '{"event":"updated"}',
        { kind: 'rule', rule: known.rules.get('sites'), fires: false },
      ],
      ['line 2', '{"event": "updated"}', { kind: 'any', fires: true }],
      ['line 7', '{}', { kind: 'exactly', rules: ['sites', 'off'], sinks: [] }],
      ['line 8', '{}', { kind: 'exactly', rules: undefined, sinks: ['crm'] }],
    ],
  )
  const [first, second] = group.examples
  assert.deepEqual([first!.topic, first!.headers, first!.key], ['events', [], null])
  assert.deepEqual(
    [second!.topic, String(second!.headers[0]!.value), String(second!.key)],
    ['other', 'x', 'k'],
  )
})

test('a JSON file is read as JSON, integers without loss', async t => {
  const { group, problems } = await read(
    t,
    'a.json',
    '[{"event":{"n":12345678901234567890},\t"matches":true}]',
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(
    group.examples.map(({ name, message }) => [name, String(message)]),
    [['[0]', '{"n":12345678901234567890}']],
  )
})

test('everything that is wrong is said at once, with its line', async t => {
  const { group, problems } = await read(
    t,
    'a.yaml',
    `- { nam: x, event: 5, rule: sitse, matches: 1 }
- 7
- event: {}
  topic: evnts
  headers: { a: 1 }
  key: 5
  matches: { rules: [of], sinks: crm, sink: x }
- { event: {} }
`,
  )
  assert.deepEqual(problems, [
    'a.yaml:1 [0].nam: unknown key "nam" (did you mean "name"?)',
    'a.yaml:1 [0].event: expected the message: a mapping, or its JSON as text',
    'a.yaml:1 [0].rule: unknown rule "sitse" (did you mean "sites"?)',
    'a.yaml:1 [0].matches: expected true or false: whether the rule fires',
    'a.yaml:2 [1]: found no mapping, expected an example',
    'a.yaml:4 [2].topic: unknown topic "evnts" (did you mean "events"?)',
    'a.yaml:5 [2].headers.a: expected text',
    'a.yaml:6 [2].key: expected text',
    'a.yaml:7 [2].matches.sink: unknown key "sink" (rules, sinks)',
    'a.yaml:7 [2].matches.rules[0]: unknown rule "of" (did you mean "off"?)',
    'a.yaml:7 [2].matches.sinks: expected a list of names of sinks',
    'a.yaml:8 [3].matches: expected true, false, or a mapping with `rules`, `sinks` or both',
  ])
  assert.ok(group.examples.length <= 4)
})

test('a file that cannot be read, or is none of examples, is one problem', async t => {
  const problems = async (name: string, text: string | Buffer) => (await read(t, name, text)).problems
  assert.deepEqual(await problems('a.yaml', 'a: 1\n'), [
    'a.yaml:1: found no list, expected a list of examples',
  ])
  assert.match((await problems('a.json', '[{'))[0]!, /^a\.json: byte 2: found the end/)
  assert.match((await problems('a.yaml', '- [\n'))[0]!, /^a\.yaml:\d: not YAML/)
  assert.deepEqual(await problems('a.yaml', Buffer.from([0x2d, 0xff])), ['a.yaml: is not UTF-8 text'])
})
