import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Move, Moves } from '../../src/admin/moves.ts'
import { parsePoint } from '../../src/point.ts'
import { operatedMoves } from '../helpers/moves.ts'

const point = (text: string) => parsePoint(text, Date.now())!
const texts = (moves: readonly Move[]) =>
  moves.map(({ topic, partition, from, to }) => `${topic}/${partition}: ${from}-${to}`)

test('a rewind goes back only, a skip forward only, in every partition or in those that are named', async t => {
  const { moves } = await operatedMoves(t, { events: [3, 2] })
  assert.deepEqual(texts(await moves.rewind('crm', undefined, point('0:1,1:2'))), [
    'events/0: 3-1',
    'events/1: 2-2',
  ])
  const stays = await moves.rewind('crm', 'events', point('latest'))
  assert.deepEqual(
    stays.map(({ from, to }) => to - from),
    [0, 0],
  )
  assert.deepEqual(texts(await moves.rewind('crm', undefined, point('1:0'))), ['events/1: 2-0'])
})

test('one record is left out only where the sink stands at it', async t => {
  const { moves } = await operatedMoves(t, { events: [3] })
  await moves.pause('crm', true)
  await moves.rewind('crm', undefined, point('earliest'))
  await assert.rejects(moves.skipOne('crm', undefined, 0, 1), {
    code: 'offset_not_next',
    message: /stands at 0/,
  })
  assert.deepEqual(texts(await moves.skipOne('crm', undefined, 0, 0)), ['events/0: 0-1'])
  assert.deepEqual(texts(await moves.skip('crm', undefined, point('2'))), ['events/0: 1-2'])
  assert.deepEqual(await moves.skipOne('crm', undefined, 7, 0), [], 'not here')
})

test('a pause shows where the sink stands; undecodable is moved like any other', async t => {
  const { moves } = await operatedMoves(t, { events: [1] })
  const { positions, partitions } = await moves.pause('undecodable', true)
  assert.deepEqual(partitions, { events: 1 })
  assert.deepEqual(
    positions.map(({ sink, paused }) => [sink, paused]),
    [['undecodable', true]],
  )
  assert.ok((await moves.pause('undecodable', false)).positions.every(({ paused }) => !paused))
})

test('what is not clear is asked back', async t => {
  const { moves } = await operatedMoves(t, { events: [2, 2], more: [1] })
  const rejects = async (moved: ReturnType<Moves['rewind']>, code: string, hint: RegExp) =>
    assert.rejects(moved, { code, hint })
  await rejects(moves.rewind('crm', 'events', point('1')), 'usage', /0:1,1:1/)
  await rejects(moves.rewind('crm', undefined, point('0:1')), 'usage', /events, more/)
  await rejects(moves.rewind('crm', 'other', point('0:1')), 'usage', /events, more/)
  await assert.rejects(moves.rewind('cmr', undefined, point('earliest')), { code: 'sink_unknown' })
  await assert.rejects(moves.forget('crm'), { code: 'sink_configured' })
  assert.equal(await moves.forget('old'), 0)
  assert.equal((await moves.rewind('crm', undefined, point('earliest'))).length, 3, 'of all topics')
})
