import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { SluiceError } from '../../src/errors.ts'
import type { Burial } from '../../src/outbox/burial.ts'
import { DeadLetters } from '../../src/outbox/dead-letters.ts'
import { parseStory, storyHeader } from '../../src/outbox/story.ts'
import type { NewRecord } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { MemoryLog } from '../helpers/memory-log.ts'
import { eventWork, rule } from '../helpers/outbox.ts'

const schema = new URL('../../schemas/dead-letter.schema.json', import.meta.url)
const ajv = new Ajv2020({ strict: true })
ajvFormats.default(ajv)
const valid = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))

const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x7d])

function burialOf(more: Partial<Burial> = {}, record = logRecord('{"a":1.0}', { offset: 12 })): Burial {
  return {
    sink: 'crm',
    work: eventWork(record, ['crm'], [rule('mine', ['crm']), rule('not mine', ['audit'])]),
    egressId: '5d0d3b8e-8a43-5c8a-9a49-1c1e0c0f8d11',
    stage: 'given_up',
    reason: 'failed for 86400 s; last: answered 503',
    class: 'unavailable',
    attempts: 412,
    firstFailure: 1_790_000_000_000,
    lastFailure: 1_790_086_400_000,
    ...more,
  }
}

async function deadLetters(limit = Number.POSITIVE_INFINITY) {
  const log = new MemoryLog()
  for (const sink of ['crm', 'undecodable']) await log.createTopic(`dead-letters.${sink}`, { partitions: 1 })
  log.onAppend = (_, [record]) => {
    if (sizeOf(record!) > limit) throw new SluiceError('record_too_large', 'too large')
  }
  const cut: string[] = []
  const letters = new DeadLetters({
    log,
    topic: 'dead-letters.{sink}',
    fingerprint: '0123456789abcdef',
    cut: sink => cut.push(sink),
  })
  return { log, letters, cut, written: (sink = 'crm') => log.partition(`dead-letters.${sink}`, 0).records }
}

function sizeOf({ key, value, headers = [] }: NewRecord): number {
  return (key?.length ?? 0) + (value?.length ?? 0) + headers.reduce((sum, { value }) => sum + value.length, 0)
}

interface Story {
  readonly stage: string
  readonly reason: string
  readonly class: string
  readonly first_failure: string
  readonly rules: readonly string[]
  readonly headers: readonly object[]
  readonly headers_cut?: true
  readonly cut?: { readonly length: number; readonly kept: number; readonly sha256: string }
  readonly key_cut?: { readonly length: number; readonly sha256: string }
}

/** The story of a dead letter, which has to be what the schema says. */
function storyOf(record: NewRecord | undefined): Story {
  const header = record?.headers?.find(({ name }) => name === storyHeader)
  const text = header?.value.toString() ?? 'null'
  assert.ok(valid(JSON.parse(text)), JSON.stringify([valid.errors, text]))
  return JSON.parse(text)
}

test('a dead letter is the original key and value, with its story in one header', async () => {
  const { letters, written } = await deadLetters()
  const record = logRecord(bytes, {
    offset: 12,
    key: Buffer.from('k\xff', 'latin1'),
    timestamp: 1_789_000_000_000,
    headers: [
      { name: 'source_type', value: Buffer.from('job_errored') },
      { name: 'binary', value: Buffer.from([0xff, 0xfe]) },
    ],
  })
  await letters.write(burialOf({}, record))
  assert.equal(written().length, 1)
  const [letter] = written()
  assert.deepEqual([letter?.key, letter?.value], [record.key, bytes])
  // Retention begins when it is buried: the record may be older than dead letters are kept.
  assert.ok(Math.abs((letter?.timestamp ?? 0) - Date.now()) < 60_000, String(letter?.timestamp))
  assert.deepEqual(storyOf(letter), {
    version: 1,
    sink: 'crm',
    stage: 'given_up',
    reason: 'failed for 86400 s; last: answered 503',
    class: 'unavailable',
    attempts: 412,
    first_failure: '2026-09-21T14:13:20.000Z',
    last_failure: '2026-09-22T14:13:20.000Z',
    place: { topic: record.topic, partition: record.partition, offset: 12 },
    timestamp: '2026-09-10T00:26:40.000Z',
    source_id: '00000000-0000-5000-8000-00000000000c',
    egress_id: '5d0d3b8e-8a43-5c8a-9a49-1c1e0c0f8d11',
    rules: ['mine'],
    config: '0123456789abcdef',
    headers: [
      { name: 'source_type', value: 'job_errored' },
      { name: 'binary', base64: '//4=' },
    ],
  })
})

test('a dead letter that the log finds too large is cut to what fits, and says so', async () => {
  const { letters, written } = await deadLetters(3_000)
  const value = Buffer.alloc(10_000, 'v')
  await letters.write(burialOf({}, logRecord(value, { offset: 12, key: Buffer.from('k') })))
  const [letter] = written()
  const { cut } = storyOf(letter)
  assert.ok(cut)
  assert.equal(cut.length, 10_000)
  assert.equal(cut.kept, letter?.value?.length)
  assert.ok(cut.kept >= 1_000, `kept ${cut.kept}`)
  assert.equal(cut.sha256, createHash('sha256').update(value).digest('hex'))
  assert.deepEqual(letter?.value, value.subarray(0, cut.kept))
  assert.equal(letter?.key?.toString(), 'k')
})

