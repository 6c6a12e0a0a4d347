import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxFormat } from '../../src/formats/index.ts'
import { createMatcher } from '../../src/rules/index.ts'
import { COMPARED_EVENT, COMPARED_RULES, comparePlainly } from '../../src/rules/plain-comparison.ts'
import type { Matcher, Rule } from '../../src/types.ts'
import { logRecord, netboxEvent } from '../helpers/events.ts'
import { rule } from '../helpers/outbox.ts'

const ID = '550e8400-e29b-41d4-a716-446655440000'
const event = netboxFormat({ key: [], logId: '' }).decode(logRecord(netboxEvent({ sourceId: ID })))
const TYPES = { objectTypes: ['dcim.*'], eventTypes: ['object_updated'] }
const fires = rule('fires', ['crm'], { ...TYPES, conditions: { attr: 'status.value', value: 'active' } })
const fails = rule('fails', ['crm'], { ...TYPES, conditions: { attr: 'no', value: 1, negate: true } })
const other = rule('other', ['crm'], { objectTypes: ['ipam.*'], eventTypes: ['object_updated'] })
const off = rule('off', ['crm'], { ...TYPES, enabled: false })
const rules = [fires, fails, other, off]

/** So many events pass; gives what was compared, and what was logged. */
function compared(events: number, among: readonly Rule[], matcher: Matcher) {
  const same: boolean[] = []
  const lines: unknown[] = []
  const watched = comparePlainly({
    matcher,
    rules: among,
    meter: { compared: isSame => same.push(isSame) },
    logger: { error: (fields, message) => lines.push({ ...fields, message }) },
  })
  for (let i = 0; i < events; i++) assert.deepEqual(watched.match(event), matcher.match(event))
  return { same, lines }
}

test('of one event in ten thousand the rules of its types are asked by themselves', () => {
  const matcher = createMatcher({ rules, unmatched: [], failed: () => {} })
  assert.deepEqual(compared(COMPARED_EVENT - 1, rules, matcher).same, [])
  assert.deepEqual(compared(COMPARED_EVENT, rules, matcher), { same: [true, true], lines: [] })
  assert.equal(compared(2 * COMPARED_EVENT, rules, matcher).same.length, 4)
})

test('a matcher that is wrong is told by the rule and the event, and decides all the same', () => {
  const matcher = { match: () => ({ rules: [fails], sinks: ['crm'] }) }
  assert.deepEqual(compared(COMPARED_EVENT, rules, matcher), {
    same: [false, false],
    lines: [
      { rule: 'fires', fires: true, source_id: ID, message: 'rule.differs' },
      { rule: 'fails', fires: false, source_id: ID, message: 'rule.differs' },
    ],
  })
})

test('of many rules each event takes some, by turns', () => {
  const many = Array.from({ length: 100 }, (_, n) => ({ ...fires, name: `rule ${n}` }))
  const asked: string[] = []
  const matcher = comparePlainly({
    matcher: { match: () => ({ rules: [], sinks: [] }) },
    rules: many,
    meter: { compared: () => {} },
    logger: { error: fields => asked.push((fields as { rule: string }).rule) },
  })
  for (let i = 0; i < 2 * COMPARED_EVENT; i++) matcher.match(event)
  assert.equal(asked.length, 2 * COMPARED_RULES)
  assert.equal(new Set(asked).size, 100)
})

test('without rules there is nothing to compare', () => {
  const matcher = { match: () => ({ rules: [], sinks: [] }) }
  const meter = { compared: () => assert.fail() }
  assert.equal(comparePlainly({ matcher, rules: [], meter, logger: { error: () => {} } }), matcher)
})
