import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxFormat } from '../../src/formats/index.ts'
import { countAbsentPaths, MAX_PATHS_AT_ONCE, SAMPLE } from '../../src/rules/absent-paths.ts'
import type { Event, Json, Match, Rule } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { rule as ruleOf } from '../helpers/outbox.ts'

const NOBODY: Match = { rules: [], sinks: [] }
const format = netboxFormat({ key: [], logId: '' })

function rule(conditions: Json, fields: Partial<Rule> = {}): Rule {
  const types = { objectTypes: ['dcim.device'], eventTypes: ['object_updated'] }
  return ruleOf('a', ['crm'], { ...types, conditions, ...fields })
}

function eventOf(message: object = {}): Event {
  const defaults = {
    event: 'updated',
    object_type: 'dcim.device',
    data: { status: { value: 'active' }, site: null, tags: [] },
    snapshots: { prechange: { status: 'planned' }, postchange: { status: 'active' } },
  }
  return format.decode(logRecord(JSON.stringify({ ...defaults, ...message })))
}

/** What is counted while the events pass: `type path`, with `absent` where there was nothing. */
function counted(rules: readonly Rule[], events: readonly Event[]): readonly string[] {
  const counts: string[] = []
  const matcher = countAbsentPaths({
    matcher: { match: () => NOBODY },
    rules,
    meter: {
      lookedUp: (objectType, path, found) => counts.push(`${objectType} ${path}${found ? '' : ' absent'}`),
    },
  })
  for (const event of events) assert.equal(matcher.match(event), NOBODY)
  return counts
}

const leaf = (attr: string) => ({ attr, value: 1 })

test('a path that leads nowhere is counted, though no rule was stopped by it', () => {
  const conditions = {
    and: [
      { attr: 'status.value', value: 'never' },
      { or: [leaf('status.valu'), { attr: 'nmae', op: 'regex', value: 'x' }] },
      { attr: 'site', op: 'regex', value: 'x' },
      { attr: 'site.name', value: 'x' },
      leaf('tags.slug'),
      leaf('snapshots.prechange.status'),
      leaf('snapshots.prechange.nmae'),
      { attr: 'status', op: 'changed' },
      { attr: 'status.value', op: 'unchanged' },
    ],
  }
  assert.deepEqual(counted([rule(conditions)], [eventOf()]), [
    'dcim.device status.value',
    'dcim.device status.valu absent',
    'dcim.device nmae absent',
    'dcim.device site',
    'dcim.device site.name absent',
    'dcim.device tags.slug',
    'dcim.device snapshots.prechange.status',
    'dcim.device snapshots.prechange.nmae absent',
    'dcim.device snapshots.*.status',
    'dcim.device snapshots.*.status.value absent',
  ])
})

test('of each pair of types the first event is looked at, and then one in a thousand', () => {
  const rules = [rule(leaf('x')), rule(leaf('x'), { eventTypes: ['object_created'] })]
  const events = [...Array(2 * SAMPLE + 1).fill(eventOf()), eventOf({ event: 'created' })]
  assert.equal(counted(rules, events).length, 4)
})

test('types are those of the rules: one, all of an app, all; of a bare model those that end with it', () => {
  const rules = [
    rule(leaf('a')),
    rule(leaf('b'), { objectTypes: ['dcim.*'] }),
    rule(leaf('c'), { objectTypes: ['*', 'ipam.prefix'] }),
    rule(leaf('d'), { objectTypes: ['plugin.device'] }),
    rule(leaf('e'), { enabled: false }),
  ]
  const of = (message: object) =>
    counted(rules, [eventOf(message)]).map(count => count.replace(' absent', ''))
  assert.deepEqual(of({}), ['dcim.device a', 'dcim.* b', '* c'])
  assert.deepEqual(of({ object_type: 'dcim.site' }), ['dcim.* b', '* c'])
  assert.deepEqual(of({ object_type: 'ipam.prefix' }), ['ipam.prefix c', '* c'])
  assert.deepEqual(of({ object_type: undefined, model: 'device' }), [
    'dcim.device a',
    'plugin.device d',
    '* c',
  ])
  assert.deepEqual(of({ event: 'deleted' }), [])
})

test('labels come from the rules, whatever events are called', () => {
  const events = Array.from({ length: 5_000 }, (_, i) =>
    eventOf({ object_type: `x.y${i}`, event: i % 2 === 0 ? 'updated' : `e${i}` }),
  )
  const counts = counted([rule(leaf('a'), { objectTypes: ['*'] })], events)
  assert.deepEqual(counts, ['* a absent', '* a absent', '* a absent'])
})

test('an event without data has nowhere to look', () => {
  assert.deepEqual(counted([rule(leaf('a'))], [eventOf({ data: null })]), [])
})

test('of many paths each event takes some', () => {
  const conditions = { and: Array.from({ length: 100 }, (_, i) => leaf(`path${i}`)) }
  const counts = counted([rule(conditions)], Array(SAMPLE + 1).fill(eventOf()))
  assert.equal(counts.length, 2 * MAX_PATHS_AT_ONCE)
  assert.equal(new Set(counts).size, 100)
})

test('where no rule names a path, there is nothing to look at', () => {
  const matcher = { match: () => NOBODY }
  const meter = { lookedUp: () => assert.fail() }
  const rules = [rule(null), rule({}), rule({ and: [] }), rule(leaf('x'), { enabled: false })]
  assert.equal(countAbsentPaths({ matcher, rules, meter }), matcher)
})
