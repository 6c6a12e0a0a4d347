import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bell } from '../../src/outbox/bell.ts'

const turn = () => new Promise(setImmediate)

test('however often it is rung, each listener is told once in a turn', async () => {
  const bell = new Bell()
  let told = 0
  const listener = () => void told++
  bell.listen(listener)
  const stop = bell.listen(listener)
  for (let n = 0; n < 5; n++) bell.ring()
  assert.equal(told, 0, 'never within the call that rings')
  await turn()
  assert.equal(told, 2)
  stop()
  bell.ring()
  await turn()
  assert.equal(told, 3)
})

test('whoever has stopped listening is not told any more', async () => {
  const bell = new Bell()
  let told = 0
  const stop = bell.listen(() => void told++)
  assert.equal(bell.heard, true)
  bell.ring()
  stop()
  await turn()
  assert.equal(told, 0)
  assert.equal(bell.heard, false)
})

test('now one is told first, now another, whether they stay or listen anew each time', async () => {
  for (const anew of [false, true]) {
    const bell = new Bell()
    const firsts = [0, 0, 0]
    let told = 0
    const listen = (at: number) => {
      const stop = bell.listen(() => {
        if (told++ % 3 === 0) firsts[at]!++
        if (!anew) return
        stop()
        listen(at)
      })
    }
    for (const at of [0, 1, 2]) listen(at)
    for (let n = 0; n < 300; n++) {
      bell.ring()
      await turn()
    }
    for (const first of firsts) assert.ok(first > 70 && first < 130, `${firsts}`)
  }
})
