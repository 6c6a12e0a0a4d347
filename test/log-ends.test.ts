import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LogEnds } from '../src/log-ends.ts'
import type { Bounds, Log } from '../src/types.ts'

/** A log of which only the bounds are asked. */
function logWith(bounds: (topic: string) => readonly Bounds[] | undefined): Log {
  return { bounds: async (topic: string) => bounds(topic) } as unknown as Log
}

test('the end of a partition is as the log said when it was last asked', async () => {
  let end = 5
  const ends = new LogEnds(
    logWith(() => [
      { start: 0, end },
      { start: 2, end: 9 },
    ]),
    () => ['events'],
  )
  assert.equal(ends.bounds('events', 0)?.end, undefined)
  await ends.refresh()
  end = 7
  assert.deepEqual([ends.bounds('events', 0)?.end, ends.bounds('events', 1)?.end], [5, 9])
  await ends.refresh()
  assert.equal(ends.bounds('events', 0)?.end, 7)
})

test('what is not there has no end', async () => {
  const ends = new LogEnds(
    logWith(topic => (topic === 'events' ? [{ start: 0, end: 1 }] : undefined)),
    () => ['missing', 'events'],
  )
  await ends.refresh()
  assert.deepEqual(
    [ends.bounds('missing', 0)?.end, ends.bounds('events', 1)?.end, ends.bounds('events', 0)?.end],
    [undefined, undefined, 1],
  )
})

test('what was known stays when the log does not answer', async () => {
  let fail = false
  const ends = new LogEnds(
    logWith(() => {
      if (fail) throw new Error('gone')
      return [{ start: 0, end: 3 }]
    }),
    () => ['events'],
  )
  await ends.refresh()
  fail = true
  await assert.rejects(ends.refresh(), /gone/)
  assert.equal(ends.bounds('events', 0)?.end, 3)
})
