import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { packageFolder, userAgent, version } from '../src/package.ts'

test('the version is that of package.json', () => {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8')
  assert.equal(version, (JSON.parse(text) as { version: string }).version)
  assert.match(version, /^\d+\.\d+\.\d+/)
  assert.equal(userAgent, `Sluice/${version}`)
})
