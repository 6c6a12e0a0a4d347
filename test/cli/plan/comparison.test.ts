import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Changes } from '../../../src/cli/plan/change.ts'
import type { Json } from '../../../src/types.ts'
import { activation, several } from '../../helpers/explained.ts'
import { planned } from '../../helpers/planned.ts'

const broken = Buffer.from('{"event":')
const rack = { ...activation, object_type: 'dcim.rack' }

/** `gained lost changed unchanged` by name, where anything was seen. */
async function told(
  t: TestContext,
  before: string,
  after: string,
  messages: readonly (Json | Buffer)[],
): Promise<{ sinks: Record<string, string>; rules: Record<string, string> }> {
  const { comparison } = await planned(t, before, after, messages)
  const lines = (changes: ReadonlyMap<string, Changes>) =>
    Object.fromEntries(
      [...changes]
        .map(([name, { gained, lost, changed, unchanged }]) => [
          name,
          `${gained.count} ${lost.count} ${changed.count} ${unchanged}`,
        ])
        .filter(([, text]) => text !== '0 0 0 0'),
    )
  return { sinks: lines(comparison.sinks), rules: lines(comparison.rules) }
}

test('a configuration differs from itself in nothing', async t => {
  assert.deepEqual(await told(t, several, several, [activation, rack, broken, null]), {
    sinks: { crm: '0 0 0 1', audit: '0 0 0 1', undecodable: '0 0 0 1' },
    rules: { activated: '0 0 0 1' },
  })
})

test('what a rule no longer wants, or wants anew, is lost and gained, with its place', async t => {
  const after = several.replace('dcim.device', 'dcim.rack')
  assert.deepEqual(await told(t, several, after, [activation, rack, activation]), {
    sinks: { crm: '1 2 0 0', audit: '1 2 0 0' },
    rules: { activated: '1 2 0 0' },
  })
  const { comparison } = await planned(t, several, after, [activation, rack, activation])
  const { gained, lost } = comparison.rules.get('activated')!
  assert.deepEqual([gained.examples, lost.examples], [['events/0@1'], ['events/0@0', 'events/0@2']])
})

test('a sink that another rule still names loses nothing', async t => {
  const after = several.replace('[crm, audit]', '[audit]').replace('value: root', 'value: admin')
  assert.deepEqual(await told(t, several, after, [activation]), {
    sinks: { crm: '0 0 1 0', audit: '0 0 0 1' },
    rules: { activated: '0 0 0 1', 'by root': '1 0 0 0' },
  })
})

test('a rule and a sink that are new or gone are told by their names', async t => {
  const after = several.replaceAll('audit', 'other').replace('name: activated', 'name: renamed')
  assert.deepEqual(await told(t, several, after, [activation]), {
    sinks: { crm: '0 0 0 1', audit: '0 1 0 0', other: '1 0 0 0' },
    rules: { activated: '0 1 0 0', renamed: '1 0 0 0' },
  })
})

test('what arrives otherwise has changed: action data, key, egress id, envelope', async t => {
  const changed = async (after: string) => (await told(t, several, after, [activation])).sinks
  const all = { crm: '0 0 1 0', audit: '0 0 1 0' }
  assert.deepEqual(await changed(several.replace('team: noc', 'team: nop')), all)
  assert.deepEqual(await changed(`identity: { netbox_id: nb-1 }\n${several}`), all)
  assert.deepEqual(await changed(`sources: [{ topics: [events], key: [data.id] }]\n${several}`), all)
  for (const own of ['formerly: crm2', 'shape: message'])
    assert.deepEqual(await changed(several.replace('hooks" }', `hooks", ${own} }`)), {
      crm: '0 0 1 0',
      audit: '0 0 0 1',
    })
})

test('topics that one of the two does not read are gained or lost whole', async t => {
  const after = `sources: [{ topics: [elsewhere] }]\n${several.replace(/ingest.*/, '')}`
  assert.deepEqual((await told(t, several, after, [activation, broken])).sinks, {
    crm: '0 1 0 0',
    audit: '0 1 0 0',
    undecodable: '0 1 0 0',
  })
  assert.deepEqual((await told(t, after, several, [activation])).sinks, { crm: '1 0 0 0', audit: '1 0 0 0' })
})

test('the limit on records and the sinks of `unmatched` count too', async t => {
  const large = { ...rack, comments: 'x'.repeat(2_000) }
  const after = `limits: { max_record_bytes: 1KiB }\nunmatched: { sinks: [audit] }\n${several}`
  assert.deepEqual((await told(t, several, after, [rack, large])).sinks, {
    audit: '1 0 0 0',
    undecodable: '1 0 0 0',
  })
})
