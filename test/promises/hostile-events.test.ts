import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netboxFormat } from '../../src/formats/index.ts'
import { Router } from '../../src/router.ts'
import { createMatcher } from '../../src/rules/index.ts'
import type { Json } from '../../src/types.ts'
import { logRecord } from '../helpers/events.ts'
import { rule } from '../helpers/outbox.ts'
import { CountingReaderMeter } from '../helpers/reader.ts'

const MB = 1_000_000
const DEADLINE = 40_000 // ms; on an idle machine the longest takes two seconds, most of them in JSON.parse
const format = netboxFormat({ key: ['object_type', 'data.id'], logId: '' })
/** Every way of looking at a value, none of which finds what it asks for. */
const CONDITIONS: readonly Json[] = [
  { attr: 'name', value: 'never' },
  { attr: 'name', op: 'contains', value: 'never' },
  { attr: 'name', op: 'in', value: ['never', 'ever'] },
  { attr: 'name', op: 'regex', value: '(a+)+$' },
  { attr: 'name', op: 'regex', value: '(?i)never.*ever' },
  { attr: 'name', op: 'gt', value: 1 },
  { attr: 'tags.slug', op: 'contains', value: 'never' },
  { attr: 'tags', op: 'contains', value: 'never' },
  { attr: 'never', value: 1 },
  { attr: 'snapshots.postchange.name', value: 'never' },
  {
    or: [
      { attr: 'name', value: 'never' },
      { attr: 'custom_fields.a', value: 'never' },
    ],
  },
]

const rules = CONDITIONS.map((conditions, n) =>
  rule(`rule ${n}`, ['crm'], {
    objectTypes: ['dcim.device'],
    eventTypes: ['object_updated'],
    conditions,
  }),
)

/** What becomes of a message: `dead letter: …`, `not matched`, or `matched`. */
function fate(message: Buffer | string, maxRecordBytes = 256 * MB): string {
  const router = new Router({
    formats: new Map([['netbox.events', format]]),
    matcher: createMatcher({ rules, unmatched: [], failed: () => {} }),
    maxRecordBytes,
    meter: new CountingReaderMeter(),
  })
  const start = performance.now()
  const before = process.resourceUsage().maxRSS
  const work = router.route(logRecord(message))
  const grown = process.resourceUsage().maxRSS - before // KiB
  const took = performance.now() - start
  assert.ok(took < DEADLINE, `took ${Math.round(took)} ms`)
  assert.ok(grown < (MORE_BYTES + MOST_TIMES * message.length) / 1_024, `${grown} KiB more`)
  if (work === undefined) return 'not matched'
  return 'problem' in work ? `dead letter: ${work.problem.message}` : 'matched'
}

// A small object costs some fifty bytes, whatever its two of JSON.
const MOST_TIMES = 60
const MORE_BYTES = 300 * MB

function message(data: string, more = ''): string {
  return `{"event":"updated","object_type":"dcim.device",${more}"data":{"id":1,${data}}}`
}

test('a text of 100 MB is a plain non-match, or too large', () => {
  const long = Buffer.from(message(`"name":"${'a'.repeat(100 * MB)}!"`))
  assert.equal(fate(long), 'not matched')
  assert.match(
    fate(long, MB),
    /^dead letter: record of 100\d{6} bytes is larger than limits\.max_record_bytes/,
  )
})

test('a text of millions of escapes or of wide characters is a plain non-match', () => {
  assert.equal(fate(message(`"name":"${'\\u0061'.repeat(MB)}!"`)), 'not matched')
  assert.equal(fate(message(`"name":"${'😀'.repeat(2 * MB)}"`)), 'not matched')
})

test('10,000 levels are a dead letter, wherever they stand; as many as are read are a plain non-match', () => {
  const lists = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  for (const levels of [10_000, 1_000_000])
    for (const deep of [lists(levels), objects(levels)]) {
      assert.match(fate(message(`"name":${deep}`)), /^dead letter: byte \d+: nested deeper than 512 levels$/)
      assert.match(fate(message('"name":"x"', `"x":${deep},`)), /^dead letter: .*nested deeper/)
      assert.match(fate('['.repeat(levels)), /^dead letter: .*nested deeper/)
    }
  for (const deep of [lists(500), objects(500)]) {
    assert.equal(fate(message(`"name":${deep},"tags":${deep}`)), 'not matched')
    assert.equal(
      fate(message(`"custom_fields":${deep}`, `"snapshots":{"postchange":${deep}},`)),
      'not matched',
    )
  }
})

for (const [where, of] of [
  ['in the data', keys => message(keys)],
  ['at the top', keys => message('"name":"x"', `${keys},`)],
  ['at the end of a path', keys => message(`"name":{${keys}}`)],
] as readonly (readonly [string, (keys: string) => string])[])
  test(`1,000,000 keys ${where} are a plain non-match`, () => {
    const keys = Array.from({ length: MB }, (_, n) => `"key ${n}":${n}`).join()
    assert.equal(fate(of(keys)), 'not matched')
  })

test('1,000,000 times the same key, or keys that are numbers, are a plain non-match', () => {
  const same = Array.from({ length: MB }, () => '"name":"x"').join()
  assert.equal(fate(message(same)), 'not matched')
  const numbers = Array.from({ length: MB / 4 }, (_, n) => `"${n * 4_099}":0`).join()
  assert.equal(fate(message(`"name":{${numbers}}`)), 'not matched')
})

test('1,000,000 elements of a list are a plain non-match', () => {
  const tags = Array.from({ length: MB }, (_, n) => `{"slug":"tag-${n}"}`).join()
  assert.equal(fate(message(`"name":"x","tags":[${tags}]`)), 'not matched')
  assert.equal(fate(message(`"name":[${'0,'.repeat(MB)}0],"tags":[${'[],'.repeat(MB)}{}]`)), 'not matched')
})

test('halves of surrogate pairs are characters like others', () => {
  for (const half of ['\\ud83d', '\\ude00', '\\ude00\\ud83d', '\\uD83D\\uD83D\\uDE00'])
    assert.equal(fate(message(`"name":"${half}","${half}":1,"tags":[{"slug":"${half}"}]`)), 'not matched')
})

test('bytes that are not UTF-8 are a dead letter, wherever they stand', () => {
  const bad: readonly (readonly number[])[] = [
    [0xff],
    [0xc3],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
  ]
  for (const bytes of bad) {
    for (const [before, after] of [
      ['{"event":"updated","object_type":"dcim.device","data":{"name":"', '"}}'],
      ['{"event":"updated","object_type":"dcim.device","data":{"', '":1}}'],
      ['{"event":"updated","object_type":"dcim.device"}', ''],
    ] as const) {
      const value = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
      assert.match(fate(value), /^dead letter: byte \d+: not UTF-8$/)
    }
  }
})

test('numbers of any length are read in bounded time, or are a dead letter', () => {
  assert.match(fate(message(`"name":${'9'.repeat(MB)}`)), /^dead letter: .*an integer of 1000000 digits/)
  const integers = Array.from({ length: 500 }, () => '9'.repeat(4_300)).join()
  assert.equal(fate(message(`"name":[${integers}],"tags":[${integers}]`)), 'not matched')
  assert.equal(fate(message(`"name":0.${'9'.repeat(MB)}e-${'9'.repeat(1_000)}`)), 'not matched')
})
