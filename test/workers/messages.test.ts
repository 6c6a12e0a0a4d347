import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { deserialize, serialize } from 'node:v8'
import { loadConfig } from '../../src/config/index.ts'
import { beatEvery, silence } from '../../src/workers/messages.ts'
import { ROOT } from '../servers/cache.ts'

test('a worker may miss some heartbeats before it is given up', () => {
  assert.ok(silence >= 5 * beatEvery)
})

test('a configuration arrives as it was sent', async () => {
  const files = globSync('config/*.yaml', { cwd: ROOT })
  assert.ok(files.length > 3)
  let compared = 0
  for (const file of files) {
    const loaded = await loadConfig(join(ROOT, file), environment).catch(() => undefined)
    if (loaded === undefined) continue
    assert.deepStrictEqual(deserialize(serialize(loaded.config)), loaded.config)
    compared++
  }
  assert.ok(compared > 1, `${compared} of ${files.length}`)
})

/** Every variable has a value. */
const environment = new Proxy({} as NodeJS.ProcessEnv, { get: () => 'value', has: () => true })
