import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../src/errors.ts'
import { decodePositions, encodePositions, type SinkPosition, sinkId } from '../src/positions.ts'

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
