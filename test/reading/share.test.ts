import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Share } from '../../src/reading/share.ts'

/** A share whose clock moves when the test says so. */
function bench() {
  let now = 0
  const share = new Share(() => now)
  const work = (kind: 'headWorked' | 'caughtUp', milliseconds: number) => {
    const since = share.begin()
    now += milliseconds
    share[kind](since)
  }
  const goesOn = async () => {
    let done = false
    const turn = share.turn().then(() => {
      done = true
    })
    for (let n = 0; n < 5; n++) await new Promise(setImmediate)
    return { done, turn }
  }
  return { share, work, goesOn }
}

test('while the head is at work, catching up waits until the head has had as much time', async () => {
  const { share, work, goesOn } = bench()
  share.head(true)
  work('caughtUp', 10)
  const first = await goesOn()
  assert.equal(first.done, false)
  work('headWorked', 6)
  assert.equal((await goesOn()).done, false)
  work('headWorked', 4)
  await first.turn
  assert.equal((await goesOn()).done, true)
})

test('while the head has nothing to read, catching up does not wait', async () => {
  const { share, work, goesOn } = bench()
  work('caughtUp', 1_000)
  assert.equal((await goesOn()).done, true)
  share.head(true)
  work('caughtUp', 50)
  const waiting = await goesOn()
  assert.equal(waiting.done, false)
  share.head(false)
  await waiting.turn
})

test('what the head had for itself is no credit: catching up never has more than half for long', async () => {
  const { share, work, goesOn } = bench()
  share.head(true)
  work('headWorked', 10_000)
  work('caughtUp', 5)
  assert.equal((await goesOn()).done, false)
  share.head(false)
})
