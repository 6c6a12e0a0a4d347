import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../src/errors.ts'
import { Router } from '../src/router.ts'
import type { Format, Matcher } from '../src/types.ts'
import { logRecord } from './helpers/events.ts'
import { eventOf, rule } from './helpers/outbox.ts'
import { CountingReaderMeter, textFormat } from './helpers/reader.ts'

const all = rule('all', ['a', 'b'])

function routerOf({ matcher, format = textFormat }: { matcher?: Matcher; format?: Format } = {}) {
  const meter = new CountingReaderMeter()
  const router = new Router({
    formats: new Map([['events', format]]),
    matcher: matcher ?? { match: () => ({ rules: [all], sinks: all.sinks }) },
    maxRecordBytes: 100,
    meter,
  })
  return { router, meter }
}

const at = { topic: 'events', partition: 0, offset: 5 }

test('an event goes to the sinks of the rules that want it, and is counted', () => {
  const { router, meter } = routerOf()
  const routed = router.route(logRecord('hello', at))
  assert.ok(routed !== undefined && 'event' in routed)
  assert.deepEqual(routed.match.sinks, ['a', 'b'])
  assert.equal(routed.event.message.toString(), 'hello')
  assert.deepEqual(meter.rules, ['all'])
  assert.deepEqual([meter.counts.received, meter.counts.matched, meter.counts.unmatched], [1, 1, 0])
})

test('events that match no rule vanish without a number: they are counted', () => {
  const { router, meter } = routerOf({ matcher: { match: () => ({ rules: [], sinks: [] }) } })
  assert.equal(router.route(logRecord('hello', at)), undefined)
  assert.deepEqual([meter.counts.matched, meter.counts.unmatched], [0, 1])
})

test('what only a catch-all sink takes is unmatched all the same', () => {
  const { router, meter } = routerOf({ matcher: { match: () => ({ rules: [], sinks: ['rest'] }) } })
  const routed = router.route(logRecord('hello', at))
  assert.ok(routed !== undefined && 'event' in routed)
  assert.deepEqual(routed.match.sinks, ['rest'])
  assert.deepEqual([meter.counts.matched, meter.counts.unmatched], [0, 1])
})

test('a rule without sinks matches, and nobody is owed anything', () => {
  const { router, meter } = routerOf({ matcher: { match: () => ({ rules: [rule('none', [])], sinks: [] }) } })
  assert.equal(router.route(logRecord('hello', at)), undefined)
  assert.deepEqual([meter.counts.matched, meter.counts.unmatched], [1, 0])
})

test('a tombstone is counted and owed to nobody', () => {
  const { router, meter } = routerOf()
  assert.equal(router.route(logRecord(null, at)), undefined)
  assert.deepEqual([meter.counts.tombstones, meter.counts.matched], [1, 0])
})

test('what cannot be decoded is owed to `undecodable`, with the reason', () => {
  const { router, meter } = routerOf()
  const record = logRecord('?', at)
  const routed = router.route(record)
  assert.ok(routed !== undefined && 'problem' in routed)
  assert.equal(routed.record, record)
  assert.equal(routed.problem.message, 'byte 0: no event')
  assert.equal(meter.counts.undecodable, 1)
})

test('a record that our decoder fails on does not block the others', () => {
  const defect = new RangeError('Maximum call stack size exceeded')
  const format: Format = {
    name: 'broken',
    decode() {
      throw defect
    },
  }
  const routed = routerOf({ format }).router.route(logRecord('[[[[', at))
  assert.ok(routed !== undefined && 'problem' in routed)
  assert.ok(routed.problem instanceof SluiceError)
  assert.equal(routed.problem.code, 'undecodable')
  assert.match(routed.problem.message, /internal error while decoding: Maximum call stack/)
  assert.equal(routed.problem.cause, defect)
})

test('a record above the limit is not decoded', () => {
  const { router } = routerOf()
  assert.ok('event' in (router.route(logRecord('x'.repeat(100), at)) ?? {}))
  const routed = router.route(logRecord('x'.repeat(101), at))
  assert.ok(routed !== undefined && 'problem' in routed)
  assert.match(routed.problem.message, /101 bytes is larger than limits.max_record_bytes \(100\)/)
})

test('a topic without a source is a defect, and is not taken for a bad record', () => {
  assert.throws(
    () => routerOf().router.route(logRecord('x', { ...at, topic: 'other' })),
    /no source for topic other/,
  )
})

test('other rules hold from the next record on', () => {
  const { router } = routerOf()
  router.use({ match: () => ({ rules: [], sinks: ['c'] }) })
  const routed = router.route(logRecord('hello', at))
  assert.deepEqual(routed !== undefined && 'event' in routed && routed.match.sinks, ['c'])
})

test('a copy has bytes of its own and is otherwise the same', () => {
  const { router } = routerOf()
  const fetch = Buffer.alloc(100_000, 'x')
  const headers = [{ name: 'h', value: fetch.subarray(3, 5) }]
  const record = logRecord(null, { ...at, key: fetch.subarray(0, 2), headers })
  for (const value of [fetch.subarray(10, 60), Buffer.concat([Buffer.from('?'), fetch.subarray(0, 9)])]) {
    const held = { ...record, value: Buffer.from(fetch.buffer, fetch.byteOffset, value.length) }
    value.copy(held.value)
    const routed = router.route(held)
    assert.ok(routed !== undefined)
    const copy = router.detach(routed)
    assert.notEqual(copy, routed)
    assert.deepEqual(copy.record, routed.record)
    assert.notEqual(copy.record.value?.buffer, fetch.buffer)
    assert.notEqual(copy.record.key?.buffer, fetch.buffer)
    assert.notEqual(copy.record.headers[0]?.value.buffer, fetch.buffer)
    if ('event' in copy) assert.equal(copy.event.record, copy.record)
  }
})

test('what already has its own bytes is not copied', () => {
  const { router } = routerOf({ format: { name: 'any', decode: eventOf } })
  const value = Buffer.from(new ArrayBuffer(50))
  const routed = router.route(logRecord(value, at))
  assert.ok(routed !== undefined)
  assert.equal(router.detach(routed), routed)
})
