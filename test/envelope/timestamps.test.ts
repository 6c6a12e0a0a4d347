import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalTimestamp, timestampOf } from '../../src/envelope/timestamps.ts'

test('milliseconds become ISO 8601 with microseconds', () => {
  assert.equal(timestampOf(0), '1970-01-01T00:00:00.000000Z')
  assert.equal(timestampOf(1_761_733_800_123), '2025-10-29T10:30:00.123000Z')
  assert.equal(timestampOf(1_761_733_800_123.25), '2025-10-29T10:30:00.123250Z')
  assert.equal(timestampOf(1_761_733_800_999.999), '2025-10-29T10:30:00.999999Z')
  assert.equal(timestampOf(1_761_733_801_000), '2025-10-29T10:30:01.000000Z')
})

test('what lies outside the years 1970 to 9999 is cut to them', () => {
  for (const early of [-1, -1e18]) assert.equal(timestampOf(early), '1970-01-01T00:00:00.000000Z')
  for (const late of [253_402_300_800_000, 9e18])
    assert.equal(timestampOf(late), '9999-12-31T23:59:59.999000Z')
})

test('a written time becomes UTC with microseconds', () => {
  const times = {
    '2025-10-29T10:30:00.000456Z': '2025-10-29T10:30:00.000456Z',
    '2026-03-06T15:11:23.503186+00:00': '2026-03-06T15:11:23.503186Z',
    '2021-03-09 17:55:33.968016+00:00': '2021-03-09T17:55:33.968016Z',
    '2025-10-29T10:30:00Z': '2025-10-29T10:30:00.000000Z',
    '2025-10-29T10:30:00.5Z': '2025-10-29T10:30:00.500000Z',
    '2025-10-29T10:30:00.123456789Z': '2025-10-29T10:30:00.123456Z',
    '2025-10-29T10:30:00.999999999Z': '2025-10-29T10:30:00.999999Z',
    '2025-10-29T12:30:00.123456+02:00': '2025-10-29T10:30:00.123456Z',
    '2025-12-31T20:00:01.000001-05:30': '2026-01-01T01:30:01.000001Z',
    '2025-10-29T12:30:00+0200': '2025-10-29T10:30:00.000000Z',
    '2025-10-29T12:30:00+02': '2025-10-29T10:30:00.000000Z',
    '2025-10-29t10:30:00z': '2025-10-29T10:30:00.000000Z',
    '2024-02-29T00:00:00-00:00': '2024-02-29T00:00:00.000000Z',
    '0099-01-01T00:00:00Z': '0099-01-01T00:00:00.000000Z',
  }
  for (const [written, normal] of Object.entries(times))
    assert.equal(normalTimestamp(written), normal, written)
})

test('what is no time, or a time of nowhere, is none; also right after one that is', () => {
  const others = [
    ...[
      '',
      'yesterday',
      '2025-10-29',
      '2025-10-29T10:30:00',
      '2025-10-29T10:30Z',
      '1761733800',
      'T10:30:00Z',
    ],
    ...['2025-13-01T00:00:00Z', '2025-02-29T00:00:00Z', '2025-04-31T00:00:00Z', '2025-00-01T00:00:00Z'],
    ...['2025-10-29T24:00:00Z', '2025-10-29T10:60:00Z', '2025-10-29T10:30:60Z', '2025-10-29T10:30:00+24:00'],
    ...[
      '2025-10-29T10:30:00+02:60',
      '2025-10-29T10:30:00.Z',
      '2025-10-29T10:30:00.1234',
      ' 2025-10-29T10:30:00Z',
    ],
    ...[
      '2025-10-29T10:30:00Z\n',
      '0000-01-01T00:00:00+01:00',
      '9999-12-31T23:59:59-01:00',
      '٢٠25-10-29T10:30:00Z',
    ],
  ]
  for (const written of others) {
    assert.ok(normalTimestamp('2025-10-29T10:30:00Z'))
    assert.equal(normalTimestamp(written), undefined, written)
  }
})

test('a text of the usual length that is no time is none, whatever was read before', () => {
  assert.equal(normalTimestamp('2025-10-29T10:30:00.123456+00:00'), '2025-10-29T10:30:00.123456Z')
  assert.equal(normalTimestamp('2025-10-29T10:30:00.654321+00:00'), '2025-10-29T10:30:00.654321Z')
  for (const text of [
    '2025-10-29T10:30:00.12345x+00:00',
    '2025-10-29T10:30:00.123456+00:0x',
    '2025-02-30T10:30:00.123456+00:00',
    `-${'x'.repeat(18)}.123456+00:00`,
  ])
    assert.equal(normalTimestamp(text), undefined, text)
  assert.equal(normalTimestamp('2025-10-29 10:30:00.123456+00:00'), '2025-10-29T10:30:00.123456Z')
})
