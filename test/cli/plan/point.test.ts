import assert from 'node:assert/strict'
import { test } from 'node:test'
import { point } from '../../../src/cli/plan/point.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

test('a point is an end, a time, a time ago, an offset or offsets of partitions', () => {
  const time = (text: string) => ({ kind: 'time', time: Date.parse(text) })
  assert.deepEqual(
    [
      'earliest',
      'latest',
      '90m',
      '1.5h',
      '2026-03-01T00:00:00Z',
      '2026-03-01 01:00:00.250+01:00',
      '1200',
      '0:7',
      '0:7,12:9',
    ].map(text => point(text, now)),
    [
      { kind: 'earliest' },
      { kind: 'latest' },
      time('2026-03-01T10:30:00Z'),
      time('2026-03-01T10:30:00Z'),
      time('2026-03-01T00:00:00Z'),
      time('2026-03-01T00:00:00.250Z'),
      { kind: 'offset', offset: 1200 },
      { kind: 'offsets', offsets: new Map([[0, 7]]) },
      {
        kind: 'offsets',
        offsets: new Map([
          [0, 7],
          [12, 9],
        ]),
      },
    ],
  )
})

test('anything else is refused with what is expected', () => {
  for (const text of [
    '',
    'yesterday',
    '-1',
    '1.5',
    '0:',
    '0:1,',
    '2026-03-01',
    '2026-03-01T00:00:00',
    '2026-02-30T00:00:00Z',
  ])
    assert.throws(
      () => point(text, now),
      { message: /^found ".*", expected earliest, latest, a time / },
      text,
    )
})
