import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tallyOf } from '../../../src/cli/demo/tally.ts'

const posted = (sourceId: string, status: string) => ({ sourceId, status, device: 0 })
const receiver = (ids: readonly string[], more: object = {}) => ({
  counts: new Map(ids.map(id => [id, 1])),
  duplicates: 0,
  outOfOrder: 0,
  turnedAway: 0,
  ...more,
})
const accepted = [posted('a', 'active'), posted('b', 'planned')]

test('what was accepted and arrived wherever it is owed is not lost', () => {
  assert.deepEqual(tallyOf({ accepted }, receiver(['a', 'b']), receiver(['a'])), {
    received: 2,
    expected: 3,
    delivered: 3,
    duplicates: 0,
    lost: 0,
    out_of_order: 0,
    turned_away: 0,
  })
})

test('what is missing at either receiver is lost, whatever else came', () => {
  assert.equal(tallyOf({ accepted }, receiver(['a', 'x']), receiver(['b', 'y'])).lost, 2)
})

test('both receivers count', () => {
  const { duplicates, out_of_order, turned_away } = tallyOf(
    { accepted: [] },
    receiver([], { duplicates: 1, outOfOrder: 2, turnedAway: 3 }),
    receiver([], { duplicates: 10, outOfOrder: 20, turnedAway: 30 }),
  )
  assert.deepEqual([duplicates, out_of_order, turned_away], [11, 22, 33])
})
