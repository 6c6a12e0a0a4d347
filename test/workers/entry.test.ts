import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../servers/cache.ts'

test('a worker passes over signals that are for the main process, and ends when that is gone', async t => {
  const child = fork(join(ROOT, 'src/workers/entry.ts'), { serialization: 'advanced', stdio: 'ignore' })
  t.after(() => child.kill('SIGKILL'))
  const asked = once(child, 'message')
  child.send({ type: 'ask', id: 1, what: 'samples' }) // it runs once it answers
  assert.equal((await asked)[0].type, 'refusal')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal)
  const again = once(child, 'message')
  child.send({ type: 'ask', id: 2, what: 'samples' })
  assert.equal((await again)[0].id, 2)
  const exit = once(child, 'exit')
  child.disconnect()
  assert.deepEqual(await exit, [1, null])
})
