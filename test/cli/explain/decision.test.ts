import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activation, decisionOn, eventDecisionOn, several } from '../../helpers/explained.ts'

test('every rule is told, and each sink once with the rules that named it', async t => {
  const { rules, matched, deliveries, bringsId } = await eventDecisionOn(t)
  assert.deepEqual(
    rules.map(({ rule, verdict }) => [rule.name, verdict]),
    [
      ['activated', 'fired'],
      ['by root', 'where'],
      ['misspelt', 'error'],
      ['sites', 'object_type'],
      ['births', 'event_type'],
      ['off', 'disabled'],
    ],
  )
  assert.ok(matched)
  assert.ok(!bringsId)
  assert.deepEqual(
    deliveries.map(({ sink, rules }) => [sink.name, rules]),
    [
      ['crm', ['activated']],
      ['audit', ['activated']],
    ],
  )
})

test('two rules that name one sink make one delivery', async t => {
  const { deliveries } = await eventDecisionOn(t, several, { ...activation, username: 'root' })
  assert.deepEqual(
    deliveries.map(({ sink, rules }) => [sink.name, rules]),
    [
      ['crm', ['activated', 'by root']],
      ['audit', ['activated']],
    ],
  )
})

test('what no rule wants goes to the sinks of `unmatched`, or nowhere', async t => {
  const other = { ...activation, object_type: 'dcim.rack' }
  const nowhere = await eventDecisionOn(t, several, other)
  assert.deepEqual([nowhere.matched, nowhere.deliveries], [false, []])
  const rest = await eventDecisionOn(t, `unmatched: { sinks: [audit] }\n${several}`, other)
  assert.deepEqual([rest.matched, rest.deliveries.map(({ sink }) => sink.name)], [false, ['audit']])
})

test('an id that the event brings is told from one of its place', async t => {
  const { bringsId, event } = await eventDecisionOn(t, several, { ...activation, source_id: 'a-17' })
  assert.ok(bringsId)
  assert.equal(event.givenId, 'a-17')
})

test('a tombstone, what is no event and what is too large are told as such', async t => {
  const small = `limits: { max_record_bytes: 1KiB }\n${several}`
  const tombstone = await decisionOn(t, several, null)
  const broken = await decisionOn(t, several, Buffer.from('{"event":'))
  const large = await decisionOn(t, small, { ...activation, comments: 'x'.repeat(2_000) })
  assert.equal(tombstone.decision.kind, 'tombstone')
  assert.ok(broken.decision.kind === 'undecodable' && large.decision.kind === 'undecodable')
  assert.match(broken.decision.problem.message, /^byte 9: found the end/)
  assert.equal(broken.decision.deadLetters, 'dead-letters.undecodable')
  assert.match(large.decision.problem.message, /larger than limits\.max_record_bytes/)
})
