import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { ROOT } from '../servers/cache.ts'

test('exit codes are those that the README promises', () => {
  const { ok, failed, usage } = exitCodes
  const promise = `Exit codes: ${ok} done, ${failed} failed at run time, ${usage} wrong arguments or configuration.`
  assert.ok(readFileSync(join(ROOT, 'README.md'), 'utf8').includes(promise))
})
