import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../src/errors.ts'
import {
  decodePositions,
  encodePositions,
  type SinkPosition,
  type Standing,
  sinkId,
  standingOf,
} from '../src/positions.ts'

function at(name: string, position: number, more: Partial<SinkPosition> = {}): SinkPosition {
  return { id: sinkId(name), position, paused: false, attempts: 0, firstFailure: 0, ...more }
}

function roundTrip(high: number, sinks: SinkPosition[], limit = 4096) {
  const commit = encodePositions(high, sinks, limit)
  return { ...commit, sinks: decodePositions(commit) }
}

test('sinks that all stand at the offset need no metadata', () => {
  assert.deepEqual(encodePositions(100, [at('a', 100), at('b', 100)], 4096), { offset: 100, metadata: '' })
})

test('a sink below the offset comes back where it stood', () => {
  const { offset, sinks } = roundTrip(1_000_000, [at('crm', 999_000), at('audit', 1_000_000)])
  assert.equal(offset, 1_000_000)
  assert.deepEqual(sinks, [at('crm', 999_000)])
})

test('attempts and first failure travel with the position', () => {
  const stuck = at('crm', 5, { attempts: 17, firstFailure: 1_790_000_000 })
  assert.deepEqual(roundTrip(90, [stuck]).sinks, [stuck])
})

test('a paused sink is listed even at the offset', () => {
  assert.deepEqual(roundTrip(50, [at('crm', 50, { paused: true })]).sinks, [at('crm', 50, { paused: true })])
})

test('the format is the documented one', () => {
  assert.equal(sinkId('crm').length, 6)
  const { metadata } = encodePositions(
    100,
    [at('crm', 64, { paused: true, attempts: 3, firstFailure: 36 })],
    4096,
  )
  assert.equal(metadata, `1;${sinkId('crm')}:10!:3:10`)
})

test('what does not fit holds the offset back and never moves a sink forward', () => {
  for (const limit of [0, 20, 60, 200, 1000]) {
    const sinks = Array.from({ length: 80 }, (_, n) =>
      at(`sink-${n}`, 1000 + ((n * 37) % 80) * 11, {
        attempts: n % 3,
        firstFailure: n % 3 === 0 ? 0 : 1_790_000_000,
      }),
    )
    const { offset, metadata, sinks: listed } = roundTrip(2000, sinks, limit)
    assert.ok(metadata.length <= limit, `${metadata.length} bytes in ${limit}`)
    const stands = new Map(listed.map(sink => [sink.id, sink.position]))
    for (const sink of sinks) {
      const position = stands.get(sink.id) ?? offset
      assert.ok(position <= sink.position, `${sink.id} would skip from ${sink.position} to ${position}`)
    }
  }
})

test('attempts are dropped before any sink is', () => {
  const sinks = Array.from({ length: 10 }, (_, n) =>
    at(`s${n}`, 50, { attempts: 9, firstFailure: 1_790_000_000 }),
  )
  const { offset, sinks: listed } = roundTrip(100, sinks, 120)
  assert.equal(offset, 100)
  assert.equal(listed.length, 10)
  assert.ok(listed.every(sink => sink.attempts === 0))
})

test('all 4,096 bytes are used before the offset is held back', () => {
  const sinks = Array.from({ length: 600 }, (_, n) => at(`sink-${n}`, 10_000 - n))
  const { offset, metadata, sinks: listed } = roundTrip(10_001, sinks)
  assert.ok(metadata.length > 4_080, `${metadata.length} bytes`)
  assert.ok(listed.length > 300, `${listed.length} listed`)
  assert.ok(offset < 10_001)
})

test('metadata that cannot be read is an error, never an empty list', () => {
  for (const metadata of [
    '2;abcdef:1',
    'hello',
    '1;',
    '1;abc:1',
    '1;abcdef:zz!x',
    '1;abcdef:zzz,',
    '1;abcdef:-1',
  ])
    assert.throws(
      () => decodePositions({ offset: 10, metadata }),
      (error: unknown) => error instanceof SluiceError && error.code === 'positions_unreadable',
      metadata,
    )
})

