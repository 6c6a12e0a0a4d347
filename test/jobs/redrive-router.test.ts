import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Offsets } from '../../src/dead-letters/offsets.ts'
import type { Selection } from '../../src/dead-letters/selection.ts'
import { RedriveRouter } from '../../src/jobs/redrive-router.ts'
import { type Story, storyHeader } from '../../src/outbox/story.ts'
import type { LogRecord } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { storyWith } from '../helpers/letters.ts'
import { rule } from '../helpers/outbox.ts'
import { textFormat } from '../helpers/reader.ts'

function letter(more: Partial<Story> = {}, value = 'hello', offset = 3): LogRecord {
  const headers = [{ name: storyHeader, value: Buffer.from(JSON.stringify(storyWith(more))) }]
  return logRecord(value, { topic: 'dead-letters.crm', offset, headers, key: Buffer.from('k') })
}

function routerWith(select: Selection = {}, marked: readonly number[] = []): RedriveRouter {
  const offsets = new Offsets()
  for (const offset of marked) offsets.add(offset)
  return new RedriveRouter({
    formats: new Map([['events', textFormat]]),
    rules: [rule('r', ['crm']), rule('other', ['crm'])],
    sink: 'crm',
    replayId: 'j',
    select,
    marked: [offsets],
  })
}

test('a letter is the event that it was: place, time, headers, key, rules and egress id', () => {
  const story = { headers: [{ name: 'traceparent', value: '00-1-2-01' }], rules: ['r', 'gone'] }
  const work = routerWith().route(letter(story))
  assert.ok(work !== undefined && 'event' in work)
  const { record } = work.event
  assert.deepEqual([record.topic, record.partition, record.offset], ['events', 0, 7])
  assert.equal(new Date(record.timestamp).toISOString(), storyWith().timestamp)
  assert.deepEqual([record.key?.toString(), record.value?.toString()], ['k', 'hello'])
  assert.equal(record.headers[0]?.value.toString(), '00-1-2-01')
  assert.deepEqual(
    work.match.rules.map(({ name }) => name),
    ['r'],
  )
  assert.deepEqual(work.match.sinks, ['crm'])
  assert.deepEqual(work.replay, { id: 'j', egressId: storyWith().egress_id })
  assert.equal(work.record.offset, 3, 'it is settled where the letter stands')
})

test('what is marked, not meant, of another sink or cannot be sent is passed over', () => {
  assert.ok(routerWith().route(letter()) !== undefined)
  assert.equal(routerWith({}, [3]).route(letter()), undefined)
  assert.equal(routerWith({ stage: 'given_up' }).route(letter()), undefined)
  assert.equal(routerWith().route(letter({ sink: 'audit' })), undefined)
  assert.equal(routerWith().route(letter({ stage: 'gap' })), undefined)
  assert.equal(routerWith().route(logRecord(null, { topic: 'dead-letters.crm' })), undefined)
})

test('what is no event any more is passed over', () => {
  assert.equal(routerWith().route(letter({}, '?')), undefined)
  const place = { topic: 'gone', partition: 0, offset: 0 }
  assert.equal(routerWith().routeAgain(letter({ place })), undefined)
})

test('a detached letter does not hold on to the fetch it came in', () => {
  const fetch = Buffer.alloc(10_000, 'x')
  const record = { ...letter(), value: fetch.subarray(0, 10) }
  const router = routerWith()
  const work = router.route(record)
  assert.ok(work !== undefined)
  const copy = router.detach(work)
  assert.ok('event' in copy && copy.event.record.value?.toString() === 'xxxxxxxxxx')
  assert.notEqual(copy.event.message.buffer, fetch.buffer)
  assert.deepEqual(copy.event.record.offset, 7)
})
