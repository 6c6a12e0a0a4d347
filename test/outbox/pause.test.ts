import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pause } from '../../src/outbox/pause.ts'
import { mockTime, pass, settle } from '../helpers/outbox.ts'

test('a pause ends after its time, or at once when it is aborted', async t => {
  mockTime(t)
  const seen: string[] = []
  const stop = new AbortController()
  pause(100, new AbortController().signal).then(passed => seen.push(`first ${passed}`))
  pause(60_000, stop.signal).then(passed => seen.push(`second ${passed}`))
  await pass(100)
  assert.deepEqual(seen, ['first true'])
  stop.abort()
  await settle()
  assert.deepEqual(seen, ['first true', 'second false'])
  assert.equal(await pause(60_000, stop.signal), false)
})
