import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conditionLines } from '../../../src/cli/explain/condition-text.ts'
import type { Json } from '../../../src/types.ts'
import { activation, eventDecisionOn, plain } from '../../helpers/explained.ts'

test('each condition is a line: what it asked, what it found, what it said', async t => {
  const lines = async (conditions: Json, members = {}) => {
    const yaml = `
ingest: { listen: 127.0.0.1:8080 }
sinks: { crm: { type: http, url: "https://crm.example.com/" } }
rules: [{ name: a, object_types: ["*"], event_types: [object_updated], sinks: [crm], conditions: ${JSON.stringify(conditions)} }]`
    const { rules } = await eventDecisionOn(t, yaml, { ...activation, ...members })
    return plain(conditionLines(rules[0]!.conditions!, '  '))
  }
  assert.equal(
    await lines({
      or: [
        {
          and: [
            { attr: 'status', op: 'unchanged' },
            { attr: 'id', value: 7 },
          ],
        },
        { attr: 'name', op: 'contains', value: 'x\u009b', negate: true },
        { attr: 'id', op: 'in', value: [1, 7] },
      ],
    }),
    `  ✔ or
    ✖ and
      ✖ status unchanged  before "planned", after "active"
      · id eq 7  not asked: the answer was settled before
    ✔ not name contains "x\\u009b"  found "core-\\u001b[2J"
    · id in [1,7]  not asked: the answer was settled before`,
  )
  assert.equal(
    await lines({ attr: 'status.value.x', value: 1 }),
    `  ! status.value.x eq 1  found nothing there
      error: Invalid key path: status.value.x (cannot resolve 'x' within str)`,
  )
  assert.equal(
    await lines({ attr: 'a', value: 1, negate: true }, { data: null }),
    '  ✖ not a eq 1  the event has no data: false, also negated',
  )
  assert.equal(
    await lines({ attr: 'id', op: 'changed' }, { snapshots: { prechange: null, postchange: { id: 7 } } }),
    '  ✔ id changed  before nothing there, after 7',
  )
})
