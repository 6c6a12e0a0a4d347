import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DecisionTextOptions, decisionText } from '../../../src/cli/explain/decision-text.ts'
import type { Json } from '../../../src/types.ts'
import { activation, decisionOn, plain, several } from '../../helpers/explained.ts'

const all: DecisionTextOptions = { envelope: false, rules: undefined, placed: true }

test('a decision reads from the record to its deliveries, without a control character', async t => {
  const { decision } = await decisionOn(
    t,
    several,
    { ...activation, source_id: 'a\u001b' },
    { key: Buffer.from('k\n1') },
  )
  const text = plain(decisionText(decision, all))
  assert.match(text, /^record {2}events\/0 offset 0, \d+ bytes, key k\\n1\n/)
  assert.match(
    text,
    /\nevent {3}object_updated of dcim\.device, source id [0-9a-f-]{36}\n\n✔ activated: fires/,
  )
  assert.match(
    text,
    /\n– off: is disabled\n\n→ crm \(http\), for activated\n {4}egress id [0-9a-f-]{36}, key k\\n1\n→ audit/,
  )
  assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text))
})

test('an id of a place is told, and that it is made up where there is no place', async t => {
  const { decision } = await decisionOn(t, several, activation)
  assert.match(decisionText(decision, all), /\(from its place in the log: it brings none\)/)
  const loose = decisionText(decision, { ...all, placed: false })
  assert.match(loose, /^record {2}as of events, /)
  assert.match(loose, /\(made up for now: it brings none\)/)
})

test('only the rules that are asked for are shown, and the envelopes on request', async t => {
  const { decision } = await decisionOn(t, several, activation)
  const text = plain(decisionText(decision, { ...all, rules: new Set(['off']), envelope: true }))
  assert.match(text, /\n\n– off: is disabled\n\n→ crm/)
  assert.match(text, /\n {4}\{\n {8}"version": 1,[\s\S]*"team": "noc",\n/)
})

test('events that go nowhere or to `unmatched`, and what is no event, are told in a line', async t => {
  const told = async (yaml: string, message: Json | Buffer) => {
    const { decision } = await decisionOn(t, yaml, message)
    return plain(decisionText(decision, all))
  }
  const rack = { ...activation, object_type: 'dcim.rack' }
  assert.match(
    await told(several, rack),
    /\n\ngoes nowhere: no rule wants it, and `unmatched` names no sink\n$/,
  )
  assert.match(
    await told(`unmatched: { sinks: [crm] }\n${several}`, rack),
    /\nno rule wants it: it goes to the sinks of `unmatched`\n→ crm \(http\), for unmatched\n/,
  )
  assert.match(await told(several, null), /\n\n– a tombstone: it has no value/)
  assert.match(
    await told(several, Buffer.from('{}')),
    /\n\n✖ no event: event: missing, [^\n]*\n {2}no rule is asked; it becomes a dead letter in dead-letters\.undecodable\n$/,
  )
  const none = several.replace(/rules:[\s\S]*/, 'rules: []')
  assert.match(await told(none, rack), /\nthere is no rule\n/)
})

test('a body that cannot be made is told with what becomes of it', async t => {
  const { decision } = await decisionOn(t, several, activation)
  assert.ok(decision.kind === 'event')
  const refused = { ...decision.deliveries[0]!, body: undefined, refused: 'too large: 9 bytes\u001b' }
  const text = plain(decisionText({ ...decision, deliveries: [refused] }, { ...all, envelope: true }))
  assert.match(
    text,
    /\n→ crm .*\n {4}egress id .*\n {4}it becomes a dead letter: too large: 9 bytes\\u001b\n$/,
  )
})
