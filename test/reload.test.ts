import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discardReload, prepareReload, reloadChanges } from '../src/reload.ts'
import type { Routing } from '../src/routing.ts'
import type { Sink } from '../src/types.ts'
import { load, whole } from './helpers/config-files.ts'
import { quietLogger } from './helpers/quiet-logger.ts'

test('what is read at the start only refuses a reload', async t => {
  const { config } = await load(t, whole)
  assert.throws(() => reloadChanges(config, { ...config, workers: 2 }), {
    code: 'reload_refused',
    message: /workers/,
  })
  assert.deepEqual(reloadChanges(config, { ...config, drain: 1 }).changed, [])
})

test('sinks that go on are the running ones, and outlive a reload that does not take place', async t => {
  const { config } = await load(t, whole)
  const closed: string[] = []
  const running = new Map<string, Sink>(
    [...config.sinks.keys()].map(name => [
      name,
      { send: async () => [], close: async () => void closed.push(name) } as unknown as Sink,
    ]),
  )
  const from = { before: config, running, config: { ...config, drain: 1 }, parts: { logger: quietLogger } }
  const prepared = await prepareReload(from, async () => ({}) as Routing)
  assert.deepEqual([...prepared.sinks.values()], [...running.values()])
  await discardReload(prepared)
  await assert.rejects(
    prepareReload(from, () => Promise.reject(new Error('no topic'))),
    /no topic/,
  )
  assert.deepEqual(closed, [])
})
