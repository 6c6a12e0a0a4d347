import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decisionJson } from '../../../src/cli/explain/decision-json.ts'
import { activation, decisionOn, several } from '../../helpers/explained.ts'

test('the shape is the one that is documented, on one line', async t => {
  const message = { ...activation, username: 'root', source_id: '550E8400-e29b-41d4-a716-446655440000' }
  const { decision } = await decisionOn(t, several, message, {
    offset: 42,
    timestamp: 5,
    key: Buffer.from('k'),
  })
  const text = decisionJson(decision, true)
  assert.ok(!/[\u0000-\u001f\u007f-\u009f]/.test(text))
  const { deliveries, rules, ...rest } = JSON.parse(text)
  assert.deepEqual(rest, {
    record: {
      topic: 'events',
      partition: 0,
      offset: 42,
      timestamp: 5,
      key: 'k',
      bytes: JSON.stringify(message).length,
    },
    kind: 'event',
    event: {
      type: 'object_updated',
      object_type: 'dcim.device',
      model: 'device',
      source_id: '550e8400-e29b-41d4-a716-446655440000',
      source_id_given: true,
      timestamp: '1970-01-01T00:00:00.005000Z',
      key: 'k',
    },
    matched: true,
  })
  assert.deepEqual(rules[0], {
    name: 'activated',
    fired: true,
    verdict: 'fired',
    sinks: ['crm', 'audit'],
    where: null,
    conditions: {
      path: '',
      logic: 'and',
      answer: 'true',
      members: [
        {
          path: 'and[0]',
          attr: 'status',
          op: 'changed',
          negate: false,
          answer: 'true',
          found: { before: 'planned', after: 'active' },
        },
        {
          path: 'and[1]',
          logic: 'or',
          answer: 'true',
          members: [
            {
              path: 'and[1].or[0]',
              attr: 'status.value',
              op: 'eq',
              value: 'active',
              negate: false,
              answer: 'true',
              found: { value: 'active' },
            },
            { path: 'and[1].or[1]', attr: 'id', op: 'gt', value: 9, negate: false, answer: 'skipped' },
          ],
        },
      ],
    },
    error: null,
  })
  assert.deepEqual(rules[1].where.found, { value: 'root' })
  assert.deepEqual(rules[2].error, {
    path: 'conditions.and[1]',
    message: 'Invalid key path: stauts.value',
  })
  assert.deepEqual(rules[2].conditions.members[1].found, {})
  const { body, egress_id, ...delivery } = deliveries[0]
  assert.deepEqual(delivery, {
    sink: 'crm',
    type: 'http',
    rules: ['activated', 'by root'],
    key: 'k',
    refused: null,
  })
  assert.equal(JSON.parse(body).egress_id, egress_id)
})

test('what is no event has the same members', async t => {
  const json = async (message: Buffer | null) =>
    JSON.parse(decisionJson((await decisionOn(t, several, message)).decision, false))
  const record = { topic: 'events', partition: null, offset: null, timestamp: null, key: null }
  assert.deepEqual(await json(null), {
    record: { ...record, bytes: 0 },
    kind: 'tombstone',
    rules: [],
    deliveries: [],
  })
  assert.deepEqual(await json(Buffer.from('[]')), {
    record: { ...record, bytes: 2 },
    kind: 'undecodable',
    problem: 'byte 0: found no object, expected a JSON object',
    dead_letters: 'dead-letters.undecodable',
    rules: [],
    deliveries: [],
  })
})

test('an integer keeps its digits, and data that is absent is told', async t => {
  const big = Buffer.from(
    '{"event":"updated","object_type":"dcim.device","data":{"id":12345678901234567890},"snapshots":{"prechange":{"status":1},"postchange":{}}}',
  )
  const { decision } = await decisionOn(t, several, big)
  assert.match(decisionJson(decision, true), /"found":\{"value":12345678901234567890\}/)
  const absent = await decisionOn(t, several, { ...activation, data: null })
  assert.match(decisionJson(absent.decision, true), /"found":\{"no_data":true\}/)
})

test('a body that cannot be made is null, with the reason beside it', async t => {
  const { decision } = await decisionOn(t, several, activation)
  assert.ok(decision.kind === 'event')
  const refused = { ...decision.deliveries[0]!, body: undefined, refused: 'too large' }
  const { deliveries } = JSON.parse(decisionJson({ ...decision, deliveries: [refused] }, true))
  assert.deepEqual([deliveries[0].body, deliveries[0].refused], [null, 'too large'])
})