const bounds = { start: 0, end: 1_000 }
const none = new Map<string, string>()

function placesOf({ sinks }: Standing): number[] {
  return [...sinks.values()].map(({ position }) => position)
}

function committed(offset: number, ...sinks: SinkPosition[]) {
  return encodePositions(offset, sinks, 4096)
}

test('a sink stands where it is listed, every other one at the offset', () => {
  const standing = standingOf(committed(100, at('crm', 40)), bounds, ['crm', 'audit'], none)
  assert.deepEqual(placesOf(standing), [40, 100])
  assert.deepEqual([standing.strangers, standing.gaps.size, standing.recreated], [[], 0, false])
})

test('a sink of another configuration keeps its absolute position, pause and attempts', () => {
  const stranger = at('newer', 40, { paused: true, attempts: 3, firstFailure: 1_790_000_000 })
  const { strangers } = standingOf(committed(100, stranger), bounds, ['crm'], none)
  assert.deepEqual(strangers, [stranger])
  assert.deepEqual(decodePositions(committed(500, ...strangers)), [stranger], 'against another offset')
})

test('a stranger is forgotten once the log does not hold its position any more', () => {
  const commit = committed(100, at('old', 40), at('older', 20))
  const { strangers } = standingOf(commit, { start: 40, end: 1_000 }, ['crm'], none)
  assert.deepEqual(strangers, [at('old', 40)])
})

test('a renamed sink takes over the position of its former name', () => {
  const formerly = new Map([['crm', 'old-crm']])
  const commit = committed(100, at('old-crm', 40))
  const standing = standingOf(commit, bounds, ['crm'], formerly)
  assert.deepEqual([placesOf(standing), standing.strangers], [[40], []])
})

test('a sink listed under both names, as a rolling deploy leaves it, stands at the lower', () => {
  const formerly = new Map([['crm', 'old-crm']])
  for (const [own, former] of [
    [40, 60],
    [60, 40],
  ] as const) {
    const commit = committed(100, at('crm', own), at('old-crm', former))
    const standing = standingOf(commit, bounds, ['crm'], formerly)
    assert.deepEqual([placesOf(standing), standing.strangers], [[40], []])
  }
})

test("positions below the log's start move there, and are told as gaps", () => {
  const commit = committed(100, at('crm', 40), at('audit', 70))
  const standing = standingOf(commit, { start: 60, end: 1_000 }, ['crm', 'audit', 'rest'], none)
  assert.deepEqual(placesOf(standing), [60, 70, 100])
  assert.deepEqual([...standing.gaps], [['crm', 40]])
})

test('a commit above the end is of a log that was made anew: everybody stands at its start', () => {
  const commit = committed(100, at('crm', 5), at('stranger', 30))
  const standing = standingOf(commit, { start: 2, end: 50 }, ['crm', 'audit'], none)
  assert.deepEqual(placesOf(standing), [2, 2])
  assert.deepEqual(
    standing.strangers.map(({ position }) => position),
    [2],
  )
  assert.deepEqual([standing.recreated, standing.gaps.size], [true, 0])
})

test('a commit at the end is not above it', () => {
  assert.equal(standingOf(committed(50), { start: 0, end: 50 }, ['crm'], none).recreated, false)
})

test('a sink begins with its pause and the attempts of its record; under two names, with those of the lower, and paused if either is', () => {
  const formerly = new Map([['crm', 'old-crm']])
  const tried = { attempts: 3, firstFailure: 1_790_000_000 }
  const commit = committed(100, at('crm', 60, { paused: true }), at('old-crm', 40, tried))
  assert.deepEqual(standingOf(commit, bounds, ['crm'], formerly).sinks.get('crm'), {
    ...at('old-crm', 40, { paused: true, ...tried }),
  })
})

test("below the log's start the attempts are another record's, and the pause stays", () => {
  const commit = committed(100, at('crm', 40, { paused: true, attempts: 3, firstFailure: 1_790_000_000 }))
  const { sinks } = standingOf(commit, { start: 60, end: 1_000 }, ['crm'], none)
  assert.deepEqual(sinks.get('crm'), { position: 60, paused: true, attempts: 0, firstFailure: 0 })
})
