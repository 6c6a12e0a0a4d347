import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Burial } from '../../src/outbox/burial.ts'
import { gapStory, originalHeaders, parseStory, storyHeader, storyOf } from '../../src/outbox/story.ts'
import type { Header, LogRecord } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { eventWork, rule } from '../helpers/outbox.ts'

function burialOf(record: LogRecord): Burial {
  return {
    sink: 'crm',
    work: eventWork(record, ['crm'], [rule('mine', ['crm'])]),
    egressId: '5d0d3b8e-8a43-5c8a-9a49-1c1e0c0f8d11',
    stage: 'refused',
    reason: 'answered 422',
    class: 'rejected',
    attempts: 1,
    firstFailure: 1_790_000_000_000,
    lastFailure: 1_790_000_000_000,
  }
}

/** The record of a dead letter that tells this story, beside a header of somebody else. */
function letter(story: unknown): Pick<LogRecord, 'headers'> {
  const text = typeof story === 'string' ? story : JSON.stringify(story)
  const other = { name: 'x', value: Buffer.from('{}') }
  return { headers: [other, { name: storyHeader, value: Buffer.from(text) }] }
}

test('a story is read back as it was written', () => {
  const story = storyOf(burialOf(logRecord('{}', { offset: 12 })), 'f', { kept: 2 })
  assert.deepEqual(parseStory(letter(story)), JSON.parse(JSON.stringify(story)))
  const gap = gapStory({ sink: 'crm', topic: 't', partition: 0, from: 3, to: 9 }, 'f', 1_790_000_000_000)
  assert.deepEqual(parseStory(letter(gap)), gap)
})

test('the original headers come back byte for byte, in order, names repeated', () => {
  const headers: Header[] = [
    { name: 'a', value: Buffer.from('äöü') },
    { name: 'a', value: Buffer.from([0xff, 0x00, 0xfe]) },
    { name: 'empty', value: Buffer.alloc(0) },
  ]
  const story = storyOf(burialOf(logRecord('{}', { offset: 12, headers })), 'f', { kept: 2 })
  assert.deepEqual(originalHeaders(parseStory(letter(story))!), headers)
})

test('what is no story is none, whoever wrote it', () => {
  const good = storyOf(burialOf(logRecord('{}', { offset: 12 })), 'f', { kept: 2 })
  const bad: unknown[] = [
    '',
    '{',
    'null',
    '[]',
    '7',
    { ...good, version: 2 },
    { ...good, sink: 7 },
    { ...good, place: null },
    { ...good, place: { topic: 't', partition: 0, offset: '12' } },
    { ...good, headers: 'x' },
    { ...good, headers: [null] },
    { ...good, headers: [{ name: 'a' }] },
    { ...good, attempts: 'many' },
  ]
  for (const story of bad) assert.equal(parseStory(letter(story)), undefined, JSON.stringify(story))
  assert.equal(parseStory({ headers: [] }), undefined)
  assert.notEqual(parseStory(letter(good)), undefined)
})
