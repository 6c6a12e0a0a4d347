import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Rate } from '../../src/outbox/rate.ts'

function rateOf(perSecond: number) {
  let now = 0
  const rate = new Rate(perSecond, () => now)
  return { rate, pass: (milliseconds: number) => (now += milliseconds) }
}

/** How many go in so many milliseconds, as fast as it lets them. */
function sentIn({ rate, pass }: ReturnType<typeof rateOf>, milliseconds: number, batch = 1): number {
  let sent = 0
  for (let n = 0; n < milliseconds; n++) {
    while (rate.wait() === 0) {
      rate.take(batch)
      sent += batch
    }
    pass(1)
  }
  return sent
}

test('over time it is what was asked for', () => {
  for (const perSecond of [3, 200, 5_000]) {
    const sent = sentIn(rateOf(perSecond), 10_000)
    assert.ok(Math.abs(sent - perSecond * 10) <= Math.max(1, perSecond * 0.11), `${sent} at ${perSecond}/s`)
  }
})

test('a pause is not made up for: only a tenth of a second goes at once', () => {
  const bucket = rateOf(200)
  bucket.pass(3_600_000)
  assert.equal(sentIn(bucket, 1), 20)
})

test('a batch counts by what is in it, and may leave a debt', () => {
  const { rate, pass } = rateOf(10)
  rate.take(100)
  assert.equal(rate.wait(), 10_000)
  pass(9_999)
  assert.equal(rate.wait(), 1)
  pass(1)
  assert.equal(rate.wait(), 0)
  const sent = sentIn(rateOf(200), 10_000, 50)
  assert.ok(Math.abs(sent - 2_000) <= 60, `${sent}`)
})

test('less than one a second is a wait, too', () => {
  const { rate } = rateOf(1 / 60)
  assert.equal(rate.wait(), 0, 'the first goes at once')
  rate.take(1)
  assert.equal(rate.wait(), 60_000)
})

test('however large the debt, it is looked at each hour', () => {
  const { rate } = rateOf(1 / 3_600)
  rate.take(100_000)
  assert.equal(rate.wait(), 3_600_000)
})
