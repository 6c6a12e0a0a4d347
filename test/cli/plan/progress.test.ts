import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Progress } from '../../../src/cli/plan/progress.ts'

function written(t: import('node:test').TestContext, shows: boolean, times: readonly number[]): string {
  let [text, at] = ['', 0]
  t.mock.method(process.stderr, 'write', (chunk: string) => {
    text += chunk
    return true
  })
  t.mock.method(performance, 'now', () => at)
  const progress = new Progress(5_000, shows)
  for (const time of times) {
    at = time
    for (let n = 0; n < 256; n++) progress.step()
  }
  progress.end()
  t.mock.restoreAll()
  return text
}

test('a terminal sees a line that is written anew four times a second, and taken away', t => {
  assert.equal(
    written(t, true, [100, 256, 300, 512]),
    '\r512 of 5,000 records, 2,000/s\u001b[K\r1,024 of 5,000 records, 2,000/s\u001b[K\r\u001b[K',
  )
})

test('nothing is written where standard error is no terminal', t => {
  assert.equal(written(t, false, [1_000, 2_000]), '')
})
