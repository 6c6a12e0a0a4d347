import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NumberList } from '../../../src/rules/table/number-list.ts'
import { Ranges } from '../../../src/rules/table/ranges.ts'
import { Random } from '../../helpers/random.ts'

interface Item {
  readonly low: number
  readonly high: number
  readonly block: number
  readonly rule: number
}

const holding = (ranges: Ranges, x: number) => {
  const blocks = new NumberList()
  ranges.collect(x, blocks)
  return [...blocks.items.subarray(0, blocks.count)].sort((a, b) => a - b)
}

test('exactly the intervals that hold a number are found, also while they come and go', () => {
  const random = new Random(7)
  const ranges = new Ranges(0)
  const items: Item[] = []
  for (let round = 0; round < 600; round++) {
    if (random.percent(60) || items.length === 0) {
      const low = random.percent(20) ? -Infinity : random.below(100)
      const high = random.percent(20) ? Infinity : random.below(110)
      const item = { low, high, block: random.percent(50) ? ~round : 4 * round + 4, rule: round }
      items.push(item)
      ranges.add(low, high, item.block, item.rule)
    } else {
      const [gone] = items.splice(random.below(items.length), 1)
      assert.deepEqual(ranges.remove(gone!.rule), [gone!.block])
    }
    const x = random.below(110)
    const expected = items.filter(({ low, high }) => low <= x && x <= high).map(({ block }) => block)
    assert.deepEqual(
      holding(ranges, x),
      expected.sort((a, b) => a - b),
    )
    assert.equal(ranges.size, items.length)
  }
})

test('bounds are within', () => {
  const ranges = new Ranges(0)
  ranges.add(1, 2, 8, 0)
  ranges.settle()
  assert.deepEqual(
    [0.9, 1, 2, 2.1].map(x => holding(ranges, x).length),
    [0, 1, 1, 0],
  )
})