test('an oversized record does not stop its sink: at last headers and key go as well', async () => {
  const { letters, written } = await deadLetters(2_000)
  const key = Buffer.alloc(5_000, 'k')
  const headers = [{ name: 'big', value: Buffer.alloc(9_000, 'h') }]
  await letters.write(burialOf({}, logRecord('{}', { offset: 12, key, headers })))
  const [letter] = written()
  const story = storyOf(letter)
  assert.equal(letter?.key, null)
  assert.equal(story.headers_cut, true)
  assert.deepEqual(story.key_cut, { length: 5_000, sha256: createHash('sha256').update(key).digest('hex') })
  assert.deepEqual(story.cut?.length, 2)
})

test('what the log cannot take at all is an error, not a silent loss', async () => {
  const { letters, written } = await deadLetters(10)
  await assert.rejects(letters.write(burialOf()), { code: 'record_too_large' })
  assert.equal(written().length, 0)
})

test('a story stays a header, whatever the record carries', async () => {
  const { letters, written } = await deadLetters()
  const headers = Array.from({ length: 100 }, (_, n) => ({ name: `h${n}`, value: Buffer.alloc(1_000, 'h') }))
  const rules = Array.from({ length: 500 }, (_, n) => rule(`rule ${n}`, ['crm']))
  const record = logRecord('{}', { offset: 12, headers, timestamp: -1 })
  const work = eventWork(record, ['crm'], rules)
  await letters.write({ ...burialOf(), work, reason: 'r'.repeat(100_000) })
  const story = storyOf(written()[0])
  assert.equal(story.headers.length, 16)
  assert.equal(story.headers_cut, true)
  assert.equal(story.rules.length, 100)
  assert.ok(story.reason.length <= 2_001)
})

test('a tombstone stays one', async () => {
  const { letters, written } = await deadLetters()
  await letters.write(burialOf({}, logRecord(null, { offset: 12 })))
  assert.equal(written()[0]?.value, null)
  assert.equal(storyOf(written()[0]).cut, undefined)
})

test('a record that is no event is delivered to `undecodable` when its dead letter is durable', async () => {
  const { log, letters, written } = await deadLetters()
  const problem = new SluiceError('undecodable', 'byte 1: not UTF-8')
  const attempts = [1, 2].map(offset => ({
    work: { record: logRecord(bytes, { offset }), problem },
    number: 1,
    firstFailure: offset === 1 ? 0 : 1_700_000_000_000,
    egressId: '',
  }))
  let failures = 0
  const sender = letters.undecodableSender(() => failures++)
  const { signal } = new AbortController()
  assert.deepEqual(await sender.send(attempts, signal), [{ kind: 'delivered' }, { kind: 'delivered' }])
  assert.deepEqual(
    written('undecodable').map(({ value }) => value),
    [bytes, bytes],
  )
  const story = storyOf(written('undecodable')[0])
  assert.deepEqual(
    [story.stage, story.reason, story.class],
    ['undecodable', 'byte 1: not UTF-8', 'undecodable'],
  )
  assert.equal(storyOf(written('undecodable')[1]).first_failure, '2023-11-14T22:13:20.000Z')

  log.onAppend = () => {
    throw new SluiceError('topic_missing', 'no such topic', { hint: 'create it' })
  }
  const [outcome] = await sender.send(attempts.slice(0, 1), signal)
  assert.deepEqual(outcome, {
    kind: 'retry',
    class: 'not_found',
    reason: 'dead letter not written: no such topic (create it)',
    alarm: true,
  })
  assert.equal(failures, 1)
})

test('what the log did not take whole is counted for its sink', async () => {
  const { letters, cut } = await deadLetters(3_000)
  await letters.write(burialOf())
  assert.deepEqual(cut, [])
  await letters.write(burialOf({}, logRecord(Buffer.alloc(10_000, 'v'), { offset: 12 })))
  await letters.write(burialOf({}, logRecord('{}', { offset: 12, key: Buffer.alloc(5_000) })))
  assert.deepEqual(cut, ['crm', 'crm'])
})

test('what the log lost of a sink is a dead letter without key and value', async () => {
  const { letters, written } = await deadLetters()
  await letters.writeGap({ sink: 'crm', topic: 'events', partition: 2, from: 40, to: 55 })
  const [letter] = written()
  assert.deepEqual([letter?.key, letter?.value], [null, null])
  const story = parseStory(letter!)
  assert.deepEqual(story, storyOf(letter))
  assert.deepEqual(
    [story?.stage, story?.place, story?.gap_end],
    ['gap', { topic: 'events', partition: 2, offset: 40 }, 55],
  )
  assert.equal(story?.reason, 'the log no longer held offsets 40 to 54 when the sink came to them')
})
