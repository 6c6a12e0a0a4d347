import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { test as runExamples } from '../../../src/cli/test/test.ts'
import { ConfigError } from '../../../src/errors.ts'
import { type Files, folderWith } from '../../helpers/config-files.ts'
import { activation, plain, several } from '../../helpers/explained.ts'
import { snippets } from '../../helpers/snippets.ts'

async function examples(
  t: TestContext,
  config: string,
  files: Files,
): Promise<{ good: boolean; text: string }> {
  const folder = folderWith(t, { 'sluice.yaml': config, ...files })
  let text = ''
  const good = await runExamples(
    join(folder, 'sluice.yaml'),
    Object.keys(files).map(file => join(folder, file)),
    written => {
      text += written
    },
  )
  return { good, text: plain(text).replaceAll(`${folder}/`, '') }
}

const own = several.replace(
  'action_data',
  `examples: { matches: [${JSON.stringify(activation)}], ignores: [{ event: updated, object_type: dcim.device, data: { id: 1 }, snapshots: { prechange: { status: active }, postchange: { status: active } } }] }\n    action_data`,
)

test("the rules' own examples come first, then the files in the order named", async t => {
  const file = `- { event: ${JSON.stringify(activation)}, matches: { sinks: [crm, audit] } }\n`
  const { good, text } = await examples(t, own, { 'b.yaml': file, 'a.yaml': file })
  assert.ok(good)
  assert.equal(
    text,
    'rule activated\n  ✔ matches[0]\n  ✔ ignores[0]\nb.yaml\n  ✔ line 1\na.yaml\n  ✔ line 1\n\n' +
      '4 examples: 4 as expected, 0 not\n',
  )
})

test('one that is not as expected makes the whole so', async t => {
  const file = '- { event: { event: updated, object_type: dcim.site }, matches: false }\n'
  const { good, text } = await examples(t, own, { 'a.yaml': file })
  assert.ok(!good)
  assert.match(
    text,
    /a\.yaml\n {2}✖ line 1\n {6}expected that no rule fires\n[\s\S]*✔ sites: fires[\s\S]*3 examples: 2 as expected, 1 not\n$/,
  )
})

test('no examples at all are said, and are no failure', async t => {
  const { good, text } = await examples(t, several, {})
  assert.ok(good)
  assert.match(text, /^there are no examples: give rules `examples`/)
})

test('nothing is run where a file is wrong', async t => {
  await assert.rejects(examples(t, own, { 'a.yaml': '- {}\n' }), ConfigError)
})

test('the examples of the docs are as expected', async t => {
  const [rules, file] = ['yaml', 'yml'].map(
    language => snippets(language).find(({ at }) => at.startsWith('docs/tools.md'))!.text,
  )
  const sinks =
    'ingest: { listen: 127.0.0.1:8080 }\nsinks: { crm: { type: http, url: "http://127.0.0.1/" } }\n'
  const { good, text } = await examples(t, `${sinks}${rules}`, { 'a.yaml': file! })
  assert.ok(good, text)
  assert.match(text, /\n6 examples: 6 as expected, 0 not\n$/)
})
