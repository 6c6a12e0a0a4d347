import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ExplainOptions, explain } from '../../../src/cli/explain/explain.ts'
import { folderWith } from '../../helpers/config-files.ts'
import { activation, plain, several } from '../../helpers/explained.ts'

function explainIn(t: TestContext, options: Partial<ExplainOptions>): Promise<string> {
  const folder = folderWith(t, { 'sluice.yaml': several, 'event.json': JSON.stringify(activation) })
  const event = options.event === undefined ? {} : { event: join(folder, options.event) }
  return explain(join(folder, 'sluice.yaml'), { header: [], rule: [], ...options, ...event })
}

test('a message from a file is explained, with the headers and the key that are named', async t => {
  const header = [{ name: 'source_id', value: Buffer.from('a-17') }]
  const text = plain(await explainIn(t, { event: 'event.json', header, key: 'k', rule: ['off'] }))
  assert.match(text, /key k\n/)
  assert.match(text, /source id [0-9a-f-]{36}\n\n– off: is disabled\n/)
  const { rules, event } = JSON.parse(await explainIn(t, { event: 'event.json', json: true, rule: ['off'] }))
  assert.deepEqual([rules.length, event.key], [1, 'dcim.device:7'])
})

test('words that do not fit together are wrong usage', async t => {
  const refused = (message: RegExp) => ({ code: 'usage', message })
  await assert.rejects(explainIn(t, {}), refused(/what is to be explained/))
  await assert.rejects(explainIn(t, { event: 'event.json', offset: 3 }), refused(/only one of them/))
  await assert.rejects(explainIn(t, { offset: 3, key: 'k' }), refused(/a record of the log has its own/))
  await assert.rejects(explainIn(t, { event: 'event.json', rule: ['of'] }), refused(/there is no rule "of"/))
  await assert.rejects(
    explainIn(t, { event: 'event.json', topic: 'other' }),
    refused(/reads no topic "other"/),
  )
})
